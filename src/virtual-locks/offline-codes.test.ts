import { beforeEach, expect, test } from "vitest";
import { lastLock, type TestCloud, testCloud } from "./test-cloud.ts";

const hour = 3_600_000;
const day = 24 * hour;

let cloud: TestCloud;
let token: string;
let lock: string;

beforeEach(async () => {
  // A lock that no bridge connects; the test's world begins on a full hour.
  cloud = testCloud();
  const account = await cloud.account({
    profile: "igloohome",
    name: "Door",
    online: false,
    timezone: "Asia/Singapore",
  });
  token = account.access_token;
  lock = lastLock(account);
});

const iso = (at: number) => new Date(at).toISOString();
const ask = (body: object) =>
  cloud.call(token, "POST", `/locks/${lock}/access_codes`, { name: "Guest", offline: true, ...body });
const window = (from: number, to: number) => ({
  starts_at: iso(cloud.world.now() + from),
  ends_at: iso(cloud.world.now() + to),
});
const pinOf = async (body: object) => String((await ask(body)).body.code);
const type = (digits: string) => cloud.control.enterCode(lock, digits);

test("a PIN opens in its hours and at no other time, at a lock that was never told of it", async () => {
  const pin = await pinOf(window(2 * hour, 5 * hour));
  expect(pin).toMatch(/^[0-9]{9}$/);
  expect(await type(pin)).toMatchObject({ opened: false, because: "outside_window" });
  await cloud.world.advance(2 * hour);
  expect(await type(pin)).toMatchObject({ opened: true });
  await cloud.world.advance(3 * hour - 1_000);
  expect(await type(pin)).toMatchObject({ opened: true });
  await cloud.world.advance(1_000);
  expect(await type(pin)).toMatchObject({ opened: false, because: "outside_window" });
});

test("another lock of the same make does not know the PIN", async () => {
  const other = await cloud.account({ profile: "igloohome", name: "Other", online: false, timezone: "Asia/Singapore" });
  const pin = await pinOf(window(0, 5 * hour));
  expect(await cloud.control.enterCode(lastLock(other), pin)).toMatchObject({ opened: false });
});

test("a one-time PIN opens once", async () => {
  const pin = await pinOf({ starts_at: iso(cloud.world.now()), offline_kind: "onetime" });
  expect(await type(pin)).toMatchObject({ opened: true });
  expect(await type(pin)).toMatchObject({ opened: false, because: "used_up" });
});

test("a PIN for more than a day lapses unless it is typed within 24 hours of its start", async () => {
  const [used, unused] = [await pinOf(window(0, 5 * day)), await pinOf(window(0, 5 * day))];
  expect(used).not.toBe(unused);
  await cloud.world.advance(23 * hour);
  expect(await type(used)).toMatchObject({ opened: true });
  await cloud.world.advance(2 * hour);
  expect(await type(used)).toMatchObject({ opened: true });
  expect(await type(unused)).toMatchObject({ opened: false, because: "outside_window" });
});

test("three PINs are given out for one time, five for one one-time start, and no more", async () => {
  const slot = window(hour, 3 * hour);
  const pins = [await pinOf(slot), await pinOf(slot), await pinOf(slot)];
  expect(new Set(pins).size).toBe(3);
  expect((await ask(slot)).body.error_code).toBe("NO_VARIANCE");
  const once = { starts_at: iso(cloud.world.now() + hour), offline_kind: "onetime" };
  for (let given = 0; given < 5; given += 1) expect((await ask(once)).status).toBe(200);
  expect((await ask(once)).body.error_code).toBe("NO_VARIANCE");
});

test.each([
  ["a start within an hour", window2(90 * 60_000, 4 * hour)],
  ["28 days and an hour", window2(0, 28 * day + hour)],
  ["368 days", window2(0, 368 * day)],
  ["a start in more than a year", window2(366 * day, 366 * day + hour)],
])("%s is refused", async (_what, ends) => {
  expect((await ask(window(...ends))).body.error_code).toBe("INVALID_WINDOW");
});

test("a daily PIN lasts whole days of the lock's own clock, also over a change of it", async () => {
  const account = await cloud.account({ profile: "igloohome", name: "Door", online: false, timezone: "Europe/Vienna" });
  token = account.access_token;
  lock = lastLock(account);
  // From 15 January, one hour before noon in Vienna, to 15 April, the same time by the clock: the hour of spring is lost.
  const pin = await pinOf({ starts_at: "2026-01-15T10:00:00Z", ends_at: "2026-04-15T09:00:00Z" });
  await cloud.world.advance(hour);
  expect(await type(pin)).toMatchObject({ opened: true });
  await cloud.world.advance(Date.UTC(2026, 3, 15, 8, 59) - cloud.world.now());
  expect(await type(pin)).toMatchObject({ opened: true });
  await cloud.world.advance(60_000);
  expect(await type(pin)).toMatchObject({ opened: false });
});

test("hardly any digits that were never issued open the door", async () => {
  await ask(window(0, 5 * hour));
  let opened = 0;
  for (let guess = 0; guess < 400; guess += 1) {
    const digits = String((guess * 2_499_983 + 77_777) % 1_000_000_000).padStart(9, "0");
    if (await cloud.control.wouldOpen(lock, digits)) opened += 1;
  }
  expect(opened).toBeLessThan(8);
});

function window2(from: number, to: number): [number, number] {
  return [from, to];
}
