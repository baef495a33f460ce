import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { isProblem, type Problem } from "#domain/problem.ts";
import { limitSpanMs, mostInAMinute } from "#domain/request-limits.ts";
import { openDb } from "#store/db.ts";
import { openStore } from "#store/store.ts";
import { addDevice, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { createAccessCode, deleteAccessCode, updateAccessCode } from "./access-codes.ts";
import type { Desk } from "./desk.ts";
import { turnLock } from "./locks.ts";

let desk: TestDesk;
/** What a second server would work with: the same database through connections of its own. */
let second: Desk;
beforeAll(async () => {
  desk = await openTestDesk();
  const db = openDb(desk.databaseUrl, { maxConnections: 4 });
  second = { ...desk, store: openStore(db, desk.runtime, desk.store.masterKey) };
});
afterAll(async () => {
  await second.store.db.close();
  await desk.close();
});

const create = (at: Desk, deviceId: DeviceId) =>
  createAccessCode(at, desk.workspace, {
    deviceId,
    preferredLength: 8,
    prefersNativeScheduling: true,
    allowsExternalModification: false,
    attemptForOfflineDevice: true,
    isOffline: false,
    isOneTimeUse: false,
    usesBackupPool: false,
  });

async function createdCode(deviceId: DeviceId): Promise<AccessCodeId> {
  const created = await create(desk, deviceId);
  if (isProblem(created)) throw new Error(created.message);
  return created.view.code.id;
}

/** Asks `count` times at once, at two servers in turn. */
async function atBoth<T>(count: number, ask: (at: Desk) => Promise<T | Problem>) {
  const answers = await Promise.all(Array.from({ length: count }, (_, index) => ask(index % 2 ? desk : second)));
  const refused = answers.filter(isProblem);
  return { granted: answers.length - refused.length, refused };
}

describe("a device takes so many requests in a minute, however many servers are asked at once", () => {
  test("of new codes", async () => {
    const device = await addDevice(desk);
    const { granted, refused } = await atBoth(30, (at) => create(at, device));
    expect(granted).toBe(mostInAMinute.create);
    expect(new Set(refused.map(({ problem }) => problem))).toEqual(new Set(["too_many_requests"]));
  });

  test("of changes", async () => {
    const device = await addDevice(desk);
    const accessCodeId = await createdCode(device);
    const { granted } = await atBoth(30, (at) =>
      updateAccessCode(at, desk.workspace, { accessCodeId, allowsExternalModification: true }),
    );
    expect(granted).toBe(mostInAMinute.update);
  });

  test("of deletions", async () => {
    const device = await addDevice(desk);
    const code = await createdCode(device);
    // One that is being deleted already: every further deletion is a request that changes nothing.
    await deleteAccessCode(desk, desk.workspace, { accessCodeId: code });
    const ask = (at: Desk) => deleteAccessCode(at, desk.workspace, { accessCodeId: code });
    const { granted, refused } = await atBoth(25, ask);
    expect(granted).toBe(mostInAMinute.delete - 1);
    expect(refused).toHaveLength(6);
  });

  test.for(["locked", "unlocked"] as const)("of turns: %s", async (to) => {
    const device = await addDevice(desk);
    const { granted } = await atBoth(25, (at) => turnLock(at, desk.workspace, { deviceId: device, to }));
    expect(granted).toBe(15);
  });
});

test("the limit counts any minute and not the clock's, and says when to ask again", async () => {
  const device = await addDevice(desk);
  await createdCode(device);
  await desk.runtime.advance(30_000);
  for (let count = 1; count < mostInAMinute.create; count += 1) await createdCode(device);
  const refused = await create(desk, device);
  expect(isProblem(refused) && refused.retryAfterMs).toBe(30_000);
  await desk.runtime.advance(29_999);
  expect(isProblem(await create(second, device))).toBe(true);
  await desk.runtime.advance(1);
  expect(isProblem(await create(second, device))).toBe(false);
  expect(isProblem(await create(second, device))).toBe(true);
});

test("one device's limit is not another's, and one kind's not another kind's", async () => {
  const device = await addDevice(desk);
  const code = await createdCode(device);
  for (let count = 1; count < mostInAMinute.create; count += 1) await createdCode(device);
  expect(isProblem(await create(desk, device))).toBe(true);
  expect(isProblem(await create(desk, await addDevice(desk)))).toBe(false);
  expect(isProblem(await updateAccessCode(desk, desk.workspace, { accessCodeId: code, name: "Bob" }))).toBe(false);
  await desk.runtime.advance(limitSpanMs);
  expect(isProblem(await create(desk, device))).toBe(false);
});
