import { expect, test } from "vitest";
import type { DeviceInput } from "./control-contract.ts";
import { lastLock, testCloud } from "./test-cloud.ts";

const noon = Date.UTC(2026, 0, 15, 12);
const iso = (at: number) => new Date(at).toISOString();

/** A lock with one code of this window on it, at noon. */
async function withWindow(profile: string, startsAt: number, endsAt: number, more: Partial<DeviceInput> = {}) {
  const test = testCloud();
  const codes = [{ name: "Guest", code: "48215", starts_at: iso(startsAt), ends_at: iso(endsAt) }];
  const id = lastLock(await test.account({ profile, name: "Front door", codes, ...more }));
  const opensAt = async (at: number) => {
    await test.world.advance(at - test.world.now());
    return test.control.wouldOpen(id, "48215");
  };
  return { ...test, id, opensAt };
}

test("a lock that keeps windows opens from the first second to the last and no longer", async () => {
  const lock = await withWindow("yale", noon + 60_000, noon + 120_500);
  expect(await lock.opensAt(noon + 59_000)).toBe(false);
  expect(await lock.opensAt(noon + 60_000)).toBe(true);
  expect(await lock.opensAt(noon + 119_999)).toBe(true);
  expect(await lock.opensAt(noon + 120_000)).toBe(false);
  const { access_codes } = await lock.control.inspect(lock.id);
  expect(access_codes).toHaveLength(1);
});

test("a lock that counts in minutes cuts its window to whole ones, inwards", async () => {
  const lock = await withWindow("kwikset", noon + 30_000, noon + 210_000);
  expect(await lock.opensAt(noon + 59_999)).toBe(false);
  expect(await lock.opensAt(noon + 60_000)).toBe(true);
  expect(await lock.opensAt(noon + 179_999)).toBe(true);
  expect(await lock.opensAt(noon + 180_000)).toBe(false);
});

test("a lock goes by its own clock, right or wrong", async () => {
  const lock = await withWindow("yale", noon + 60_000, noon + 600_000, { clock_error_ms: 45_000 });
  expect(await lock.opensAt(noon + 14_000)).toBe(false);
  expect(await lock.opensAt(noon + 15_000)).toBe(true);
  await lock.control.setClockError(lock.id, -45_000);
  expect(await lock.opensAt(noon + 104_000)).toBe(false);
  expect(await lock.opensAt(noon + 105_000)).toBe(true);
});

test("a lock that forgets ended codes does so at the end, by its own clock", async () => {
  const lock = await withWindow("tedee", noon, noon + 60_000, { clock_error_ms: -30_000 });
  expect(await lock.opensAt(noon + 89_000)).toBe(true);
  expect(await lock.opensAt(noon + 90_000)).toBe(false);
  const { access_codes } = await lock.control.inspect(lock.id);
  expect(access_codes).toEqual([]);
});

test("a lock that keeps no windows opens for a code as long as it stands there", async () => {
  const test = testCloud();
  const id = lastLock(await test.account({ profile: "lockly", name: "Deck", codes: [{ name: "A", code: "482153" }] }));
  await test.world.advance(400 * 86_400_000);
  expect(await test.control.wouldOpen(id, "482153")).toBe(true);
  expect(await test.control.wouldOpen(id, "482154")).toBe(false);
});

test("a door without a keypad opens for no digits, and an obstructed bolt for none either", async () => {
  const test = testCloud();
  const garage = lastLock(await test.account({ profile: "genie", name: "Garage" }));
  expect(await test.control.enterCode(garage, "1234")).toEqual({
    opened: false,
    access_code_id: null,
    because: "no_keypad",
  });
  const door = lastLock(await test.account({ profile: "yale", name: "Door", codes: [{ name: "A", code: "1234" }] }));
  await test.control.setFaults(door, { obstructed: true });
  expect(await test.control.enterCode(door, "1234")).toMatchObject({ opened: false, because: "bolt_obstructed" });
  await test.control.setFaults(door, {});
  expect(await test.control.enterCode(door, "1234")).toMatchObject({ opened: true });
  expect((await test.control.inspect(door)).bolt).toBe("unlocked");
});
