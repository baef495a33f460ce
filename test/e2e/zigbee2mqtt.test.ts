import { afterAll, beforeAll, expect, test } from "vitest";
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
  const id = await create(front, { code: "0482", starts_at: iso(startsAt), ends_at: iso(startsAt + 2 * hour) });
  expect(front.enter("0482")).toBe(false);

  house.clock.advanceTo(startsAt - hour + 1_000);
  await statusOf(id, "set");
  house.clock.advanceTo(startsAt + 1_000);
  expect(front.enter("0482")).toBe(true);
  const unlocked = await eventOf("lock.unlocked", (event) => event.access_code_id === id);
  expect(unlocked).toMatchObject({ device_id: device.device_id, method: "keycode" });

  house.clock.advanceTo(startsAt + 2 * hour + 1_000);
  await until(async () => !front.wouldOpen("0482"), { what: "end of the code" });
  expect(front.wouldOpen(cleanersPin)).toBe(true);
});

test("a code that stood on the lock before is found with its digits, adopted, and put back when it is removed", async () => {
  const device = await deviceOf(front);
  const found = await until(async () => (await unmanaged(front)).find((one) => one.code === cleanersPin));
  await house.seam.accessCodes.unmanaged.convertToManaged({ access_code_id: found.access_code_id });
  await statusOf(found.access_code_id, "set");
  expect(await unmanaged(front)).toEqual([]);

  house.clock.advance(minute);
  front.erase(5, { quietly: true });
  await bySweeping(() => front.wouldOpen(cleanersPin));
  await eventOf("access_code.deleted_external_to_seam", (event) => event.device_id === device.device_id);
});

test("a change at the keypad of a lock that hides its digits is noticed and undone, and strangers' codes stay", async () => {
  const id = await create(back, { code: "48261057" });
  await statusOf(id, "set");
  expect(back.wouldOpen("48261057")).toBe(true);
  house.clock.advance(minute);
  back.program(4, "60606");
  back.program(back.placeOf("48261057") ?? -1, "70707");
  await until(async () => back.wouldOpen("48261057") && !back.wouldOpen("70707"), { what: "repair" });
  await eventOf("access_code.modified_external_to_seam", (event) => event.access_code_id === id);
  await statusOf(id, "set");
  const stranger = await until(async () => (await unmanaged(back))[0]);
  expect(stranger).toMatchObject({ code: null, is_managed: false });
  expect(back.wouldOpen("60606")).toBe(true);
});

test("a PIN that reaches a sleeping lock after its code was deleted does not stay", async () => {
  await deviceOf(shed);
  shed.fallAsleepAtWrite();
  const id = await create(shed, { code: "98765" });
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
  expect(await unmanaged(shed)).toEqual([]);
});

test("Zigbee2MQTT and the broker are killed with work under way, and nothing is lost when they are back", async () => {
  const standing = await create(front, { code: "135790" });
  await statusOf(standing, "set");
  await Promise.all([peer.kill("broker"), peer.kill("bridge")]);
  const waiting = await create(front, { code: "24680" });
  await house.seam.accessCodes.delete({ access_code_id: standing });
  await until(async () => (await causeOf(waiting)) === "provider_fails", { what: "try that failed" });
  expect(front.wouldOpen("24680")).toBe(false);
  expect(front.wouldOpen("135790")).toBe(true);

  await peer.start("broker");
  await peer.start("bridge");
  await until(async () => front.wouldOpen("24680") && !front.wouldOpen("135790"), { what: "what was asked meanwhile" });
  await statusOf(waiting, "set");
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

async function create(lock: ZigbeeLock, more: Readonly<Record<string, string>>): Promise<string> {
  const { device_id } = await deviceOf(lock);
  const { access_code_id } = await house.seam.accessCodes.create({ device_id, ...more });
  return access_code_id;
}

async function unmanaged(lock: ZigbeeLock) {
  const { device_id } = await deviceOf(lock);
  return house.seam.accessCodes.unmanaged.list({ device_id });
}

async function statusOf(id: string, status: string): Promise<void> {
  await until(async () => (await house.seam.accessCodes.get({ access_code_id: id })).status === status, {
    what: `status ${status}`,
  });
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
  const answer = await fetch(`${house.url}/access_codes/explain`, {
    method: "POST",
    headers: { authorization: `Bearer ${house.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ access_code_id: id }),
  });
  const { explanation } = (await answer.json()) as { explanation: { cause: { cause_code: string } | null } };
  return explanation.cause?.cause_code;
}

type ListedEvent = Awaited<ReturnType<House["seam"]["events"]["list"]>>[number];

async function eventOf(
  type: string,
  isMeant: (event: Readonly<Record<string, unknown>>) => boolean,
): Promise<ListedEvent> {
  return until(
    async () => {
      const events = await house.seam.events.list({ since: "2020-01-01T00:00:00Z" });
      return events.find((event) => event.event_type === type && isMeant({ ...event }));
    },
    { what: `event ${type}` },
  );
}

function roundUp(at: number): number {
  return Math.ceil(at / minute) * minute;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
