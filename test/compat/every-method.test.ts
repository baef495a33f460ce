import { randomUUID } from "node:crypto";
import { SeamHttp, SeamHttpApiError } from "@seamapi/http";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Route } from "#api/route.ts";
import { routes } from "#api/routes/index.ts";
import { type Listening, listen } from "#listen.ts";
import { byConsequence, validCalls } from "#test/conformance/calls.ts";
import { type Field, filledIn, type Ref } from "#test/fuzz/fields.ts";
import { Holdings } from "#test/fuzz/holdings.ts";
import { type ApiHouse, openApiHouse } from "#test/support/api-house.ts";

/** npm seam is this client under another name: seam 1.245 hands on @seamapi/http 2.32. */
let seam: SeamHttp;
let house: ApiHouse;
let listening: Listening;
const holdings = new Holdings();

beforeAll(async () => {
  house = await openApiHouse();
  const lock = await house.tenant.newLock();
  holdings.take("device_id", lock);
  holdings.take("connected_account_id", house.tenant.account.id);
  await house.tenant.foundOnLock(lock, { name: "Owner", digits: "2580" });
  // What goes through here and violates the contract becomes a failure of ours.
  listening = await listen({ fetch: house.fetch }, { host: "127.0.0.1", port: 0 });
  seam = SeamHttp.fromApiKey(house.tenant.token, { endpoint: listening.url });
});
afterAll(async () => {
  await listening.close();
  await house.close();
});

test("a list of four thousand ids is asked for as the client asks for it, in the query of a GET", async () => {
  const own = await seam.devices.list();
  const nobodys = Array.from({ length: 4_000 }, () => randomUUID());
  const listed = await seam.devices.list({ device_ids: [...nobodys, ...own.map((device) => device.device_id)] });
  expect(listed.map((device) => device.device_id)).toEqual(own.map((device) => device.device_id));
});

type Method = (fields: object, options: { waitForActionAttempt: boolean }) => Promise<unknown>;

/** `/access_codes/unmanaged/convert_to_managed` is `seam.accessCodes.unmanaged.convertToManaged`. */
function methodOf({ path }: Route): Method | undefined {
  const names = path
    .slice(1)
    .split("/")
    .map((name) => name.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase()));
  let owner: unknown = seam;
  for (const name of names.slice(0, -1)) owner = (owner as Record<string, unknown> | undefined)?.[name];
  const method = (owner as Record<string, unknown> | undefined)?.[names.at(-1) ?? ""];
  return typeof method === "function" ? (method.bind(owner) as Method) : undefined;
}

test("every method that the official client has for what is served gets an answer that it takes", {
  timeout: 120_000,
}, async () => {
  const callable = byConsequence(routes).filter((route) => methodOf(route) !== undefined);
  const granted = new Set<string>();
  for (const route of callable) {
    for (const call of validCalls(route, Date.now()).slice(0, 45)) {
      if (granted.has(route.path)) break;
      const answer = await methodOf(route)?.(fieldsOf(call.fields, route.path), { waitForActionAttempt: false }).catch(
        (thrown: unknown) => thrown,
      );
      // The client itself does not send what it knows to be too little.
      if (answer instanceof TypeError) continue;
      if (!(answer instanceof Error)) granted.add(route.path);
      // Refused by a rule, in words that the client understands; anything else is a failure.
      else expect(answer).toBeInstanceOf(SeamHttpApiError);
      if (answer instanceof SeamHttpApiError) expect([route.path, answer.statusCode < 500]).toEqual([route.path, true]);
      else holdings.takeFrom(answer);
    }
  }
  console.log(`official client: ${callable.length} methods, ${granted.size} of them granted`);
  expect(callable.length).toBeGreaterThan(50);
  expect(granted.size).toBeGreaterThan(callable.length * 0.6);
});

function fieldsOf(fields: readonly Field[], path: string): object {
  const known = (ref: Ref) => holdings.nth(ref, path) ?? "5eedf00d-0000-4000-8000-000000000000";
  return Object.fromEntries(fields.map(([name, value]) => [name, filledIn(value, known)]));
}
