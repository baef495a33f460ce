import { afterAll, beforeAll, expect, test } from "vitest";
import type { NewEvent } from "#domain/event.ts";
import type { EventId } from "#domain/ids.ts";
import { isProblem } from "#domain/problem.ts";
import { appendEvents } from "#store/events.ts";
import { addDevice, addForeignCode, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { getEvent, listEvents } from "./events.ts";
import { createWorkspace } from "./workspaces.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

const append = (...events: NewEvent[]) => appendEvents(desk.store.db, desk.store, desk.workspace, events);
const everything = { limit: 1_000, offset: 0 };

test("facts about one code are counted without gaps, also when many are told at the same time", async () => {
  const device = await addDevice(desk);
  const codes = [
    await addForeignCode(desk, device, { digits: "8642" }),
    await addForeignCode(desk, device, { digits: "9753" }),
  ];
  const tell = (index: number): NewEvent => ({
    type: `test.fact_${index}`,
    occurredAt: 0,
    deviceId: device,
    accessCodeId: codes[index % 2],
  });
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      desk.store.db.transaction(async (tx) => {
        await tx.query("select 1 from devices where device_id = $1 for update", [device]);
        await appendEvents(tx, desk.store, desk.workspace, [tell(index), tell(index + 1), tell(index)]);
      }),
    ),
  );
  for (const code of codes) {
    const events = await listEvents(desk, desk.workspace, { since: 0, accessCodeIds: [code], ...everything });
    expect(events.map((event) => event.ordinal)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  }
});

test("facts whose transaction is undone leave no gap", async () => {
  const device = await addDevice(desk);
  const code = await addForeignCode(desk, device);
  const fact: NewEvent = { type: "test.fact", occurredAt: 0, deviceId: device, accessCodeId: code };
  await append(fact);
  const undone = desk.store.db.transaction(async (tx) => {
    await appendEvents(tx, desk.store, desk.workspace, [fact]);
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  await append(fact);
  const events = await listEvents(desk, desk.workspace, { since: 0, accessCodeIds: [code], ...everything });
  expect(events.map((event) => event.ordinal)).toEqual([1, 2]);
});

test("a fact keeps its order, its words and its secret, and the secret stands sealed", async () => {
  const device = await addDevice(desk);
  await append(
    {
      type: "test.first",
      occurredAt: 1,
      deviceId: device,
      accountId: desk.account,
      payload: { level: 0.5, list: [1] },
    },
    { type: "test.second", occurredAt: 2, deviceId: device, secret: { code: "7294" } },
  );
  const [first] = await listEvents(desk, desk.workspace, {
    since: 0,
    deviceIds: [device],
    eventTypes: ["test.first"],
    ...everything,
  });
  const [second] = await listEvents(desk, desk.workspace, {
    since: 0,
    deviceIds: [device],
    eventTypes: ["test.second"],
    ...everything,
  });
  expect(first).toMatchObject({
    occurredAt: 1,
    accountId: desk.account,
    payload: { level: 0.5, list: [1] },
    ordinal: undefined,
  });
  expect(first?.secret).toBeUndefined();
  expect(second?.secret).toEqual({ code: "7294" });
  const rows = await desk.store.db.query<{ text: string }>(
    "select to_jsonb(e)::text as text from events e where device_id = $1",
    [device],
  );
  expect(rows.some((row) => row.text.includes("7294"))).toBe(false);
});

test("facts are found by when they were recorded, bounds excluded, and by what they are about", async () => {
  const device = await addDevice(desk);
  const other = await addDevice(desk);
  const start = desk.runtime.now();
  for (const [type, about] of [
    ["test.a", device],
    ["test.b", device],
    ["test.c", other],
  ] as const) {
    await append({ type, occurredAt: 0, deviceId: about });
    await desk.runtime.advance(1_000);
  }
  const types = async (filter: Partial<Parameters<typeof listEvents>[2]>) =>
    (await listEvents(desk, desk.workspace, { deviceIds: [device, other], ...everything, ...filter })).map(
      (event) => event.type,
    );
  expect(await types({ since: start - 1 })).toEqual(["test.a", "test.b", "test.c"]);
  expect(await types({ since: start })).toEqual(["test.b", "test.c"]);
  expect(await types({ between: [start, start + 2_000] })).toEqual(["test.b"]);
  expect(await types({ deviceIds: [device] })).toEqual(["test.a", "test.b"]);
  expect(await types({ eventTypes: ["test.b", "test.c"] })).toEqual(["test.b", "test.c"]);
  expect(await types({ limit: 1, offset: 1 })).toEqual(["test.b"]);
  expect(await types({ eventIds: [] })).toEqual([]);
});

test("one fact is found by its id, or as the newest of its type, and not from another workspace", async () => {
  const device = await addDevice(desk);
  await append({ type: "test.one", occurredAt: 1, deviceId: device });
  await desk.runtime.advance(1_000);
  await append({ type: "test.one", occurredAt: 2, deviceId: device });
  const newest = await getEvent(desk, desk.workspace, { eventType: "test.one", deviceId: device });
  if (isProblem(newest)) throw new Error(newest.message);
  expect(newest.occurredAt).toBe(2);
  expect(await getEvent(desk, desk.workspace, { eventId: newest.id })).toEqual(newest);
  const stranger = (await createWorkspace(desk, { name: "Other", isSandbox: true })).id;
  expect(await getEvent(desk, stranger, { eventId: newest.id })).toMatchObject({ problem: "event_not_found" });
  const nothing = await getEvent(desk, desk.workspace, { eventId: desk.runtime.uuid() as EventId });
  expect(isProblem(nothing) && nothing.problem).toBe("event_not_found");
});
