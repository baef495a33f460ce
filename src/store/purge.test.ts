import { afterEach, beforeEach, expect, test } from "vitest";
import { createWebhook } from "#app/webhooks.ts";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { addCode, addDevice, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { appendEvents } from "./events.ts";
import { forgetGone, forgetOldDeliveries, forgetOldEvents, wipePins } from "./purge.ts";

const hour = 60 * 60_000;
const day = 24 * hour;

let desk: TestDesk;
let device: DeviceId;
beforeEach(async () => {
  desk = await openTestDesk();
  device = await addDevice(desk);
});
afterEach(() => desk.close());

async function code(digits: string): Promise<AccessCodeId> {
  return (await addCode(desk, { deviceId: device, name: "Guest", digits })).id;
}

const ago = (ms: number) => new Date(desk.runtime.now() - ms).toISOString();

async function gone(digits: string, since: number): Promise<AccessCodeId> {
  const id = await code(digits);
  await desk.store.db.query(
    "update access_codes set retired_at = $2, retired_because = 'deleted', gone_at = $2 where access_code_id = $1",
    [id, ago(since)],
  );
  return id;
}

async function tried(id: AccessCodeId, { since, unsettled }: { since: number; unsettled: boolean }): Promise<void> {
  await desk.store.db.query(
    `insert into attempts (attempt_id, workspace_id, device_id, access_code_id, version, kind, sealed_pin, why, started_at, unsettled)
     values ($1, $2, $3, $4, 1, 'set', '\\x00', 'It was due.', $5, $6)`,
    [desk.runtime.uuid(), desk.workspace, device, id, ago(since), unsettled],
  );
}

async function rowsOf(id: AccessCodeId) {
  const count = async (table: string) => {
    const text = `select count(*)::integer as count from ${table} where access_code_id = $1`;
    return (await desk.store.db.query<{ count: number }>(text, [id]))[0]?.count;
  };
  const [code] = await desk.store.db.query<{ sealed_pin: unknown; pin_index: unknown }>(
    "select sealed_pin, pin_index from access_codes where access_code_id = $1",
    [id],
  );
  return {
    code,
    attempts: await count("attempts"),
    actionAttempts: await count("action_attempts"),
    events: await count("events"),
  };
}

const wipe = () => wipePins(desk.store.db, { now: desk.runtime.now(), limit: 10 });
const forget = () =>
  forgetGone(desk.store.db, { now: desk.runtime.now(), forgetBefore: desk.runtime.now() - 90 * day, limit: 10 });

test("a day after it is gone, a code's PIN is wiped wherever it stands, and all that explains it stays", async () => {
  const id = await gone("729481", 25 * hour);
  await tried(id, { since: 26 * hour, unsettled: true });
  const fresh = await gone("618352", 23 * hour);
  const living = await code("507246");
  expect(await wipe()).toBe(1);
  expect((await rowsOf(id)).code?.sealed_pin).toBeNull();
  expect(await desk.store.db.query("select 1 from attempts where sealed_pin is not null")).toEqual([]);
  expect(await rowsOf(id)).toMatchObject({ attempts: 1, actionAttempts: 1, events: 2 });
  // So that the PIN is not chosen again soon.
  expect((await rowsOf(id)).code?.pin_index).not.toBeNull();
  for (const other of [fresh, living]) expect((await rowsOf(other)).code?.sealed_pin).not.toBeNull();
  expect(await wipe()).toBe(0);
});

test("what may still come to show on a lock is neither wiped nor forgotten", async () => {
  const id = await gone("729481", 100 * day);
  await tried(id, { since: hour, unsettled: true });
  expect(await wipe()).toBe(0);
  expect(await forget()).toBe(0);
  await desk.runtime.advance(24 * hour);
  expect(await wipe()).toBe(1);
  expect(await forget()).toBe(1);
});

test("a code that has been gone for long enough is forgotten with everything of it, and no other is", async () => {
  const old = await gone("729481", 91 * day);
  await tried(old, { since: 91 * day, unsettled: false });
  const young = await gone("618352", 89 * day);
  const living = await code("507246");
  expect(await forget()).toBe(1);
  expect(await rowsOf(old)).toEqual({ code: undefined, attempts: 0, actionAttempts: 0, events: 0 });
  for (const other of [young, living]) expect(await rowsOf(other)).toMatchObject({ actionAttempts: 1, events: 2 });
});

test("an event that is still on its way to an endpoint stays until the endpoint has had it", async () => {
  const old = await gone("729481", 91 * day);
  await desk.store.db.query(
    `insert into webhook_deliveries (webhook_id, event_id, state, next_due_at, created_at)
     select $2, event_id, 'waiting', created_at, created_at from events where access_code_id = $1 and ordinal = 1`,
    [old, desk.runtime.uuid()],
  );
  await forget();
  expect(await rowsOf(old)).toMatchObject({ code: undefined, events: 1 });
});

test("no more are taken at once than was said", async () => {
  for (const digits of ["729481", "618352", "507246"]) await gone(digits, 100 * day);
  const purge = { now: desk.runtime.now(), forgetBefore: desk.runtime.now(), limit: 2 };
  expect(await wipePins(desk.store.db, purge)).toBe(2);
  expect(await forgetGone(desk.store.db, purge)).toBe(2);
  expect(await forgetGone(desk.store.db, purge)).toBe(1);
});

test("what happened at a door is forgotten after its time, but for what is on its way and what is of a code's life", async () => {
  const id = await code("1234");
  await createWebhook(desk, desk.workspace, { url: "https://example.com/hook", eventTypes: ["lock.locked"] });
  const types = ["lock.unlocked", "lock.locked", "device.connected"] as const;
  const happened = types.map((type) => ({
    type,
    occurredAt: desk.runtime.now(),
    deviceId: device,
    accessCodeId: undefined,
  }));
  await appendEvents(desk.store.db, desk.store, desk.workspace, happened);
  const old = { before: desk.runtime.now() + 1, limit: 1 };
  const left = async () => {
    const rows = await desk.store.db.query<{ type: string }>(
      "select distinct event_type as type from events order by 1",
    );
    return rows.map(({ type }) => type);
  };
  const all = await left();
  expect(await forgetOldEvents(desk.store.db, { ...old, before: desk.runtime.now() })).toBe(0);
  expect(await left()).toEqual(all);
  while ((await forgetOldEvents(desk.store.db, old)) > 0);
  expect(await left()).toEqual(
    ["access_code.created", "access_code.mutations_requested", "lock.locked"].filter((type) => all.includes(type)),
  );
  await desk.store.db.query("update webhook_deliveries set state = 'delivered', next_due_at = null");
  while ((await forgetOldEvents(desk.store.db, old)) > 0);
  expect(await left()).not.toContain("lock.locked");
  expect((await rowsOf(id)).events).toBeGreaterThan(0);
});

test("that a provider told us something is forgotten after its time", async () => {
  const tell = (digest: string, received: string) =>
    desk.store.db.query("insert into deliveries (connected_account_id, digest, received_at) values ($1, $2, $3)", [
      desk.account,
      Buffer.from(digest),
      received,
    ]);
  await tell("old", ago(3 * day));
  await tell("new", ago(day));
  const old = { before: desk.runtime.now() - 2 * day, limit: 10 };
  expect(await forgetOldDeliveries(desk.store.db, old)).toBe(1);
  expect(await forgetOldDeliveries(desk.store.db, old)).toBe(0);
});
