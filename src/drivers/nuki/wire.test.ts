import { expect, test } from "vitest";
import type { NativeId } from "#domain/ids.ts";
import { pinOf, setStep } from "#drivers/contract/clause.ts";
import { readLock, readLocks } from "./lock-record.ts";
import { flawOf, readCodes, readWebhooks, writeChange, writeCode } from "./wire.ts";

const door = "18205286116" as NativeId;
const window = { startsAt: Date.UTC(2026, 10, 3, 14), endsAt: Date.UTC(2026, 10, 5, 10) };
const dates = { allowedFromDate: "2026-11-03T14:00:00.000Z", allowedUntilDate: "2026-11-05T10:00:00.000Z" };

/** A lock as the reference and the webhooks' guide show one; its id is more than 32 bits hold. */
const lock = {
  smartlockId: 18205286116,
  accountId: 987654321,
  type: 4,
  authId: 1212121212,
  name: "Front door",
  favorite: false,
  config: { name: "Front door", keypadPaired: false, keypad2Paired: true, timezoneId: 37 },
  state: { mode: 2, state: 1, trigger: 6, lastAction: 2, batteryCritical: false, batteryCharge: 90, doorState: 2 },
  firmwareVersion: 199175,
  serverState: 0,
  adminPinState: 0,
};
const auth = {
  id: "65219648fe57075d71a6cb01",
  smartlockId: 18205286116,
  authId: 1,
  code: 982345,
  type: 13,
  name: "Ada",
  enabled: true,
  remoteAllowed: false,
  lockCount: 0,
};

test("a lock is read with its bolt, door, battery, keypad and limits", () => {
  expect(readLock(lock)).toMatchObject({
    nativeId: door,
    deviceType: "nuki_lock",
    name: "Front door",
    disconnected: undefined,
    batteryLevel: 0.9,
    locked: true,
    doorOpen: false,
    hasKeypad: true,
    conditions: [],
    capabilities: { programsOnlineCodes: true, codeLengths: [6], maxCodes: 200, schedulesNatively: true },
  });
  expect(readLock({ ...lock, type: 0 })?.capabilities.maxCodes).toBe(100);
  expect(readLock({ ...lock, type: 5, config: undefined })).toMatchObject({ hasKeypad: true });
});

test.for([
  [1, true],
  [2, undefined],
  [3, false],
  [5, false],
  [6, false],
  [254, undefined],
])("of state %d the bolt is locked: %s", ([state, locked]) => {
  expect(readLock({ ...lock, state: { state } })?.locked).toBe(locked);
});

test("what a lock lacks is told, and that it cannot be reached", () => {
  const told = (more: object) => readLock({ ...lock, ...more })?.conditions?.map(({ name }) => name);
  expect(told({ config: { keypadPaired: false, keypad2Paired: false } })).toEqual(["no_keypad"]);
  expect(told({ adminPinState: 2 })).toEqual(["credentials_missing"]);
  expect(told({ serverState: 3 })).toEqual(["credentials_missing"]);
  expect(told({ currentSubscription: { state: "EXPIRED" } })).toEqual(["subscription_required"]);
  expect(told({ currentSubscription: { state: "EXPIRED", isInGracePeriod: true } })).toEqual([]);
  expect(told({ currentSubscription: { state: "PENDING_CANCEL" } })).toEqual([]);
  for (const serverState of [1, 2, 3, 4, undefined])
    expect(readLock({ ...lock, serverState })?.disconnected).toBe("device_disconnected");
});

test("boxes and Openers are no locks, and a listing in which a lock has no id is none", () => {
  const [box, opener] = [1, 2].map((type) => ({ ...lock, type, smartlockId: type }));
  expect(readLocks([box, lock, opener])?.map(({ nativeId }) => nativeId)).toEqual([door]);
  expect(readLocks([lock, { name: "Back door", type: 4 }])).toBeUndefined();
  expect(readLocks({ smartlocks: [] })).toBeUndefined();
});

test("keypad codes are read with digits, name and times; fobs and phones are passed over", () => {
  const listing = readCodes([auth, { ...auth, ...dates, id: "b" }, { ...auth, id: "c", type: 2 }], door);
  expect(listing).toMatchObject({ complete: true, residents: [{ label: "Ada", state: "on_lock" }, { window }] });
  expect(listing?.residents).toHaveLength(2);
  expect(listing?.residents[0]?.pin?.equals(pinOf("982345"))).toBe(true);
});

test("a code that is switched off opens at no time, and one under way is not confirmed", () => {
  const [off, busy] = [
    { ...auth, enabled: false },
    { ...auth, operationId: { timestamp: 1 } },
  ].map((one) => readCodes([one], door)?.residents[0]);
  expect(off?.window).toEqual({ startsAt: 0, endsAt: 0 });
  expect(busy?.state).toBe("arriving");
  expect(readCodes([{ ...auth, operationId: null }], door)?.residents[0]?.state).toBe("on_lock");
});

test("an entry without an id, without a type or of another lock is left out, and the listing says so", () => {
  for (const flaw of [{ id: ".." }, { type: "13" }, { smartlockId: 1 }])
    expect(readCodes([{ ...auth, ...flaw }], door)).toEqual({ residents: [], complete: false });
  expect(readCodes({ auths: [auth] }, door)).toBeUndefined();
});

test("digits that no keypad of the make takes are known before they are sent", () => {
  for (const bad of ["12345", "1234567", "104567", "123456", "129999"]) expect(flawOf(pinOf(bad))).toBeDefined();
  for (const good of ["134567", "212121", "999999"]) expect(flawOf(pinOf(good))).toBeUndefined();
});

test("a code is made with its digits as a number, and changed so that a time it no longer has goes", () => {
  const step = setStep("982345", { label: "Ada", window });
  expect(writeCode(step)).toEqual({ name: "Ada", type: 13, code: 982345, remoteAllowed: false, ...dates });
  expect(writeCode(setStep("982345"))).not.toHaveProperty("allowedFromDate");
  expect(writeChange(step)).toEqual({ name: "Ada", code: 982345, enabled: true, ...dates });
  expect(writeChange(setStep("982345"))).toMatchObject({ allowedFromDate: null, allowedUntilDate: null });
});

test("webhooks are read with or without their secrets", () => {
  const webhookUrl = "https://pintumbler.test/1";
  expect(readWebhooks([{ id: 7, webhookUrl, secret: "s" }, { id: 8, webhookUrl }, { id: 9 }])).toEqual([
    { id: "7", url: webhookUrl, secret: "s" },
    { id: "8", url: webhookUrl, secret: undefined },
  ]);
});
