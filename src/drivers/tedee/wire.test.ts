import { describe, expect, test } from "vitest";
import type { NativeId, Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";
import { setStep } from "#drivers/contract/clause.ts";
import { readActivity } from "./activities.ts";
import { meaningOf } from "./cloud.ts";
import { readDevices, readLock } from "./lock-record.ts";
import { readMade, readPin, readPinList, writePin } from "./wire.ts";

/** As the page "Get single" of locks shows one that is paired with a bridge, with its accessories. */
const documented = {
  deviceState: { state: 6, doorState: 3, isCharging: false, batteryLevel: 18, stateChangeResult: 0 },
  timeZone: "Europe/Warsaw",
  id: 123,
  connectedToId: 2,
  serialNumber: "111111-11111",
  name: "Room 6",
  userIdentity: "bcc1fdc9-13ee-43b3-a13e-eaba8eaf7996",
  type: 2,
  isConnected: true,
  accessLevel: 2,
  accessDetails: null,
  accessories: [{ id: 5, deviceType: 10 }],
};

describe("a lock", () => {
  test("is read as the maker's page shows it", () => {
    expect(readLock(documented)).toMatchObject({
      id: "123",
      bridge: "2",
      isConnected: true,
      report: {
        name: "Room 6",
        modelName: "Tedee PRO",
        deviceType: "tedee_lock",
        batteryLevel: 0.18,
        locked: true,
        doorOpen: false,
        timeZone: "Europe/Warsaw",
        hasKeypad: true,
        capabilities: { programsOnlineCodes: true, unlocksRemotely: true, codeLengths: [5, 6, 7, 8] },
        conditions: [],
      },
    });
  });

  test("without bridge, keypad or more than a guest's rights says so, and what it cannot do", () => {
    const bare = { ...documented, connectedToId: null, isConnected: null, deviceState: null, accessories: [] };
    expect(readLock({ ...bare, accessLevel: 0 })?.report).toMatchObject({
      conditions: [{ name: "not_authorized" }, { name: "no_bridge" }, { name: "no_keypad" }],
      capabilities: { programsOnlineCodes: false, unlocksRemotely: false },
      batteryLevel: undefined,
      locked: undefined,
    });
  });

  test("is not turned from afar by whom its owner keeps from it, nor before it was calibrated", () => {
    const kept = readLock({ ...documented, accessDetails: { remoteAccessDisabled: true } })?.report;
    expect(kept).toMatchObject({
      conditions: [{ name: "remote_unlock_disabled" }],
      capabilities: { unlocksRemotely: false, programsOnlineCodes: true },
    });
    const fresh = readLock({ ...documented, deviceState: { state: 0 } })?.report;
    expect(fresh).toMatchObject({ locked: undefined, capabilities: { locksRemotely: false } });
  });

  test("that cannot be told is not left out of a listing: the listing is none", () => {
    const bridges = [{ id: 2, isConnected: true }];
    expect(readDevices({ bridges, locks: [documented] })).toMatchObject({ owner: documented.userIdentity });
    expect(readDevices({ bridges, locks: [documented, { name: "Room 7" }] })).toBeUndefined();
    expect(readDevices({ bridges })).toBeUndefined();
  });
});

describe("a PIN", () => {
  const details = { id: 2, alias: "test pin 2", pin: "019283", startDate: null, endDate: null, weekDays: null };

  test("is listed by name, and a list with one that cannot be told is not complete", () => {
    const pins = [{ id: 1, alias: "test pin 1" }, { alias: "test pin 2" }];
    expect(readPinList({ listVersion: 2, pins })).toEqual({
      version: 2,
      entries: [{ place: "1", label: "test pin 1" }],
      complete: false,
    });
    expect(readPinList({ listVersion: 2 })).toBeUndefined();
  });

  test("is read with its digits, leading zeros included, and its window in UTC, said or not", () => {
    const place = "2" as Place;
    expect(readPin(details, place)?.pin?.reveal()).toBe("019283");
    expect(readPin(details, place)).toMatchObject({ label: "test pin 2", window: undefined, state: "on_lock" });
    const dated = { ...details, startDate: "2021-10-01T00:00:00.000Z", endDate: "2021-12-31T00:00:00" };
    const window = { startsAt: Date.UTC(2021, 9, 1), endsAt: Date.UTC(2021, 11, 31) };
    expect(readPin(dated, place)).toMatchObject({ window });
    expect(readPin(details, "3" as Place)).toBeUndefined();
    expect(readMade({ id: 3 })).toBe("3");
  });

  test("is written whole, so that no limit of before stays", () => {
    const always = { dayStartTime: null, dayEndTime: null, weekDays: null };
    expect(writePin(setStep("918273", { label: "Guest" }))).toEqual({
      alias: "Guest",
      pin: "918273",
      startDate: null,
      endDate: null,
      ...always,
    });
    const window = { startsAt: Date.UTC(2026, 9, 1, 14), endsAt: Date.UTC(2026, 9, 3, 10) };
    expect(writePin(setStep("918273", { window }))).toMatchObject({
      startDate: "2026-10-01T14:00:00.000Z",
      endDate: "2026-10-03T10:00:00.000Z",
      ...always,
    });
  });
});

describe("an answer", () => {
  const said = (status: number, body: unknown, writes = true) =>
    meaningOf({ kind: "answered", status, headers: new Headers(), body, retryAt: undefined }, 0, writes);
  const no = { success: false, errorMessages: ["..."] };

  test.each([
    [400, { kind: "refused", because: "constraint" }],
    [401, { kind: "failed", because: "unauthorized" }],
    [403, { kind: "forbidden" }],
    [404, { kind: "missing" }],
    [406, { kind: "refused", because: "duplicate" }],
    [408, { kind: "failed", because: "unreachable", mayHaveHappened: true }],
    [409, { kind: "failed", because: "busy", mayHaveHappened: false }],
    [412, { kind: "refused", because: "full" }],
    [422, { kind: "refused", because: "full" }],
    [428, { kind: "failed", because: "unreachable", mayHaveHappened: false }],
    [429, { kind: "failed", because: "throttled" }],
    [500, { kind: "failed", because: "provider", mayHaveHappened: true }],
  ])("of status %i means what the maker's pages say", (status, meaning) => {
    expect(said(status, no)).toMatchObject(meaning);
  });

  test.each([404, 406, 412])("of status %i without the maker's envelope says nothing of the lock", (status) => {
    expect(said(status, undefined)).toMatchObject({ kind: "failed", because: "provider" });
  });

  test("is what stands in the envelope, and none where that says that it did not work", () => {
    expect(said(200, { result: { id: 1 }, success: true })).toEqual({ kind: "answered", body: { id: 1 } });
    expect(said(200, no)).toMatchObject({ kind: "failed", mayHaveHappened: true });
    expect(said(304, undefined, false)).toEqual({ kind: "unchanged" });
  });
});

describe("an activity", () => {
  const device = "2" as NativeId;
  const resident = (place: string, label: string): Resident => ({
    place: place as Place,
    label,
    pin: Pin.parse("918273"),
    window: undefined,
    state: "on_lock",
  });
  const residents = [resident("7", "Guest"), resident("8", "Twin"), resident("9", "Twin")];
  const entry = { id: 3, deviceId: 2, userId: 3, event: 61, source: 0, date: "2020-11-20T13:59:26.212" };
  const at = Date.UTC(2020, 10, 20, 13, 59, 26, 212);
  const read = (more: object) => readActivity({ ...entry, ...more }, device, residents);

  test("at the keypad is laid to the PIN that has its name, under either spelling of the field", () => {
    const told = { kind: "turned", at, device, to: "unlocked", method: "keycode", place: "7", attempt: undefined };
    expect(read({ username: "Guest" })).toEqual(told);
    expect(read({ userName: "Guest" })).toEqual(told);
  });

  test("is nobody's where two have the name, or none", () => {
    expect(read({ username: "Twin" })).toMatchObject({ method: "keycode", place: undefined });
    expect(read({ username: "Cleaner" })).toMatchObject({ place: undefined });
    expect(read({})).toMatchObject({ place: undefined });
  });

  test.each([
    [33, { to: "unlocked", method: "remote", place: undefined }],
    [36, { to: "locked", method: "automatic" }],
    [39, { to: "unlocked", method: "manual" }],
    [65, { to: "locked", method: "keycode", place: "7" }],
    [77, { to: "unlocked", method: "unknown", place: undefined }],
    [75, { kind: "denied", place: "7", pin: undefined }],
    [62, { kind: "denied" }],
  ])("of the kind %i is told as what it is", (event, told) => {
    expect(read({ event, username: "Guest" })).toMatchObject(told);
  });

  test("of another lock, of another kind or without a date is none", () => {
    expect([read({ deviceId: 3 }), read({ event: 40 }), read({ date: "yesterday" })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
