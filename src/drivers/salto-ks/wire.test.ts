import { expect, test } from "vitest";
import type { Window } from "#domain/window.ts";
import { labelIn } from "./names.ts";
import { readGuest, readLock, readPin, readSchedule, readSite, writeSchedule } from "./wire.ts";

const zone = "Europe/Berlin";
const site = {
  id: "site-1",
  site_uid: "DE1",
  customer_reference: "Harbour",
  active_user_amount: 5,
  subscribed_user_amount: 10,
  pin_enabled: true,
  time_zone: zone,
};
// As it was measured in August 2026, with nobody's ids.
const lock = {
  locked_state: "locked",
  lock_type: "escutcheon_pin",
  online: true,
  battery_level: "fresh",
  iq: { is_online: true, otp_enabled: true, id: "iq-1", customer_reference: "IQ 01" },
  privacy_mode: false,
  vendor: { reference: "sallis", display_name: "SALTO Sallis" },
  id: "lock-1",
  customer_reference: "Door 01",
};
const readSiteOf = (more: object = {}) => readSite({ ...site, ...more }) ?? Promise.reject(new Error("a site"));

test("a lock with a keypad takes codes whose PIN Salto chooses, by the site's clock", async () => {
  const report = readLock(lock, await readSiteOf())?.report;
  expect(report).toMatchObject({
    name: "Door 01",
    modelName: "SALTO Sallis",
    hasKeypad: true,
    batteryLevel: 1,
    locked: true,
    timeZone: zone,
    conditions: [],
  });
  expect(report?.capabilities).toMatchObject({
    programsOnlineCodes: true,
    unlocksRemotely: false,
    codeLengths: [6],
    windows: { byWallClock: true, zone },
  });
});

test.for([
  [{ iq: { is_online: true, otp_enabled: false } }, { capabilities: { unlocksRemotely: true } }],
  [{ lock_type: "escutcheon" }, { hasKeypad: false, capabilities: { programsOnlineCodes: undefined } }],
  [{ iq: { is_online: false, otp_enabled: true } }, { disconnected: "hub_disconnected" }],
  [{ online: false }, { disconnected: "device_disconnected" }],
  [{ privacy_mode: true }, { conditions: [{ name: "privacy_mode" }] }],
  [{ locked_state: "office_mode" }, { conditions: [{ name: "office_mode" }], locked: false }],
  [{ battery_level: "something else" }, { batteryLevel: undefined }],
] as const)("a lock with %o", async ([more, shown]) => {
  expect(readLock({ ...lock, ...more }, await readSiteOf())?.report).toMatchObject(shown);
});

test("at a site whose PINs are turned off a keypad takes no codes at present", async () => {
  const off = await readSiteOf({ pin_enabled: false });
  expect(readLock(lock, off)?.report.capabilities.programsOnlineCodes).toBe(false);
});

test.for<[string, Window | undefined]>([
  ["in summer", { startsAt: Date.parse("2026-07-01T13:00:00Z"), endsAt: Date.parse("2026-07-04T09:00:00Z") }],
  [
    "over a change of the clocks",
    { startsAt: Date.parse("2026-10-24T13:00:00Z"), endsAt: Date.parse("2026-10-26T10:00:00Z") },
  ],
  ["without an end", undefined],
])("a window %s is read as it was written", ([, window]) => {
  const written = writeSchedule(window, zone);
  expect(readSchedule({ id: "schedule-1", ...written }, zone)).toEqual({ id: "schedule-1", window });
});

test("a window goes out as the clock on the wall shows it, open at every hour of every day between", () => {
  const window = { startsAt: Date.parse("2026-07-01T13:00:00Z"), endsAt: Date.parse("2026-07-04T09:00:00Z") };
  expect(writeSchedule(window, zone)).toMatchObject({
    start_date: "2026-07-01T15:00:00",
    end_date: "2026-07-04T11:00:00",
    start_time: "00:00:00",
    end_time: "23:59:59",
    monday: true,
    sunday: true,
  });
});

test("a PIN keeps its zeros, and whatever else came is none", () => {
  expect(readPin("012345")?.reveal()).toBe("012345");
  for (const other of [12345, "", "12 34", "Otp is invalid", null, {}]) expect(readPin(other)).toBeUndefined();
});

test("a guest who is suspended or blocked is not let in, and is known by two ids", () => {
  const guest = { id: "site-user", user: { id: "user" }, alias: "Guest (11111111)", use_pin: true };
  const subscribed = { ...guest, subscription_state: "subscribed", blocked: false };
  expect(readGuest(subscribed)).toMatchObject({ place: "site-user", userId: "user", usesPin: true, isLetIn: true });
  expect(readGuest({ ...subscribed, subscription_state: "suspended" })?.isLetIn).toBe(false);
  expect(readGuest({ ...subscribed, blocked: true })?.isLetIn).toBe(false);
});

test("a guest belongs to the group that its name ends in", () => {
  const group = { id: "11111111-2222-4333-8444-555555555555", name: "Pintumbler lock-1" };
  const called = (alias: string) =>
    labelIn({ place: "p" as never, userId: "u", alias, usesPin: true, isLetIn: true }, group);
  expect(called("Guest 2 (11111111)")).toBe("Guest 2");
  for (const other of ["Guest (99999999)", "Guest", "(11111111)", " (11111111)"]) expect(called(other)).toBeUndefined();
});
