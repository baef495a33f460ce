import { afterAll, beforeAll, expect, test } from "vitest";
import type { NativeId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { findAccountAnywhere } from "#store/connected-accounts.ts";
import { addDevice, dueOf, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { receiveSightings } from "./deliveries.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

test("a fact is told once however often it is delivered, and each reason to look is one", async () => {
  const device = "lock-told" as NativeId;
  const id = await addDevice(desk, { nativeId: device });
  const account = await findAccountAnywhere(desk.store.db, desk.account);
  invariant(account !== undefined, "the desk has an account");
  const at = desk.runtime.now();
  const locked = {
    kind: "turned",
    at,
    device,
    to: "locked",
    method: "manual",
    place: undefined,
    attempt: undefined,
  } as const;
  for (const _ of [1, 2]) await receiveSightings(desk, account, "a fact", [locked]);
  const told = await desk.store.db.query("select 1 from events where device_id = $1 and event_type = 'lock.locked'", [
    id,
  ]);
  expect(told).toHaveLength(1);
  for (const _ of [1, 2]) {
    await desk.store.db.query("update devices set next_due_at = null where device_id = $1", [id]);
    await receiveSightings(desk, account, "locked, in the same letters", [{ kind: "changed", at, device }]);
    expect(await dueOf(desk, id)).toBe(desk.runtime.now());
  }
});
