import type { Capabilities } from "#domain/capabilities.ts";
import type { DeviceCondition, DeviceReport } from "#domain/device.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";
import type { SetStep } from "#domain/step.ts";
import type { Window } from "#domain/window.ts";
import { lengthsBetween } from "#drivers/kit/code-lengths.ts";
import { asObject, field, number, numbered, text, type Untrusted } from "#drivers/kit/untrusted.ts";

/** One lock, as a listing or its details show it. */
export interface CloudLock {
  readonly id: NativeId;
  /** It has a network of its own, and needs no gateway. */
  readonly hasWifi: boolean;
  readonly hasGateway: boolean;
  readonly report: DeviceReport;
}

/** What stands on a lock. `complete` is false where an entry could not be read. */
export interface Listing {
  readonly residents: readonly Resident[];
  readonly complete: boolean;
}

/** Types of passcodes that we make (page "Get all created passcodes of a lock", read 2026). */
const permanent = 2;
const period = 3;
/** Through the lock's gateway or its own network, and not by a phone beside it. */
const fromAfar = "2";

/** Bits of `featureValue` (page "featureValue", read 2026). */
const bits = {
  passcodes: 0,
  ownPasscodes: 7,
  lockCommand: 8,
  gatewayUnlock: 10,
  remoteUnlockSwitch: 14,
  wifi: 56,
};

export function readLock(entry: unknown): CloudLock | undefined {
  const lock = asObject(entry);
  const native = lock && numbered(lock, "lockId");
  if (lock === undefined || native === undefined) return undefined;
  const can = featuresOf(text(lock, "featureValue", 64));
  const hasGateway = number(lock, "hasGateway") !== 0;
  const hasWifi = can?.("wifi") ?? false;
  const isPaired = hasGateway || hasWifi;
  const battery = number(lock, "electricQuantity");
  const hasKeypad = can?.("passcodes") ?? true;
  return {
    id: native as NativeId,
    hasWifi,
    hasGateway,
    report: {
      nativeId: native as NativeId,
      kind: "lock",
      deviceType: "ttlock_lock",
      name: text(lock, "lockAlias") ?? text(lock, "lockName") ?? native,
      modelName: text(lock, "modelNum") ?? "unknown",
      manufacturer: "TTLock",
      disconnected: undefined,
      batteryLevel: battery === undefined ? undefined : Math.min(Math.max(battery, 0), 100) / 100,
      locked: undefined,
      doorOpen: undefined,
      timeZone: zoneOf(number(lock, "timezoneRawOffset")),
      clockErrorMs: undefined,
      hasKeypad,
      capabilities: capabilitiesOf(can ?? ((feature) => feature !== "wifi"), hasKeypad, isPaired),
      conditions: conditionsOf(can, hasKeypad, isPaired),
    },
  };
}

/** The passcodes that stand on this lock. What it knows by computation alone stands nowhere, and is left out. */
export function readListing(entries: readonly unknown[], lock: NativeId): Listing {
  const read = entries.map((entry) => readPasscode(entry, lock));
  return {
    residents: read.filter((one) => one !== undefined && one !== "computed"),
    complete: read.every((one) => one !== undefined),
  };
}

function readPasscode(value: unknown, lock: NativeId): Resident | "computed" | undefined {
  const entry = asObject(value);
  const place = entry && numbered(entry, "keyboardPwdId");
  if (entry === undefined || place === undefined) return undefined;
  const of = numbered(entry, "lockId");
  if (of !== undefined && of !== lock) return undefined;
  if (number(entry, "isCustom") === 0) return "computed";
  return {
    place: place as Place,
    pin: pinOf(entry, "keyboardPwd"),
    label: text(entry, "keyboardPwdName"),
    window: windowOf(entry),
    state: stateOf(number(entry, "status")),
  };
}

/** The best of the gateways' signals, in dBm; `undefined`: none is told. */
export function readSignal(body: Untrusted): number | undefined {
  const entries = field(body, "list");
  const signals = (Array.isArray(entries) ? entries : []).flatMap(
    (entry) => number(asObject(entry) ?? {}, "rssi") ?? [],
  );
  return signals.length === 0 ? undefined : Math.max(...signals);
}

/** The id of a passcode that was just made. */
export function readMade(body: Untrusted): Place | undefined {
  return numbered(body, "keyboardPwdId") as Place | undefined;
}

