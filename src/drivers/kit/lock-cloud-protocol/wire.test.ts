import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NativeId } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import { sightingsOf } from "./events.ts";
import { errorCodeOf, readDevice, readDevices, readListing, readResident, writeCode } from "./wire.ts";

const now = Date.UTC(2026, 5, 1, 12);
const front = "front" as NativeId;

const lock = {
  lock_id: "front",
  device_id: "front",
  name: "Front door",
  device_type: "smart_lock",
  device_model: "M1",
  online: true,
  battery_level: 85,
  timezone: "Europe/Vienna",
  bridge_id: "box",
  lock_state: "locked",
  door_state: "ajar",
  device_time: "2026-06-01T12:00:30.000Z",
  capabilities: {
    provider: "yale",
    device_type: "yale_lock",
    manufacturer: "Yale",
    has_keypad: true,
    can_program_online_access_codes: true,
    can_remotely_lock: false,
    supported_code_lengths: [6, 4, 4, "5", 99],
    max_active_codes_supported: 100,
    code_constraints: [
      { constraint_type: "name_length", min_length: 2, max_length: 14 },
      { constraint_type: "no_zeros" },
      { constraint_type: "__proto__" },
      { constraint_type: "a_rule_of_tomorrow" },
      "garbage",
    ],
    native_scheduling: true,
    codes_readable: true,
    updates_in_place: false,
    unmanaged: { listed: true, convertible: false, deletable: true },
    shares_code_across_windows: false,
    names_code_on_entry: true,
  },
};

