import { describe, expect, test } from "vitest";
import type { NativeId } from "#domain/ids.ts";
import { setStep } from "#drivers/contract/clause.ts";
import { receive } from "./deliveries.ts";
import { meaningOf } from "./errcodes.ts";
import { readRecord } from "./records.ts";
import { readListing, readLock, readSignal, writePasscode } from "./wire.ts";

const lock = "532323" as NativeId;
/** As the page "Get all created passcodes of a lock" shows one, with its type as a text. */
const passcode = {
  keyboardPwdId: 3_234_293,
  lockId: 532_323,
  keyboardPwd: "034234",
  keyboardPwdName: "Alice",
  keyboardPwdType: "3",
  startDate: 1_528_878_944_000,
  endDate: 1_628_878_944_000,
  isCustom: 1,
};

describe("a list of passcodes", () => {
  test("shows each with its number, its digits, its name and its time", () => {
    const { residents, complete } = readListing([passcode], lock);
    const window = { startsAt: 1_528_878_944_000, endsAt: 1_628_878_944_000 };
    expect(complete).toBe(true);
    expect(residents).toMatchObject([{ place: "3234293", label: "Alice", window, state: "on_lock" }]);
    expect(residents[0]?.pin?.reveal()).toBe("034234");
  });

  test("says that a permanent one has no end, whatever its dates are", () => {
    const [resident] = readListing([{ ...passcode, keyboardPwdType: 2 }], lock).residents;
    expect(resident?.window).toBeUndefined();
  });

  test("leaves out what the lock computes, and is still whole", () => {
    expect(readListing([{ ...passcode, isCustom: 0 }], lock)).toEqual({ residents: [], complete: true });
  });

  test("is not whole where an entry is another lock's or has no number", () => {
    for (const entry of [{ ...passcode, lockId: 1 }, { ...passcode, keyboardPwdId: 1.5 }, "nothing", null]) {
      expect(readListing([entry, passcode], lock)).toMatchObject({ residents: [{ label: "Alice" }], complete: false });
    }
  });

  test("of an NB-IoT lock says what is on its way", () => {
    const states = [1, 2, 3, 4, 6, 8].map((status) => readListing([{ ...passcode, status }], lock).residents[0]?.state);
    expect(states).toEqual(["on_lock", "on_lock", "arriving", "arriving", "arriving", "leaving"]);
  });
});

describe("a lock", () => {
  // The sample of the page "featureValue": remote unlocking can be set, and is off.
  const shown = {
    lockId: 532_323,
    lockAlias: "Front door",
    electricQuantity: 85,
    hasGateway: 1,
    featureValue: "C2F44354CF1F3",
  };

  test("is what its features say", () => {
    const read = readLock({ ...shown, timezoneRawOffset: 28_800_000 });
    expect(read).toMatchObject({ id: "532323", hasWifi: false, hasGateway: true });
    expect(read?.report).toMatchObject({
      deviceType: "ttlock_lock",
      name: "Front door",
      batteryLevel: 0.85,
      timeZone: "Etc/GMT-8",
      capabilities: { programsOnlineCodes: true, locksRemotely: true, unlocksRemotely: false },
      conditions: [{ name: "remote_unlock_disabled" }],
    });
  });

  test("without a gateway takes codes by Bluetooth only, unless it has Wi-Fi", () => {
    const alone = readLock({ ...shown, hasGateway: 0, featureValue: "4F3" })?.report;
    expect(alone).toMatchObject({ conditions: [{ name: "no_bridge" }], capabilities: { programsOnlineCodes: false } });
    const wifi = readLock({ ...shown, hasGateway: 0, featureValue: (0x4f3n | (1n << 56n)).toString(16) });
    expect(wifi).toMatchObject({
      hasWifi: true,
      report: { conditions: [], capabilities: { programsOnlineCodes: true } },
    });
  });

  test("that says nothing of its features is taken to have them, and no Wi-Fi", () => {
    const read = readLock({ ...shown, featureValue: undefined });
    expect(read).toMatchObject({ hasWifi: false, report: { conditions: [], capabilities: { locksRemotely: true } } });
  });

  test("in a zone of half an hour's offset has none that we could name", () => {
    expect(readLock({ ...shown, timezoneRawOffset: 19_800_000 })?.report.timeZone).toBeUndefined();
  });

  test("whose id would climb out of an address is none", () => {
    for (const lockId of ["..", "a b", -0.5, {}, undefined]) expect(readLock({ ...shown, lockId })).toBeUndefined();
  });
});

