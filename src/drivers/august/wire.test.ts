import { describe, expect, test } from "vitest";
import type { NativeId, Place } from "#domain/ids.ts";
import { pinOf, setStep } from "#drivers/contract/clause.ts";
import { readHappenings } from "./activity-feed.ts";
import { readLock } from "./lock-record.ts";
import { readEntries, readPins, writeLoad } from "./wire.ts";

const door = "A1B2C3D4E5F60718293A4B5C6D7E8F90" as NativeId;
const owner = { brand: "august", userId: "owner", accessToken: "t" } as const;

const guest = {
  _id: "pin-1",
  lockID: door,
  userID: "user-1",
  state: "loaded",
  pin: "482915",
  slot: 3,
  accessType: "always",
  firstName: "Ada",
  lastName: "Guest",
  unverified: true,
};

const record = {
  LockName: "Front door",
  Type: 2,
  LockID: door,
  HouseID: "house-1",
  timeZone: "Europe/Lisbon",
  battery: 0.96,
  supportsEntryCodes: false,
  skuNumber: "AUG-SL02-M02-S02",
  SerialNumber: "L1",
  LockStatus: { status: "locked", doorState: "closed", valid: true },
  Bridge: {
    _id: "b",
    mfgBridgeID: "C1",
    deviceModel: "august-connect",
    operative: true,
    status: { current: "online" },
  },
  keypad: { _id: "k", serialNumber: "K1", batteryLevel: "Full" },
  users: { owner: { UserType: "superuser" } },
  accessSchedulesAllowed: true,
};

const read = (more: object = {}) => readLock({ ...record, ...more }, door, owner)?.report;

describe("a list of PINs", () => {
  test("shows each user's PIN, and by its list whether the lock has it", () => {
    const states = ["created", "loaded", "deleting", "disabled", "updating", "a_new_state"];
    const body = Object.fromEntries(states.map((state) => [state, [{ ...guest, userID: `user-${state}` }]]));
    expect(readPins(body, door)?.residents.map(({ place, state }) => [place, state])).toEqual([
      ["user-created", "arriving"],
      ["user-loaded", "on_lock"],
      ["user-deleting", "leaving"],
      ["user-disabled", "arriving"],
      ["user-updating", "arriving"],
      ["user-a_new_state", "arriving"],
    ]);
    const [only] = readPins({ loaded: [guest] }, door)?.residents ?? [];
    expect(only).toMatchObject({ label: "Ada Guest", window: undefined });
    expect(only?.pin?.equals(pinOf("482915"))).toBe(true);
  });

  test("is not whole where a row names nobody or another lock, or where nothing is said of what is loaded", () => {
    const another = { ...guest, userID: "user-2", lockID: "another" };
    const body = { loaded: [guest, another, { ...guest, userID: "../x/.." }, { ...guest, userID: null }] };
    expect(readPins(body, door)).toMatchObject({
      residents: [{ place: "user-1" }, { place: "../x/.." }],
      complete: false,
    });
    expect(readPins({ created: [] }, door)).toMatchObject({ complete: false });
    expect(readPins({ loaded: [] }, door)).toEqual({ residents: [], complete: true });
  });

  test("is none where it is anything but lists", () => {
    for (const body of [undefined, [], "no", { loaded: 7 }, JSON.parse('{"loaded":[],"__proto__":{"x":1}}')])
      expect(readPins(body, door)).toBeUndefined();
  });

  test("tells a window by its own fields, or by the times as they were sent", () => {
    const window = { startsAt: Date.UTC(2026, 0, 1), endsAt: Date.UTC(2026, 0, 2) };
    const times = "DTSTART=2026-01-01T00:00:00.000Z;DTEND=2026-01-02T00:00:00.000Z";
    const fields = { accessStartTime: "2026-01-01T00:00:00.000Z", accessEndTime: "2026-01-02T00:00:00.000Z" };
    for (const more of [{ accessTimes: times }, fields]) {
      const body = { loaded: [{ ...guest, accessType: "temporary", ...more }] };
      expect(readPins(body, door)?.residents).toMatchObject([{ window }]);
    }
  });
});

test("a name is sent in two parts, and a window as instants", () => {
  const window = { startsAt: Date.UTC(2026, 0, 1), endsAt: Date.UTC(2026, 0, 2) };
  expect(writeLoad(setStep("0429", { label: "Ada de Guest", window }), "user-1" as Place)).toEqual({
    action: "load",
    augustUserID: "user-1",
    firstName: "Ada",
    lastName: "de Guest",
    pin: "0429",
    accessType: "temporary",
    accessTimes: "DTSTART=2026-01-01T00:00:00.000Z;DTEND=2026-01-02T00:00:00.000Z",
  });
  expect(writeLoad(setStep("0429", { label: "Guest" }), "user-1" as Place)).toMatchObject({
    firstName: "Guest",
    lastName: "",
    accessType: "always",
  });
});

