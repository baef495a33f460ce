import { afterAll, beforeAll, expect, test } from "vitest";
import { guestStory, iso, roundUp } from "#test/support/guest-story.ts";
import { type House, openHouse, until } from "#test/support/house.ts";
import type { ZigbeeLock } from "#test/support/zigbee/zigbee-lock.ts";
import { openZigbeePeer, type ZigbeePeer } from "#test/support/zigbee/zigbee-peer.ts";

const minute = 60_000;
const hour = 60 * minute;
/** A lock that runs on batteries is looked at twice an hour. */
const nextSweep = 31 * minute;

let house: House;
let peer: ZigbeePeer;
/** It shows its digits, and had a code before we came. */
let front: ZigbeeLock;
/** It hides them. */
let back: ZigbeeLock;
/** It hides them, and sleeps. */
let shed: ZigbeeLock;

const cleanersPin = "30174";

beforeAll(async () => {
  const opened = await Promise.all([openHouse(), openZigbeePeer()]);
  [house, peer] = opened;
  front = await peer.takeLock({ isExposed: true });
  back = await peer.takeLock({ hidesPins: true });
  shed = await peer.takeLock({ hidesPins: true, sleeps: true });
  await peer.request("device/rename", { from: front.address, to: "front door" });
  front.program(5, cleanersPin);
  await house.connectAccount("zigbee2mqtt", { url: peer.url, username: "pintumbler", password: peer.password });
});

afterAll(async () => {
  await house.close();
  await peer.close();
});

test("a code opens a Zigbee lock in its window, and the door says who came", async () => {
  const device = await deviceOf(front);
  expect(device).toMatchObject({ display_name: "front door", device_type: "yale_lock" });
  const able = await until(async () => {
    const { properties } = await house.seam.devices.get({ device_id: device.device_id });
    return properties.max_active_codes_supported !== undefined && properties;
  });
  expect(able).toMatchObject({ max_active_codes_supported: 6, supported_code_lengths: [4, 5, 6, 7, 8] });
  const startsAt = roundUp(house.clock.now() + 3 * hour);
  const id = await at(front).create({ code: "0482", starts_at: iso(startsAt), ends_at: iso(startsAt + 2 * hour) });
  expect(front.enter("0482")).toBe(false);

  house.clock.advanceTo(startsAt - hour + 1_000);
  await at().statusOf(id, "set");
  house.clock.advanceTo(startsAt + 1_000);
  expect(front.enter("0482")).toBe(true);
  const unlocked = await at().eventOf("lock.unlocked", (event) => event.access_code_id === id);
  expect(unlocked).toMatchObject({ device_id: device.device_id, method: "keycode" });

  house.clock.advanceTo(startsAt + 2 * hour + 1_000);
  await until(async () => !front.wouldOpen("0482"), { what: "end of the code" });
  expect(front.wouldOpen(cleanersPin)).toBe(true);
});

test("a code that stood on the lock before is found with its digits, adopted, and put back when it is removed", async () => {
  const device = await deviceOf(front);
  const found = await until(async () => (await at(front).unmanaged()).find((one) => one.code === cleanersPin));
  await house.seam.accessCodes.unmanaged.convertToManaged({ access_code_id: found.access_code_id });
  await at().statusOf(found.access_code_id, "set");
  expect(await at(front).unmanaged()).toEqual([]);

  house.clock.advance(minute);
  front.erase(5, { quietly: true });
  await bySweeping(() => front.wouldOpen(cleanersPin));
  await at().eventOf("access_code.deleted_external_to_seam", (event) => event.device_id === device.device_id);
});

