import { expect, test } from "vitest";
import { presentAccessCode } from "#api/present/access-code.ts";
import { violationsOf } from "./conformance.ts";
import { account, code, device, noon } from "./domain-values.ts";

const headers = {
  "content-type": "application/json",
  "cache-control": "no-store",
  "seam-request-id": `request_${"0".repeat(32)}`,
  "access-control-expose-headers": "seam-request-id",
};
const answered = (body: object, status = 200, more: object = {}) =>
  violationsOf(
    "POST",
    "/access_codes/get",
    new Response(JSON.stringify(body), { status, headers: { ...headers, ...more } }),
  );

const good = { access_code: presentAccessCode({ code: code(), device: device(), account }, noon), ok: true };
const wrong = { error: { type: "device_not_found", message: "There is no such device." }, ok: false };

test("an answer and an error of the contract pass", async () => {
  expect(await answered(good)).toEqual([]);
  expect(await answered(wrong, 404)).toEqual([]);
});

test.for<[string, () => Promise<readonly string[]>]>([
  ["a missing resource", () => answered({ ok: true })],
  ["a missing field", () => answered({ ...good, access_code: { ...good.access_code, status: undefined } })],
  [
    "a word that the contract does not know",
    () => answered({ ...good, access_code: { ...good.access_code, status: "ready" } }),
  ],
  [
    "an error that the contract does not know",
    () => answered(withError({ error_code: "sulks", message: "It sulks.", is_access_code_error: true })),
  ],
  [
    "an error without its flag",
    () =>
      answered(withError({ error_code: "device_removed", message: "Gone.", created_at: "2026-01-15T12:00:00.000Z" })),
  ],
  ["an id that is none", () => answered({ ...good, access_code: { ...good.access_code, device_id: "1" } })],
  ["a time that is none", () => answered({ ...good, access_code: { ...good.access_code, created_at: "noon" } })],
  ["an answer that does not say ok", () => answered({ ...good, ok: undefined })],
  ["a problem under another's status", () => answered(wrong, 400)],
  ["a problem that nobody knows", () => answered({ ...wrong, error: { ...wrong.error, type: "no_idea" } }, 400)],
  ["a problem that says ok", () => answered({ ...wrong, ok: true }, 404)],
  ["a problem without a sentence", () => answered({ ...wrong, error: { type: "device_not_found" } }, 404)],
  [
    "complaints that are not zod's tree",
    () => answered({ ...wrong, error: { ...wrong.error, validation_errors: { name: ["Required"] } } }, 404),
  ],
  [
    "a problem that tells more than it should",
    () => answered({ ...wrong, error: { ...wrong.error, stack: "at" } }, 404),
  ],
  ["an answer without its request's id", () => answered(good, 200, { "seam-request-id": "" })],
  ["an answer that may be cached", () => answered(good, 200, { "cache-control": "max-age=60" })],
  ["an answer that is not JSON", () => answered(good, 200, { "content-type": "text/plain" })],
])("%s does not pass", async ([, judge]) => {
  expect(await judge()).not.toEqual([]);
});

function withError(error: object): object {
  return { ...good, access_code: { ...good.access_code, errors: [error] } };
}