/** A code as it is added. */
export function writePasscode(device: NativeId, { pin, label, window }: SetStep): Readonly<Record<string, string>> {
  return {
    lockId: device,
    keyboardPwd: pin.reveal(),
    keyboardPwdName: label,
    keyboardPwdType: `${window === undefined ? permanent : period}`,
    ...(window && datesOf(window)),
    addType: fromAfar,
  };
}

/** What of a code differs from what stands in its place. */
export function writeChange(
  device: NativeId,
  there: Resident,
  { pin, label, window }: SetStep,
): Readonly<Record<string, string>> {
  return {
    lockId: device,
    keyboardPwdId: there.place,
    ...(!pin.equals(there.pin) && { newKeyboardPwd: pin.reveal() }),
    ...(label !== there.label && { keyboardPwdName: label }),
    ...(window && !isSame(window, there.window) && datesOf(window)),
    changeType: fromAfar,
  };
}

export function writeDeletion(device: NativeId, place: Place): Readonly<Record<string, string>> {
  return { lockId: device, keyboardPwdId: place, deleteType: fromAfar };
}

export function pinOf(entry: Untrusted, name: string): Pin | undefined {
  const digits = text(entry, name, 20);
  return digits === undefined ? undefined : Pin.parse(digits);
}

function datesOf({ startsAt, endsAt }: Window) {
  return { startDate: `${startsAt}`, endDate: `${endsAt}` };
}

function isSame(one: Window, other: Window | undefined): boolean {
  return one.startsAt === other?.startsAt && one.endsAt === other.endsAt;
}

function windowOf(entry: Untrusted): Window | undefined {
  const type = Number(field(entry, "keyboardPwdType"));
  const endsAt = number(entry, "endDate");
  if (type === permanent || endsAt === undefined || endsAt === 0) return undefined;
  return { startsAt: number(entry, "startDate") ?? 0, endsAt };
}

/** Only NB-IoT locks have a status: 1 is on the lock, 8 is leaving, 2 has ended and stands there yet. */
function stateOf(status: number | undefined): Resident["state"] {
  if (status === undefined || status === 1 || status === 2) return "on_lock";
  return status === 8 ? "leaving" : "arriving";
}

type Can = (feature: keyof typeof bits) => boolean;

function featuresOf(hex: string | undefined): Can | undefined {
  if (hex === undefined || !/^[0-9a-f]+$/i.test(hex)) return undefined;
  const value = BigInt(`0x${hex}`);
  return (feature) => ((value >> BigInt(bits[feature])) & 1n) === 1n;
}

function capabilitiesOf(can: Can, hasKeypad: boolean, isPaired: boolean): Capabilities {
  return {
    programsOnlineCodes: can("ownPasscodes") ? hasKeypad && isPaired : undefined,
    programsOfflineCodes: undefined,
    locksRemotely: can("lockCommand") ? isPaired : undefined,
    unlocksRemotely: can("gatewayUnlock") ? isPaired : can("remoteUnlockSwitch") ? false : undefined,
    codeLengths: lengthsBetween(4, 9),
    maxCodes: undefined,
    constraints: [],
    schedulesNatively: true,
    windows: { stepMs: 60_000, byWallClock: false, zone: undefined },
    readsPins: true,
    reusesPlaces: false,
    updatesInPlace: true,
    listsUnmanaged: true,
    convertsUnmanaged: true,
    deletesUnmanaged: true,
    sharesPinAcrossWindows: false,
    namesCodeOnEntry: true,
    looksPerDay,
  };
}

/** Each look wakes the lock through its gateway, at the price of its batteries: half of these are for sweeps. */
const looksPerDay = 96;

function conditionsOf(can: Can | undefined, hasKeypad: boolean, isPaired: boolean): readonly DeviceCondition[] {
  const isSwitchedOff = can?.("remoteUnlockSwitch") === true && !can("gatewayUnlock");
  return [
    ...(isPaired ? [] : [{ name: "no_bridge" } as const]),
    ...(hasKeypad ? [] : [{ name: "no_keypad" } as const]),
    ...(isSwitchedOff ? [{ name: "remote_unlock_disabled" } as const] : []),
  ];
}

/** The lock's clock keeps this offset all year; a zone of whole hours says the same, with the sign turned. */
function zoneOf(rawOffsetMs: number | undefined): string | undefined {
  const hours = rawOffsetMs === undefined ? Number.NaN : rawOffsetMs / 3_600_000;
  if (!Number.isInteger(hours) || hours < -12 || hours > 14) return undefined;
  return hours === 0 ? "Etc/GMT" : `Etc/GMT${hours > 0 ? "-" : "+"}${Math.abs(hours)}`;
}
