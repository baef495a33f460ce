import { expect, test } from "vitest";
import { Holdings } from "./holdings.ts";
import { type Exchanged, objectionsTo } from "./judge.ts";

const theirs = "0f0f0f0f-0000-4000-8000-000000000001";
const own = new Holdings();
const other = new Holdings();
other.takeFrom({ device: { device_id: theirs }, access_code: { code: "71935284" } });

function exchanged(status: number, body: object, more: Partial<Exchanged> = {}): Exchanged {
  const headers = {
    "content-type": "application/json",
    "seam-request-id": `request_${"0".repeat(32)}`,
    "access-control-expose-headers": "seam-request-id",
    "cache-control": "no-store",
  };
  return {
    by: "harbour",
    method: "POST",
    path: "/health",
    sent: "",
    response: new Response(null, { status, headers }),
    text: JSON.stringify(body),
    own,
    others: [other],
    route: undefined,
    ...more,
  };
}
const notFound = (data: object) => ({ error: { type: "device_not_found", message: "No.", data }, ok: false });
const route = { methods: ["POST"], auth: ["api_key"] } as const;

test("an answer that is as it should be is not objected to", async () => {
  expect(await objectionsTo(exchanged(200, { ok: true }, { route }))).toEqual([]);
  expect(await objectionsTo(exchanged(404, notFound({ device_id: theirs }), { sent: theirs }))).toEqual([]);
});

test("a failure, and an error of another shape, are objected to", async () => {
  const failed = { error: { type: "internal_server_error", message: "Oh." }, ok: false };
  expect(await objectionsTo(exchanged(500, failed))).toEqual([expect.stringContaining("the server failed")]);
  expect(await objectionsTo(exchanged(400, { error: "Oh." }))).not.toEqual([]);
});

test("what another workspace has is objected to wherever it is shown, unless an error says back what was asked", async () => {
  const leak = [expect.stringContaining("another workspace's")];
  expect(await objectionsTo(exchanged(200, { ok: true, name: `of ${theirs}` }))).toEqual(leak);
  expect(await objectionsTo(exchanged(200, { ok: true, name: theirs }, { sent: theirs }))).toEqual(leak);
  expect(await objectionsTo(exchanged(404, notFound({ device_id: theirs })))).toEqual(leak);
  expect(await objectionsTo(exchanged(200, { ok: true, code: "71935284" }))).toEqual(leak);
});

test("a stranger who is let in, a session where it has no business, and a verb out of place are objected to", async () => {
  for (const by of ["nobody", "impostor", "guest"] as const) {
    expect(await objectionsTo(exchanged(200, { ok: true }, { route, by }))).toEqual(["a stranger has status 200"]);
  }
  const served = await objectionsTo(exchanged(200, { ok: true }, { route, method: "PUT" }));
  expect(served).toEqual(["a verb that is not served has status 200"]);
});