test("a change at the keypad of a lock that hides its digits is noticed and undone, and strangers' codes stay", async () => {
  const id = await at(back).create({ code: "48261057" });
  await at().statusOf(id, "set");
  expect(back.wouldOpen("48261057")).toBe(true);
  house.clock.advance(minute);
  back.program(4, "60606");
  back.program(back.placeOf("48261057") ?? -1, "70707");
  await inTime(async () => back.wouldOpen("48261057") && !back.wouldOpen("70707"), "repair");
  await at().eventOf("access_code.modified_external_to_seam", (event) => event.access_code_id === id);
  await at().statusOf(id, "set");
  const stranger = await until(async () => (await at(back).unmanaged())[0]);
  expect(stranger).toMatchObject({ code: null, is_managed: false });
  expect(back.wouldOpen("60606")).toBe(true);
});

test("a PIN that reaches a sleeping lock after its code was deleted does not stay", async () => {
  await deviceOf(shed);
  shed.fallAsleepAtWrite();
  const id = await at(shed).create({ code: "98765" });
  await until(async () => shed.isAsleep(), { what: "try that the lock did not hear" });
  await house.seam.accessCodes.delete({ access_code_id: id });
  let opened = false;
  await until(
    async () => {
      shed.wake();
      opened ||= shed.wouldOpen("98765");
      return opened;
    },
    { what: "PIN that Zigbee2MQTT kept" },
  );
  await until(async () => !shed.wouldOpen("98765"), { what: "end of the late PIN" });
  expect(await at(shed).unmanaged()).toEqual([]);
});

test("Zigbee2MQTT and the broker are killed with work under way, and nothing is lost when they are back", async () => {
  const standing = await at(front).create({ code: "135790" });
  await at().statusOf(standing, "set");
  await Promise.all([peer.kill("broker"), peer.kill("bridge")]);
  const waiting = await at(front).create({ code: "24680" });
  await house.seam.accessCodes.delete({ access_code_id: standing });
  await until(async () => (await causeOf(waiting)) === "provider_fails", { what: "try that failed" });
  expect(front.wouldOpen("24680")).toBe(false);
  expect(front.wouldOpen("135790")).toBe(true);

  await peer.start("broker");
  await peer.start("bridge");
  await until(async () => front.wouldOpen("24680") && !front.wouldOpen("135790"), { what: "what was asked meanwhile" });
  await at().statusOf(waiting, "set");
  expect(front.wouldOpen(cleanersPin)).toBe(true);
  expect(back.wouldOpen("60606")).toBe(true);
});

test("no PIN and no password stands in the server's log", () => {
  const log = house.log();
  for (const secret of ["48261057", "135790", peer.password]) expect(log).not.toContain(secret);
});

async function deviceOf(lock: ZigbeeLock) {
  return until(
    async () => {
      for (const device of await house.seam.devices.list())
        if ((await house.nativeIdOf(device.device_id)) === lock.address && device.properties.online) return device;
      return undefined;
    },
    { what: "device" },
  );
}

/** Lets the lock be looked at until something is so: one look may be under way, and have passed that place already. */
async function bySweeping(isSo: () => boolean): Promise<void> {
  for (let sweeps = 1; !isSo(); sweeps += 1) {
    house.clock.advance(nextSweep);
    const isLast = sweeps === 6;
    await until(async () => isSo(), { withinMs: 8_000, what: "repair" }).catch((error: unknown) => {
      if (isLast) throw error;
    });
  }
}

/** Why a code is not set, as the house explains it. */
async function causeOf(id: string): Promise<unknown> {
  const answer = await house.ask("/access_codes/explain", { access_code_id: id });
  const { explanation } = answer as { explanation: { cause: { cause_code: string } | null } };
  return explanation.cause?.cause_code;
}

/** What a customer does about this lock; codes and events may be any lock's. */
function at(lock = front) {
  return guestStory(house, async () => (await deviceOf(lock)).device_id);
}

/** A call that was under way when the clock was moved is given up: what it was to notice, the next look does. */
async function inTime(is: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 4; tries += 1) {
    if (await until(is, { withinMs: 15_000, what }).catch(() => false)) return;
    house.clock.advance(11 * minute);
  }
  throw new Error(`There was no ${what}.`);
}
