import type { Capabilities } from "#domain/capabilities.ts";
import type { DeviceCondition, DeviceReport } from "#domain/device.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";
import type { Window } from "#domain/window.ts";
import { asObject, field, flag, id, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";

/** One lock as the cloud shows it. */
export interface SchlageLock {
  readonly id: NativeId;
  readonly connected: boolean;
  /** Somebody else's lock, whose codes are not the account's to change. */
  readonly isGuest: boolean;
  /** The one length that its PINs have, in digits. */
  readonly codeLength: number;
  readonly report: Omit<DeviceReport, "disconnected">;
}

/** One code as the cloud lists it. */
export interface ListedCode {
  readonly resident: Resident;
  /** What goes back when it is deleted: the reference client sends the whole record. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** "Always" in epoch seconds. */
const [noStart, noEnd] = [0, 0xffffffff];
/** The reference client sends it beside a window too. */
const allWeek = { daysOfWeek: "7F", startHour: 0, startMinute: 0, endHour: 23, endMinute: 59 };
/** A code opens at no time while it is switched off. */
const never: Window = { startsAt: 0, endsAt: 0 };
/** What is padded to where the length is missing (pyschlage). */
const usualLength = 4;

/** Every lock of `GET devices`; `undefined` where the answer is not such a list or hides who one of them is. */
export function readLocks(body: unknown): readonly SchlageLock[] | undefined {
  if (!Array.isArray(body)) return undefined;
  const locks = body.map(readLock);
  return locks.every((lock) => lock !== undefined) ? locks : undefined;
}

export function readLock(body: unknown): SchlageLock | undefined {
  const device = asObject(body);
  const native = device && (id(device, "deviceId") as NativeId | undefined);
  const attributes = asObject(device && field(device, "attributes"));
  if (device === undefined || native === undefined || attributes === undefined) return undefined;
  const isGuest = text(device, "role") === "guest";
  const told = number(attributes, "accessCodeLength");
  const codeLength = told !== undefined && Number.isInteger(told) && told >= 4 && told <= 8 ? told : usualLength;
  const battery = number(attributes, "batteryLevel");
  const type = text(device, "devicetypeId") ?? "";
  return {
    id: native,
    connected: flag(device, "connected") === true,
    isGuest,
    codeLength,
    report: {
      nativeId: native,
      kind: "lock",
      deviceType: "schlage_lock",
      name: text(device, "name") ?? native,
      modelName: text(device, "modelName") ?? "unknown",
      manufacturer: "Schlage",
      batteryLevel: battery === undefined ? undefined : Math.min(Math.max(battery, 0), 100) / 100,
      locked: lockedBy(number(attributes, "lockState")),
      doorOpen: undefined,
      // `timezone` is a number whose unit nobody knows.
      timeZone: undefined,
      clockErrorMs: undefined,
      hasKeypad: true,
      capabilities: capabilitiesOf(attributes, { isGuest, codeLength, turns: !type.startsWith("be479") }),
      conditions: conditionsOf(device, attributes, isGuest),
    },
  };
}

/** Every code of a lock; `complete` is false where an entry has no id. */
export function readListing(
  body: unknown,
): { readonly codes: readonly ListedCode[]; readonly complete: boolean } | undefined {
  if (!Array.isArray(body)) return undefined;
  const codes = body.map(readCode).filter((code) => code !== undefined);
  return { codes, complete: codes.length === body.length };
}

export function readCode(body: unknown): ListedCode | undefined {
  const entry = asObject(body);
  const place = entry && (id(entry, "accesscodeId") as Place | undefined);
  if (entry === undefined || place === undefined) return undefined;
  const label = text(entry, "friendlyName");
  const resident: Resident = { place, pin: pinIn(entry), label, window: windowIn(entry), state: "on_lock" };
  return { resident, record: { ...allowed(entry), accesscodeId: place } };
}

/** A code as a command carries it. */
export function writeCode(
  code: { readonly pin: Pin; readonly label: string; readonly window: Window | undefined },
  place?: Place,
): Readonly<Record<string, unknown>> {
  return {
    ...(place !== undefined && { accesscodeId: place }),
    friendlyName: code.label,
    accessCode: Number(code.pin.reveal()),
    accessCodeLength: code.pin.length,
    notificationEnabled: 0,
    disabled: 0,
    activationSecs: code.window === undefined ? noStart : Math.floor(code.window.startsAt / 1_000),
    expirationSecs: code.window === undefined ? noEnd : Math.min(Math.ceil(code.window.endsAt / 1_000), noEnd - 1),
    schedule1: allWeek,
  };
}

export function placeIn(body: unknown): Place | undefined {
  return id(asObject(body) ?? {}, "accesscodeId") as Place | undefined;
}

/** The digits came as a number, which has lost the zeros before it. */
function pinIn(entry: Untrusted): Pin | undefined {
  const [digits, length] = [number(entry, "accessCode"), number(entry, "accessCodeLength") ?? usualLength];
  if (digits === undefined || !Number.isInteger(digits) || digits < 0 || digits > 99_999_999) return undefined;
  return length >= 1 && length <= 8 ? Pin.parse(String(digits).padStart(length, "0")) : undefined;
}

function windowIn(entry: Untrusted): Window | undefined {
  if (isOff(entry)) return never;
  const from = number(entry, "activationSecs") ?? noStart;
  const to = number(entry, "expirationSecs") ?? noEnd;
  return from === noStart && to === noEnd ? undefined : { startsAt: from * 1_000, endsAt: to * 1_000 };
}

/** It has been seen as a number and as a truth value. */
function isOff(entry: Untrusted): boolean {
  return field(entry, "disabled") === true || number(entry, "disabled") === 1;
}

/** What is sent back of a listed record, and nothing else that was in it. */
function allowed(entry: Untrusted): Readonly<Record<string, unknown>> {
  return {
    friendlyName: text(entry, "friendlyName") ?? "",
    accessCode: number(entry, "accessCode") ?? 0,
    accessCodeLength: number(entry, "accessCodeLength") ?? usualLength,
    notificationEnabled: 0,
    disabled: isOff(entry) ? 1 : 0,
    activationSecs: number(entry, "activationSecs") ?? noStart,
    expirationSecs: number(entry, "expirationSecs") ?? noEnd,
    schedule1: asObject(field(entry, "schedule1")) ?? allWeek,
  };
}

/** States 4 and 6 are a jammed motor and a second throw of the bolt; passage mode (5) is no locked door. */
function lockedBy(state: number | undefined): boolean | undefined {
  if (state === 1 || state === 6) return true;
  return state === 0 || state === 5 ? false : undefined;
}

function conditionsOf(device: Untrusted, attributes: Untrusted, isGuest: boolean): readonly DeviceCondition[] {
  const lacksToken = text(attributes, "CAT", 8192) === undefined && text(device, "CAT", 8192) === undefined;
  return [
    ...(isGuest ? [{ name: "not_authorized" } as const] : []),
    ...(lacksToken ? [{ name: "credentials_missing" } as const] : []),
  ];
}

function capabilitiesOf(
  attributes: Untrusted,
  { isGuest, codeLength, turns }: { readonly isGuest: boolean; readonly codeLength: number; readonly turns: boolean },
): Capabilities {
  const maxCodes = number(attributes, "maxUserCodes");
  return {
    programsOnlineCodes: !isGuest,
    programsOfflineCodes: undefined,
    locksRemotely: turns || undefined,
    unlocksRemotely: turns || undefined,
    codeLengths: [codeLength],
    maxCodes: maxCodes !== undefined && Number.isInteger(maxCodes) && maxCodes > 0 ? maxCodes : undefined,
    constraints: [{ type: "unique_first_four_digits" }, { type: "name_length", max: 9 }],
    schedulesNatively: true,
    readsPins: true,
    // The list has no word for what the lock has yet to be told.
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
