import { afterEach, beforeEach, expect, test } from "vitest";
import type { DeviceId } from "#domain/ids.ts";
import { addDevice, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { assertHeld, type Claim, claimDue, LeaseLost, release, renewLease } from "./leases.ts";

const leaseMs = 10_000;
let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk();
});

afterEach(async () => {
  await desk.close();
});

test("what is due is claimed once, however many ask, the longest due first", async () => {
  const now = desk.runtime.now();
  const devices = await Promise.all(Array.from({ length: 20 }, () => addDevice(desk)));
  for (const [at, device] of devices.entries()) await dueAt(device, now - 1_000 * at);
  const first = await claim(5);
  expect(first.map(({ id }) => id)).toEqual(devices.slice(-5).reverse());
  const rest = (await Promise.all([claim(8), claim(8), claim(8)])).flat();
  const all = [...first, ...rest].map(({ id }) => id);
  expect(new Set(all)).toEqual(new Set(devices));
  expect(all).toHaveLength(devices.length);
});

test("work whose holder died is due again when the lease ends, for a holder with a higher number", async () => {
  await dueAt(await addDevice(desk), desk.runtime.now());
  const [dead] = await claim(1);
  expect(await claim(1)).toEqual([]);
  await desk.runtime.advance(leaseMs);
  const [next] = await claim(1);
  expect(Number(next?.fence)).toBeGreaterThan(Number(dead?.fence));
  await expect(desk.store.db.transaction((tx) => assertHeld(tx, "device", dead as Claim<DeviceId>))).rejects.toThrow(
    LeaseLost,
  );
  expect(
    await renewLease(desk.store.db, "device", dead as Claim<DeviceId>, desk.runtime.now() + leaseMs),
  ).toBeUndefined();
  // A dead holder that comes back changes nothing.
  await release(desk.store.db, "device", dead as Claim<DeviceId>, { nextDueAt: desk.runtime.now(), failed: false });
  expect(await claim(1)).toEqual([]);
});

test("a wish for an earlier look that comes during a pass outlives the pass and its renewals", async () => {
  const device = await addDevice(desk);
  await dueAt(device, desk.runtime.now());
  const [held] = await claim(1);
  await dueAt(device, desk.runtime.now() + 1);
  await desk.runtime.advance(5_000);
  const renewed = await renewLease(desk.store.db, "device", held as Claim<DeviceId>, desk.runtime.now() + leaseMs);
  await release(desk.store.db, "device", renewed as Claim<DeviceId>, {
    nextDueAt: desk.runtime.now() + 600_000,
    failed: false,
  });
  expect((await claim(1)).map(({ id }) => id)).toEqual([device]);
});

test("what is given back is due when it was said to be, and not before", async () => {
  await dueAt(await addDevice(desk), desk.runtime.now());
  const [held] = await claim(1);
  await release(desk.store.db, "device", held as Claim<DeviceId>, {
    nextDueAt: desk.runtime.now() + 60_000,
    failed: false,
  });
  await desk.runtime.advance(59_999);
  expect(await claim(1)).toEqual([]);
  await desk.runtime.advance(1);
  expect(await claim(1)).toHaveLength(1);
});

function claim(limit: number) {
  return claimDue(desk.store.db, "device", { now: desk.runtime.now(), limit, leaseMs });
}

async function dueAt(device: DeviceId, at: number): Promise<void> {
  await desk.store.db.query("update devices set next_due_at = $2 where device_id = $1", [
    device,
    new Date(at).toISOString(),
  ]);
}
