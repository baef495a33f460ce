import type { Capabilities } from "#domain/capabilities.ts";
import type { DeviceReport } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import { wallTime } from "#domain/local-time.ts";
import type { Pin } from "#domain/pin.ts";
import type { Window } from "#domain/window.ts";
import { noCodes } from "#drivers/kit/no-codes.ts";
import { asObject, id, list, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import { removeMessage, storedSlot, storeMessage } from "./tlv.ts";

/** One lock as the cloud shows it. */
export interface KwiksetLock {
  readonly id: NativeId;
  readonly connected: boolean;
  /** The places that the lock says are taken, whoever took them; `undefined`: it does not say. */
  readonly taken: ReadonlySet<number> | undefined;
  readonly report: Omit<DeviceReport, "disconnected">;
}

/** Places have numbers of one byte, and 0 is none. */
export const lastSlot = 255;
const [shortestName, longestName] = [2, 14];

/** The ids of the account's homes; `undefined` where the answer is not such a list. */
export function readHomes(body: unknown): readonly string[] | undefined {
  const homes = dataIn(body)?.map((entry) => id(asObject(entry) ?? {}, "homeid"));
  return homes?.every((home) => home !== undefined) ? homes : undefined;
}

/** Every lock of one home; `undefined` where the answer is not such a list or hides who one of them is. */
export function readLocks(body: unknown, zone: string | undefined): readonly KwiksetLock[] | undefined {
  const locks = dataIn(body)?.map((entry) => readLock(entry, zone));
  return locks?.every((lock) => lock !== undefined) ? locks : undefined;
}

/** The lock that was asked for by itself. */
export function readOneLock(body: unknown, zone: string | undefined): KwiksetLock | undefined {
  const [only] = dataIn(body) ?? [];
  return readLock(only, zone);
}

/** What a write is followed by; `undefined` where there is none. */
export function readToken(body: unknown): string | undefined {
  const [only] = dataIn(body) ?? [];
  return id(asObject(only) ?? {}, "token");
}

/** The place that the lock has chosen for what was written, once it says so. */
export function readStored(body: unknown): number | undefined {
  const [only] = dataIn(body) ?? [];
  return storedSlot(text(asObject(only) ?? {}, "message") ?? "");
}

/** A code as it is sent to be stored. The place's number makes its name one that no other code of ours has. */
export function writeCode(
  code: { readonly pin: Pin; readonly label: string; readonly window: Window | undefined },
  slot: number,
  zone: string | undefined,
): Readonly<Record<string, unknown>> {
  const { window } = code;
  const order = {
    digits: code.pin.reveal(),
    name: nameOf(code.label, slot),
    window:
      window === undefined
        ? undefined
        : { from: wallTime(window.startsAt, zone ?? "UTC"), to: wallTime(window.endsAt, zone ?? "UTC") },
  };
  return { message: storeMessage(order).toString("base64") };
}

export function writeRemoval(slot: number): Readonly<Record<string, unknown>> {
  return { message: removeMessage(slot).toString("base64") };
}

/** Why the lock does not take these digits; `undefined`: as far as is known it does. */
export function flawOf(pin: Pin): string | undefined {
  if (pin.length < 4 || pin.length > 8) return "A code on this lock has 4 to 8 digits.";
  return pin.reveal().startsWith("999999") ? "A code on this lock does not begin with 999999." : undefined;
}

/** Names are counted in bytes, for nobody knows how the lock counts them. */
function nameOf(label: string, slot: number): string {
  const suffix = ` ${slot}`;
  let name = "";
  for (const letter of label) {
    if (Buffer.byteLength(name + letter) > longestName - suffix.length) break;
    name += letter;
  }
  return `${name.trimEnd()}${suffix}`.trimStart().padStart(shortestName, "0");
}

function readLock(value: unknown, zone: string | undefined): KwiksetLock | undefined {
  const device = asObject(value);
  const native = device && (id(device, "deviceid") as NativeId | undefined);
  if (device === undefined || native === undefined) return undefined;
  const battery = batteryIn(device);
  return {
    id: native,
    connected: text(device, "deviceconnectivitystatus") === "connected",
    taken: takenIn(device),
    report: {
      nativeId: native,
      kind: "lock",
      deviceType: "kwikset_lock",
      name: text(device, "devicename") ?? native,
      modelName: text(device, "modelnumber") ?? "unknown",
      manufacturer: "Kwikset",
      batteryLevel: battery === undefined ? undefined : Math.min(Math.max(battery, 0), 100) / 100,
      locked: lockedBy((text(device, "lockstatus") ?? text(device, "doorstatus") ?? "").toLowerCase()),
      doorOpen: undefined,
      timeZone: zone,
      clockErrorMs: undefined,
      hasKeypad: true,
      capabilities: capabilitiesIn(zone),
      conditions: [],
    },
  };
}

/** A bit for each place, the lowest last. It has been seen under two names, for locks of two sizes. */
function takenIn(device: Untrusted): ReadonlySet<number> | undefined {
  const hex = text(device, "accesscodesixtyfour") ?? text(device, "accesscodeeight");
  if (hex === undefined || !/^[0-9a-f]{1,64}$/i.test(hex)) return undefined;
  const bits = BigInt(`0x${hex}`);
  const slots = Array.from({ length: lastSlot }, (_, at) => at + 1);
  return new Set(slots.filter((slot) => ((bits >> BigInt(slot)) & 1n) === 1n));
}

/** It has been seen as a number and as text. */
function batteryIn(device: Untrusted): number | undefined {
  const said = number(device, "batterypercentage") ?? Number(text(device, "batterypercentage") ?? Number.NaN);
  return Number.isFinite(said) ? said : undefined;
}

function lockedBy(word: string): boolean | undefined {
  if (word === "locked") return true;
  return word === "unlocked" ? false : undefined;
}

/** Every answer holds its things in a list. */
function dataIn(body: unknown): readonly unknown[] | undefined {
  const answer = asObject(body);
  return answer && list(answer, "data");
}

/** Windows are by the clock on the wall, so that they need somebody who has said in which zone it hangs. */
function capabilitiesIn(zone: string | undefined): Capabilities {
  return {
    ...noCodes,
    programsOnlineCodes: true,
    locksRemotely: true,
    unlocksRemotely: true,
    codeLengths: [4, 5, 6, 7, 8],
    constraints: [
      { type: "name_length", min: shortestName, max: longestName },
      { type: "name_must_be_unique" },
      { type: "start_date_in_future" },
    ],
    schedulesNatively: zone !== undefined,
    windows: { stepMs: 60_000, byWallClock: true, zone },
    names: "none",
    reusesPlaces: true,
  };
}
