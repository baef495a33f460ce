import { afterAll, beforeAll, expect, test } from "vitest";
import { createWebhook } from "#app/webhooks.ts";
import { isProblem } from "#domain/problem.ts";
import { openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { appendEvents } from "./events.ts";
import { forgetDeliveries } from "./webhook-deliveries.ts";

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

test("what is finished is forgotten after its time, what belongs to no endpoint at once, and what waits never", async () => {
  const { db } = desk.store;
  for (const url of ["https://kept.example/", "https://gone.example/"]) {
    const made = await createWebhook(desk, desk.workspace, { url, eventTypes: ["*"] });
    expect(isProblem(made)).toBe(false);
  }
  const facts = Array.from({ length: 3 }, () => ({ type: "lock.unlocked", occurredAt: desk.runtime.now() }));
  await appendEvents(db, desk.store, desk.workspace, facts);
  await db.query(`update webhook_deliveries set state = 'delivered', next_due_at = null
    where event_id = (select min(event_id::text)::uuid from events)`);
  const kept = async () => (await db.query("select from webhook_deliveries")).length;

  expect(await forgetDeliveries(db, desk.runtime.now() - 1)).toBe(0);
  await db.query("delete from webhooks where url = 'https://gone.example/'");
  expect(await forgetDeliveries(db, desk.runtime.now() - 1)).toBe(3);
  expect(await kept()).toBe(3);
  expect(await forgetDeliveries(db, desk.runtime.now() + 1)).toBe(1);
  expect(await kept()).toBe(2);
  expect(await forgetDeliveries(db, desk.runtime.now() + 1)).toBe(0);
});
