import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiHouse, openApiHouse } from "#test/support/api-house.ts";
import { recorded } from "#test/support/recorded-statements.ts";

let house: ApiHouse;
let sent: string[] = [];
beforeAll(async () => {
  house = await openApiHouse({ through: (db) => recorded(db, ({ name, text }) => sent.push(name ?? text)) });
});
afterAll(() => house.close());

/** What is asked of the database for one request; every statement is a round trip. */
async function sentFor(path: string, body: object) {
  sent = [];
  const answer = await house.tenant.post(path, body);
  expect(answer.status).toBe(200);
  return { body: answer.body, sent };
}

test("once the caller is known, a creation is two round trips and a look is one unless something has changed", async () => {
  const device_id = await house.tenant.newLock();
  const create = () => sentFor("/access_codes/create", { device_id });
  const { body } = await create();
  const look = async () =>
    (await sentFor("/access_codes/get", { access_code_id: body.access_code?.access_code_id })).sent;
  await look();
  expect(await look()).toEqual(["find-code-stamps"]);
  expect((await create()).sent).toEqual(["load-for-code", "create-code"]);
  // The creation on the same lock has changed what is said of that lock.
  expect(await look()).toEqual(["find-code-stamps", "find-code"]);
});