describe("a lock's record", () => {
  test("says what the lock is and how it stands", () => {
    expect(read()).toMatchObject({
      deviceType: "august_lock",
      modelName: "AUG-SL02-M02-S02",
      batteryLevel: 0.96,
      locked: true,
      doorOpen: false,
      timeZone: "Europe/Lisbon",
      disconnected: undefined,
      hasKeypad: true,
      conditions: [],
      capabilities: { programsOnlineCodes: true, codeLengths: [4, 5, 6], schedulesNatively: true },
    });
    const yale = readLock({ ...record, skuNumber: "NONE" }, door, { ...owner, brand: "yale" })?.report;
    expect(yale).toMatchObject({ deviceType: "yale_lock", modelName: "unknown", manufacturer: "Yale" });
    expect(yale?.capabilities.codeLengths).toEqual([4, 5, 6, 7, 8]);
  });

  test("shows what is missing, and whom it is not meant for", () => {
    const without = (...names: string[]) => Object.fromEntries(names.map((name) => [name, undefined]));
    expect(read(without("Bridge"))).toMatchObject({
      conditions: [{ name: "no_bridge" }],
      disconnected: undefined,
      capabilities: { programsOnlineCodes: false, unlocksRemotely: false },
    });
    expect(read(without("keypad"))).toMatchObject({ conditions: [{ name: "no_keypad" }], hasKeypad: false });
    expect(read({ ...without("keypad"), supportsEntryCodes: true })).toMatchObject({ conditions: [], hasKeypad: true });
    for (const users of [{ owner: "user" }, { owner: { UserType: "user" } }]) {
      expect(read({ users })).toMatchObject({ conditions: [{ name: "not_authorized" }] });
    }
  });

  test("tells a bridge that is away from a lock that is, and a lock that is its own bridge", () => {
    const bridge = (more: object) => ({ Bridge: { ...record.Bridge, ...more } });
    expect(read(bridge({ status: { current: "offline" } }))?.disconnected).toBe("hub_disconnected");
    expect(read(bridge({ status: undefined, operative: false }))?.disconnected).toBe("hub_disconnected");
    expect(read(bridge({ status: undefined, operative: true }))?.disconnected).toBeUndefined();
    const itself = { mfgBridgeID: "L1", status: { current: "offline" } };
    expect(read(bridge(itself))?.disconnected).toBe("device_disconnected");
    expect(read({ LockStatus: { status: "not-advertising" } })?.disconnected).toBe("device_disconnected");
  });

  test("of the first kind of lock takes no times, and lengths that are told count", () => {
    expect(read({ Type: 1 })?.capabilities.schedulesNatively).toBe(false);
    expect(read({ accessSchedulesAllowed: false })?.capabilities.schedulesNatively).toBe(false);
    expect(read({ entryCodeLengths: [6, "x", 0, 6, 4] })?.capabilities.codeLengths).toEqual([4, 6]);
    expect(read({ entryCodeLengths: [] })?.capabilities.codeLengths).toEqual([4, 5, 6]);
  });

  test("is none where it is another lock's or no record at all", () => {
    expect(read({ LockID: "another" })).toBeUndefined();
    for (const body of [undefined, [], {}, "no"]) expect(readLock(body, door, owner)).toBeUndefined();
    expect(read({ battery: 7, timeZone: "Mars/Olympus", LockStatus: null, users: 3 })).toMatchObject({
      batteryLevel: 1,
      timeZone: undefined,
      locked: undefined,
    });
  });
});

test("a list of locks is whole or none, and nothing at all where there are no locks", () => {
  expect(readEntries(undefined)).toEqual([]);
  const entry = { LockName: "Door", UserType: "user", HouseID: "house-1" };
  expect(readEntries({ [door]: entry })).toEqual([{ lock: door, name: "Door", isGuest: true }]);
  for (const body of [[], 7, { [door]: entry, "a b": entry }, { [door]: {} }, JSON.parse('{"__proto__":[1]}')])
    expect(readEntries(body)).toBeUndefined();
});

test("an event says who turned which door and how; what is new to us is no news", () => {
  const event = { id: "e1", timestamp: 1665378377000, deviceID: door, deviceType: "lock", action: "pin_unlock" };
  const turned = (more: object) => readHappenings({ events: [{ ...event, ...more }] })?.[0]?.sighting;
  expect(turned({ user: { UserID: "user-1" } })).toEqual({
    kind: "turned",
    at: 1665378377000,
    device: door,
    to: "unlocked",
    method: "keycode",
    place: "user-1",
    attempt: undefined,
  });
  expect(turned({ action: "manual_lock" })).toMatchObject({ to: "locked", method: "manual", place: undefined });
  expect(turned({ action: "auto_lock" })).toMatchObject({ to: "locked", method: "automatic" });
  expect(turned({ action: "remote_unlock", user: { UserID: "owner" } })).toMatchObject({
    method: "remote",
    place: undefined,
  });
  expect(turned({ action: "homekey_unlatch" })).toMatchObject({ to: "unlocked", method: "card" });
  expect(turned({ action: "constructor_lock" })).toMatchObject({ method: "unknown" });
  for (const more of [
    { action: "doorbell_call_missed" },
    { id: undefined },
    { timestamp: "soon" },
    { deviceID: "a b" },
  ])
    expect(turned(more)).toBeUndefined();
  expect(readHappenings([event])).toBeUndefined();
});
