import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse, until } from "#test/support/house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(() => house.close(), 60_000);

const doors = async () => (await house.seam.devices.list()).map(({ properties }) => properties.name).sort();

test("a sandbox that is reset has its first locks again, as they were at first, and works", {
  timeout: 120_000,
}, async () => {
  const before = await until(async () => {
    const [device, names] = [await firstOf("august_lock"), await doors()];
    return device !== undefined && names.length >= 9 && names;
  });
  const lock = await firstOf("august_lock");
  const formerLock = await house.nativeIdOf(lock?.device_id ?? "");
  await house.seam.accessCodes.create({ device_id: lock?.device_id ?? "", code: "4826", name: "Guest" });
  await until(() => house.locks.wouldOpen(formerLock, "4826"));

  const attempt = await house.seam.workspaces.resetSandbox();
  expect(attempt).toMatchObject({ action_type: "RESET_SANDBOX_WORKSPACE", status: "success" });
  await until(async () => JSON.stringify(await doors()) === JSON.stringify(before), { what: "locks as before" });

  const again = await firstOf("august_lock");
  expect(again?.device_id).not.toBe(lock?.device_id);
  expect(await house.seam.accessCodes.list({ device_id: again?.device_id ?? "" })).toEqual([]);
  const newLock = await house.nativeIdOf(again?.device_id ?? "");
  expect(await house.locks.wouldOpen(newLock, "4826")).toBe(false);
  await house.seam.accessCodes.create({ device_id: again?.device_id ?? "", code: "7391", name: "Next guest" });
  await until(() => house.locks.wouldOpen(newLock, "7391"));
});

async function firstOf(type: "august_lock") {
  return (await house.seam.devices.list()).find(({ device_type }) => device_type === type);
}
