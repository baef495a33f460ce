import { afterAll, beforeAll, expect, test } from "vitest";
import { type GuestStory, guestStory, iso, roundUp } from "#test/support/guest-story.ts";
import { type House, openHouse, until } from "#test/support/house.ts";
import { openSite, type Site } from "#test/support/site.ts";
import type { ZigbeeLock } from "#test/support/zigbee/zigbee-lock.ts";
import { openZigbeePeer, type ZigbeePeer } from "#test/support/zigbee/zigbee-peer.ts";

const minute = 60_000;
const hour = 60 * minute;

let house: House;
let peer: ZigbeePeer;
let lock: ZigbeeLock;
let site: Site;
let guest: GuestStory;

/** Zigbee2MQTT and its broker stand at the site: the server knows no way to them but the bridge. */
beforeAll(async () => {
  [house, peer] = await Promise.all([openHouse(), openZigbeePeer()]);
  lock = await peer.takeLock({ isExposed: true });
  await peer.request("device/rename", { from: lock.address, to: "Gate" });
  lock.program(5, "30174");
  const settings = { url: peer.url, username: "pintumbler", password: peer.password };
  site = await openSite(house, { driver: "zigbee2mqtt", settings });
  guest = guestStory(house, async () => site.deviceId);
}, 90_000);

afterAll(async () => {
  await site?.close();
  await house?.close();
  await peer?.close();
});

test("through a bridge a code opens a Zigbee lock, a change at its keypad is undone, and the door says who came", async () => {
  const id = await guest.create({ code: "48261057" });
  await guest.statusOf(id, "set");
  expect(lock.enter("48261057")).toBe(true);
  const unlocked = await guest.eventOf("lock.unlocked", (event) => event.access_code_id === id);
  expect(unlocked).toMatchObject({ device_id: site.deviceId, method: "keycode" });

  house.clock.advance(minute);
  lock.program(lock.placeOf("48261057") ?? -1, "70707");
  await until(async () => lock.wouldOpen("48261057") && !lock.wouldOpen("70707"), { what: "repair" });
  await guest.eventOf("access_code.modified_external_to_seam", (event) => event.access_code_id === id);
  await guest.statusOf(id, "set");
});

test("cut off while a code begins and ends, the bridge keeps both at a Zigbee lock, and afterwards the server knows", async () => {
  const start = roundUp(house.clock.now());
  const staying = await guest.create({ code: "517283" });
  const at = (hours: number) => iso(start + hours * hour);
  const arriving = await guest.create({ code: "0628394", starts_at: at(4), ends_at: at(6) });
  await guest.statusOf(staying, "set");
  await site.time(() => site.isEntrusted(arriving) && site.isEntrusted(staying, "standing"), "mandate");
  site.way.cut();
  await until(async () => (await site.accountErrors()).includes("bridge_disconnected"), {
    what: "error of the account",
  });

  house.clock.advanceTo(start + hour);
  lock.erase(lock.placeOf("517283") ?? -1, { quietly: true });
  await site.time(() => lock.wouldOpen("517283"), "repair by the bridge alone");
  expect(lock.wouldOpen("0628394")).toBe(false);
  house.clock.advanceTo(start + 4 * hour);
  await site.time(() => lock.enter("0628394"), "start of the code");
  await site.time(() => site.found(arriving).includes("stands"), "look of the bridge");

  // The power of the site fails, and the bridge is there again before what it speaks to.
  await Promise.all([site.kill(), peer.kill("broker"), peer.kill("bridge")]);
  house.clock.advanceTo(start + 6 * hour);
  site.start();
  await peer.start("broker");
  await peer.start("bridge");
  await site.time(() => !lock.wouldOpen("0628394"), "end of the code");
  site.way.mend();
  await site.time(async () => (await site.accountErrors()).length === 0, "account without errors");

  const alone = "The bridge at the site did it, without the server.";
  const arrived = await site.storyOf(arriving, start);
  expect(arrived).toContainEqual([4, `Began to put the code on the lock. ${alone} The code is due on the lock.`]);
  expect(arrived).toContainEqual([4, "The code is on the lock and opens it."]);
  expect(arrived).toContainEqual([6, "The code is off the lock."]);
  const tampered = "Somebody removed the code at the lock or in the maker's app.";
  expect(await site.storyOf(staying, start)).toContainEqual([1, tampered]);
  const entered = await guest.eventOf("lock.unlocked", (event) => event.access_code_id === arriving);
  expect(Math.floor((Date.parse(entered.occurred_at) - start) / hour)).toBe(4);
  await guest.statusOf(staying, "set");
  expect(lock.wouldOpen("30174")).toBe(true);
});

test("no PIN and no password stands in the log of either side", () => {
  const log = house.log() + site.log();
  for (const secret of ["48261057", "517283", "0628394", peer.password]) expect(log).not.toContain(secret);
});