test("the best of several gateways counts", () => {
  expect(readSignal({ list: [{ rssi: -91 }, { rssi: -70 }, { rssi: "strong" }] })).toBe(-70);
  expect(readSignal({ list: "none" })).toBeUndefined();
});

test("an ongoing code is sent as permanent and without dates", () => {
  expect(writePasscode(lock, setStep("4711"))).toEqual({
    lockId: "532323",
    keyboardPwd: "4711",
    keyboardPwdName: "Guest",
    keyboardPwdType: "2",
    addType: "2",
  });
});

test.each([
  [-1_003, { kind: "missing", what: "lock" }],
  [-2_012, { kind: "barred", by: "no_gateway" }],
  [-3_002, { kind: "barred", by: "gateway_offline" }],
  [-3_035, { kind: "barred", by: "power_saving" }],
  [-3_007, { kind: "refused", because: "duplicate" }],
  [-4_056, { kind: "refused", because: "full" }],
  [-3_037, { kind: "failed", because: "busy", mayHaveHappened: false }],
  [30_006, { kind: "failed", because: "throttled", notBefore: 30_000 }],
  [30_007, { kind: "failed", because: "throttled", notBefore: 3_600_000 }],
  [80_000, { kind: "failed", because: "provider", mayHaveHappened: false }],
  [1, { kind: "failed", because: "provider", mayHaveHappened: true }],
  [4_711, { kind: "failed", because: "provider", mayHaveHappened: true }],
])("error %i means what the maker's page says", (errcode, meaning) => {
  expect(meaningOf(errcode, 0, true)).toMatchObject(meaning);
});

describe("a record", () => {
  const entry = { lockId: 532_323, recordType: 4, success: 1, keyboardPwd: "034234", lockDate: 5, serverDate: 6 };
  const { residents } = readListing([passcode], lock);

  test("of a passcode is the door opened with the code that has these digits", () => {
    const told = { kind: "turned", at: 5, device: lock, to: "unlocked", method: "keycode", place: "3234293" };
    expect(readRecord(entry, lock, residents)).toMatchObject(told);
    expect(readRecord({ ...entry, keyboardPwd: "111111" }, lock, residents)).toMatchObject({ place: undefined });
  });

  test("of another lock, or of a kind that is new to us, tells of nothing", () => {
    expect(readRecord({ ...entry, lockId: 1 }, lock, residents)).toBeUndefined();
    expect(readRecord({ ...entry, recordType: 4_711 }, lock, residents)).toBeUndefined();
  });

  test.each([
    [7, "unlocked", "card"],
    [12, "unlocked", "remote"],
    [34, "locked", "keycode"],
    [45, "locked", "automatic"],
    [47, "locked", "manual"],
  ])("of type %i says how the door was %s", (recordType, to, method) => {
    expect(readRecord({ ...entry, recordType }, lock, residents)).toMatchObject({ kind: "turned", to, method });
  });
});

describe("what the maker posts", () => {
  const delivered = (form: Record<string, string>) =>
    receive({ refreshToken: "r" }, { headers: new Headers(), body: new URLSearchParams(form).toString() });
  const records = JSON.stringify([{ recordType: 4, keyboardPwd: "034234", success: 1, serverDate: 1_628_522_539_000 }]);

  test("is unsigned, so that a record is a reason to look and nothing else", () => {
    const sightings = delivered({ notifyType: "1", lockId: "163377", lockMac: "AA:BB", records });
    expect(sightings).toEqual([{ kind: "changed", at: 1_628_522_539_000, device: "163377" }]);
  });

  test("of a gateway makes us look through the account", () => {
    expect(delivered({ notifyType: "2", gatewayId: "5", isOnline: "0" })).toMatchObject([{ kind: "devices_changed" }]);
  });

  test("without a lock or a kind is not understood", () => {
    expect(delivered({ notifyType: "1", records })).toBeUndefined();
    expect(delivered({ notifyType: "1", lockId: "a b", records })).toBeUndefined();
    expect(delivered({ lockId: "163377" })).toBeUndefined();
  });
});