describe("a device on the wire", () => {
  test("reads as what it says", () => {
    const device = readDevice(lock, now);
    expect(device).toMatchObject({ id: "front", online: true, bridge: "box" });
    expect(device?.report).toMatchObject({
      nativeId: "front",
      kind: "lock",
      deviceType: "yale_lock",
      name: "Front door",
      modelName: "M1",
      manufacturer: "Yale",
      batteryLevel: 0.85,
      locked: true,
      doorOpen: true,
      timeZone: "Europe/Vienna",
      clockErrorMs: 30_000,
      hasKeypad: true,
    });
    expect(device?.report.capabilities).toMatchObject({
      programsOnlineCodes: true,
      programsOfflineCodes: undefined,
      locksRemotely: false,
      unlocksRemotely: undefined,
      codeLengths: [4, 6],
      maxCodes: 100,
      constraints: [{ type: "name_length", min: 2, max: 14 }, { type: "no_zeros" }],
      schedulesNatively: true,
      updatesInPlace: false,
      listsUnmanaged: true,
      convertsUnmanaged: false,
      deletesUnmanaged: true,
    });
  });

  test("that says only what the published contract asks for keeps no windows of its own and can be written", () => {
    const report = readDevice({ lock_id: "7", name: "Shed", model: "S", address: "somewhere" }, now)?.report;
    expect(report).toMatchObject({
      deviceType: "smart_lock",
      modelName: "S",
      manufacturer: "unknown",
      hasKeypad: true,
    });
    expect(report?.capabilities).toMatchObject({
      programsOnlineCodes: true,
      schedulesNatively: false,
      readsPins: true,
      codeLengths: [],
      maxCodes: undefined,
    });
  });

  test("that is a bridge holds no codes", () => {
    const report = readDevice({ device_id: "box", device_type: "bridge", online: false }, now)?.report;
    expect(report).toMatchObject({ kind: "hub", hasKeypad: false });
    expect(report?.capabilities.programsOnlineCodes).toBeUndefined();
  });

  test("with values of the wrong kind reads as one that does not say", () => {
    const report = readDevice(
      {
        lock_id: "x",
        name: 7,
        battery_level: "full",
        lock_state: "jammed",
        door_state: 1,
        timezone: "Mars/Base",
        device_time: "soon",
      },
      now,
    )?.report;
    expect(report).toMatchObject({
      name: "x",
      batteryLevel: undefined,
      locked: undefined,
      doorOpen: undefined,
      timeZone: undefined,
      clockErrorMs: undefined,
    });
  });

  test("whose id would climb out of its address is not a device", () => {
    for (const id of ["..", ".", "", "a b", 7, null, "x".repeat(201)])
      expect(readDevice({ lock_id: id }, now)).toBeUndefined();
  });

  test("without an id spoils the whole listing, for a lock left out would look removed", () => {
    expect(readDevices({ locks: [lock, { name: "nameless" }] }, now)).toBeUndefined();
    expect(readDevices({ locks: [lock] }, now)).toHaveLength(1);
    expect(readDevices({ locks: {} }, now)).toBeUndefined();
  });

  test("that names __proto__ changes no other object", () => {
    readDevice(
      JSON.parse('{"lock_id":"p","__proto__":{"polluted":true},"capabilities":{"__proto__":{"has_keypad":false}}}'),
      now,
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(readDevice(JSON.parse('{"__proto__":{"lock_id":"p"}}'), now)).toBeUndefined();
  });
});

describe("a code on the wire", () => {
  const entry = {
    access_code_id: "c1",
    lock_id: "front",
    name: "Guest",
    code: "0123",
    starts_at: "2026-06-01T15:00:00Z",
    ends_at: "2026-06-03T11:00:00+02:00",
    status: "active",
  };

  test("reads with its digits, name and window", () => {
    const resident = readResident(entry);
    expect(resident?.pin?.equals(Pin.parse("0123"))).toBe(true);
    expect(resident).toMatchObject({
      place: "c1",
      label: "Guest",
      state: "on_lock",
      window: { startsAt: Date.UTC(2026, 5, 1, 15), endsAt: Date.UTC(2026, 5, 3, 9) },
    });
  });

  test("without digits, or with some that are none, is occupied all the same", () => {
    for (const code of [null, undefined, "", "12ab", 1234]) {
      expect(readResident({ ...entry, code })).toMatchObject({ place: "c1", pin: undefined });
    }
  });

  test("whose status is new to us is not said to be on the lock", () => {
    expect(readResident({ ...entry, status: "deleting" })?.state).toBe("leaving");
    for (const status of ["pending", "failed", 1, undefined])
      expect(readResident({ ...entry, status })?.state).toBe("arriving");
  });

  test("without an id makes the listing a partial one", () => {
    expect(readListing({ access_codes: [entry, { name: "?" }, null] }, front)).toMatchObject({
      complete: false,
      residents: [{ place: "c1" }],
    });
    expect(readListing({ access_codes: [] }, front)).toEqual({ complete: true, residents: [] });
    for (const body of [undefined, null, [], {}, { access_codes: "none" }])
      expect(readListing(body, front)).toBeUndefined();
  });

  test("of another lock is not this one's, and makes the listing a partial one", () => {
    const strangers = { ...entry, access_code_id: "c2", lock_id: "back" };
    expect(readListing({ access_codes: [strangers, entry] }, front)).toMatchObject({
      complete: false,
      residents: [{ place: "c1" }],
    });
  });

  test("is sent with its digits, its name and both ends", () => {
    const pin = Pin.parse("0123");
    if (pin === undefined) throw new Error("These digits are a PIN.");
    expect(writeCode({ pin, label: "Guest", window: { startsAt: now, endsAt: now + 60_000 } })).toEqual({
      name: "Guest",
      code: "0123",
      starts_at: "2026-06-01T12:00:00.000Z",
      ends_at: "2026-06-01T12:01:00.000Z",
    });
    expect(writeCode({ pin, label: "Guest", window: undefined })).toMatchObject({ starts_at: null, ends_at: null });
  });
});

test("an error code that could carry digits is not repeated", () => {
  expect(errorCodeOf({ error_code: "PIN_CONFLICT" })).toBe("PIN_CONFLICT");
  for (const error_code of ["PIN_4711", "4711", "pin taken", "", 7])
    expect(errorCodeOf({ error_code })).toBeUndefined();
});

test("whatever a cloud sends is read without a throw, and no place is named that is unsafe in an address", () => {
  const known = fc.constantFrom("locks", "access_codes", "access_code_id", "lock_id", "code", "status", "capabilities");
  const anything = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(known, tie("value"), { maxKeys: 5 }),
    ),
  })).value;
  fc.assert(
    fc.property(anything, (body) => {
      readDevices(body, now);
      readDevice(body, now);
      sightingsOf(
        JSON.stringify({ event_type: "access_code.used", timestamp: "2026-06-01T12:00:00Z", ...Object(body) }),
      );
      for (const resident of readListing(body, front)?.residents ?? [])
        expect(resident.place).toMatch(/^[!-~]{1,200}$/);
    }),
    { numRuns: 200, seed: 7 },
  );
});
