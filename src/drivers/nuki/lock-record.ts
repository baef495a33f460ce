import type { Capabilities } from "#domain/capabilities.ts";
import type { DeviceCondition, DeviceReport } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import { asObject, field, flag, number, numbered, text, type Untrusted } from "#drivers/kit/untrusted.ts";

/** By the `type` of a device: what it is called, and how many codes it takes; another is as the newest are. */
const models: ReadonlyMap<number, { readonly name: string; readonly maxCodes: number }> = new Map([
  [0, { name: "Nuki Smart Lock 1.0 or 2.0", maxCodes: 100 }],
  [3, { name: "Nuki Smart Door", maxCodes: 200 }],
  [4, { name: "Nuki Smart Lock", maxCodes: 200 }],
]);
const newest = { name: "Nuki Smart Lock", maxCodes: 200 };
/** Boxes and Openers, which open an intercom's door and have no bolt. */
const notLocks: readonly number[] = [1, 2];

/** The locks in a listing of an account; `undefined` where it is no listing, or hides who one of them is. */
export function readLocks(body: unknown): readonly DeviceReport[] | undefined {
  if (!Array.isArray(body)) return undefined;
  const rows = body.filter((row) => !notLocks.includes(number(asObject(row) ?? {}, "type") ?? -1));
  const locks = rows.map(readLock);
  return locks.every((lock) => lock !== undefined) ? locks : undefined;
}

export function readLock(body: unknown): DeviceReport | undefined {
  const lock = asObject(body);
  const native = lock && numbered(lock, "smartlockId");
  if (lock === undefined || native === undefined) return undefined;
  const state = asObject(field(lock, "state")) ?? {};
  const model = models.get(number(lock, "type") ?? -1) ?? newest;
  const charge = number(state, "batteryCharge");
  const hasKeypad = keypadIn(lock);
  return {
    nativeId: native as NativeId,
    kind: "lock",
    deviceType: "nuki_lock",
    name: text(lock, "name") ?? native,
    modelName: model.name,
    manufacturer: "Nuki",
    disconnected: number(lock, "serverState") === 0 ? undefined : "device_disconnected",
    batteryLevel: charge === undefined ? undefined : Math.min(Math.max(charge, 0), 100) / 100,
    locked: lockedBy(number(state, "state")),
    doorOpen: openBy(number(state, "doorState")),
    // `timezoneId` is a number of the maker's own.
    timeZone: undefined,
    clockErrorMs: undefined,
    hasKeypad,
    capabilities: capabilitiesOf(model.maxCodes, hasKeypad),
    conditions: conditionsOf(lock, hasKeypad),
  };
}

/** A lock that says nothing of keypads may have one. */
function keypadIn(lock: Untrusted): boolean {
  const config = asObject(field(lock, "config")) ?? {};
  const said = [flag(config, "keypadPaired"), flag(config, "keypad2Paired")];
  return said.includes(true) || said.every((one) => one === undefined);
}

/** Between two states, jammed or unknown, the bolt is nowhere. */
function lockedBy(state: number | undefined): boolean | undefined {
  if (state === 1) return true;
  // Unlocked, unlatched, and unlocked to be locked again soon.
  return state === 3 || state === 5 || state === 6 ? false : undefined;
}

function openBy(doorState: number | undefined): boolean | undefined {
  if (doorState === 2) return false;
  return doorState === 3 ? true : undefined;
}

function conditionsOf(lock: Untrusted, hasKeypad: boolean): readonly DeviceCondition[] {
  return [
    ...(hasKeypad ? [] : [{ name: "no_keypad" } as const]),
    ...(lacksCredentials(lock) ? [{ name: "credentials_missing" } as const] : []),
    ...(lacksSubscription(lock) ? [{ name: "subscription_required" } as const] : []),
  ];
}

/** The lock's own key or its security PIN, either of which Nuki's server wants for codes, is missing or wrong. */
function lacksCredentials(lock: Untrusted): boolean {
  const serverState = number(lock, "serverState");
  const adminPinState = number(lock, "adminPinState");
  return serverState === 2 || serverState === 3 || adminPinState === 1 || adminPinState === 2;
}

/**
 * A guess: a subscription of Smart Hosting has these states (the API reference), and nobody says which of them end what.
 * A lock of which none is told needs none.
 */
function lacksSubscription(lock: Untrusted): boolean {
  const subscription = asObject(field(lock, "currentSubscription")) ?? {};
  const hasEnded = ["EXPIRED", "INACTIVE", "ON_HOLD"].includes(text(subscription, "state") ?? "");
  return hasEnded && flag(subscription, "isInGracePeriod") !== true;
}

function capabilitiesOf(maxCodes: number, hasKeypad: boolean): Capabilities {
  return {
    programsOnlineCodes: hasKeypad,
    programsOfflineCodes: undefined,
    locksRemotely: true,
    unlocksRemotely: true,
    codeLengths: [6],
    maxCodes,
    constraints: [{ type: "no_zeros" }, { type: "cannot_start_with_12" }, { type: "name_length", max: 20 }],
    schedulesNatively: true,
    readsPins: true,
    // A new code is listed once the lock has it; whether a changed one waits for that, nobody says.
    listsUnconfirmed: true,
    reusesPlaces: false,
    updatesInPlace: true,
    listsUnmanaged: true,
    convertsUnmanaged: true,
    deletesUnmanaged: true,
    sharesPinAcrossWindows: false,
    namesCodeOnEntry: true,
  };
}
