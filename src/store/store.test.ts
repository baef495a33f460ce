import { expect, test } from "vitest";
import { openTestDesk } from "#test/support/desk.ts";
import { openDb } from "./db.ts";
import { appendEvents } from "./events.ts";
import { openStore } from "./store.ts";

test("a transaction that needs a workspace's keys for the first time waits for no other connection", async () => {
  const desk = await openTestDesk();
  const db = openDb(desk.databaseUrl, { maxConnections: 1 });
  const store = openStore(db, desk.runtime, desk.store.masterKey);
  const event = { type: "device.added", occurredAt: desk.runtime.now() } as const;
  // Everybody's connection is in the hands of the one transaction.
  await db.transaction((tx) => appendEvents(tx, store, desk.workspace, [event, event]));
  const [row] = await db.query<{ count: string }>("select count(*) from events");
  expect(row?.count).toBe("2");
  await db.close();
  await desk.close();
});
