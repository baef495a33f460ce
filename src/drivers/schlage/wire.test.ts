import { describe, expect, test } from "vitest";
import type { Place } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import { readListing, readLock, readLocks, writeCode } from "./wire.ts";

const id = "11111111-1111-4111-8111-111111111111";
const entry = {
  accesscodeId: id,
  friendlyName: "Guest",
  accessCode: 529,
  accessCodeLength: 4,
  activationSecs: 0,
  expirationSecs: 4_294_967_295,
  schedule1: { daysOfWeek: "7F", startHour: 0, startMinute: 0, endHour: 23, endMinute: 59 },
  disabled: 0,
  notification: 0,
};
// As in the tests of pyschlage (tests/fixtures.py, read 2026).
const device = {
  CAT: "01234",
  SAT: "98765",
  attributes: { CAT: "01234", SAT: "98765", accessCodeLength: 6, batteryLevel: 95, lockState: 1 },
  connected: true,
  deviceId: "lock",
  devicetypeId: "be489wifi",
  modelName: "BE489WB",
  name: "Door Lock",
  role: "owner",
  timezone: -20,
};

function readOne(more: object) {
  const [code] = readListing([{ ...entry, ...more }])?.codes ?? [];
  return code;
}

describe("a code as Schlage lists it", () => {
  test("has lost the zeros in front of its digits, which its length gives back", () => {
    expect(readOne({})?.resident.pin?.reveal()).toBe("0529");
    expect(readOne({ accessCode: 0, accessCodeLength: 6 })?.resident.pin?.reveal()).toBe("000000");
    expect(readOne({ accessCodeLength: undefined })?.resident.pin?.reveal()).toBe("0529");
  });

  test("has a window in seconds, or one that is always open", () => {
    expect(readOne({})?.resident.window).toBeUndefined();
    const window = { activationSecs: 1_700_000_000, expirationSecs: 1_700_003_600 };
    expect(readOne(window)?.resident.window).toEqual({ startsAt: 1_700_000_000_000, endsAt: 1_700_003_600_000 });
  });

  test.for([1, true])("that is switched off (%s) opens at no time", (disabled) => {
    expect(readOne({ disabled })?.resident.window).toEqual({ startsAt: 0, endsAt: 0 });
  });

  test.for([529.5, -1, 123_456_789, "0529", null])("is occupied where its digits are %s", (accessCode) => {
    expect(readOne({ accessCode })?.resident).toMatchObject({ place: id, pin: undefined, state: "on_lock" });
  });

  test("makes the list incomplete where it has no name to go by", () => {
    expect(readListing([entry, { ...entry, accesscodeId: ".." }, "?"])).toMatchObject({ complete: false });
    expect(readListing({ __proto__: [entry] })).toBeUndefined();
  });

  test("is deleted by its whole record", () => {
    expect(readOne({ secret: "no" })?.record).toEqual({
      accesscodeId: id,
      friendlyName: "Guest",
      accessCode: 529,
      accessCodeLength: 4,
      notificationEnabled: 0,
      disabled: 0,
      activationSecs: 0,
      expirationSecs: 4_294_967_295,
      schedule1: entry.schedule1,
    });
  });
});

test("a code is written with its length and without an end, or with a window in seconds", () => {
  const pin = Pin.parse("0529");
  if (pin === undefined) throw new Error("A test's PIN is digits.");
  const always = writeCode({ pin, label: "Guest", window: undefined });
  expect(always).toMatchObject({ accessCode: 529, accessCodeLength: 4, notificationEnabled: 0 });
  expect(always).toMatchObject({ activationSecs: 0, expirationSecs: 4_294_967_295, schedule1: entry.schedule1 });
  const window = { startsAt: 1_700_000_000_500, endsAt: 1_700_003_600_500 };
  expect(writeCode({ pin, label: "Guest", window }, id as Place)).toMatchObject({
    accesscodeId: id,
    activationSecs: 1_700_000_000,
    expirationSecs: 1_700_003_601,
  });
});

describe("a lock as Schlage shows it", () => {
  test("has one length for all its codes, and a battery", () => {
    expect(readLock(device)).toMatchObject({
      id: "lock",
      connected: true,
      codeLength: 6,
      report: {
        batteryLevel: 0.95,
        locked: true,
        timeZone: undefined,
        conditions: [],
        capabilities: { codeLengths: [6] },
      },
    });
  });

  test.for([
    [0, false],
    [1, true],
    [2, undefined],
    [5, false],
    [6, true],
    [99, undefined],
  ] as const)("in state %s is locked: %s", ([lockState, locked]) => {
    const attributes = { ...device.attributes, lockState };
    expect(readLock({ ...device, attributes })?.report.locked).toBe(locked);
  });

  test("without a token for phones lacks credentials, and is no owner's where the account is a guest", () => {
    const { CAT, ...bare } = device;
    const { CAT: _, ...attributes } = device.attributes;
    expect(readLock({ ...bare, attributes, role: "guest" })?.report.conditions).toEqual([
      { name: "not_authorized" },
      { name: "credentials_missing" },
    ]);
    expect(CAT).toBe("01234");
  });

  test("hidden in a list hides the whole list", () => {
    expect(readLocks([device])).toHaveLength(1);
    expect(readLocks([device, { ...device, deviceId: "a/../b c" }])).toBeUndefined();
    expect(readLocks({ devices: [device] })).toBeUndefined();
  });
});
