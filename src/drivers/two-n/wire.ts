import type { Capabilities } from "#domain/capabilities.ts";
import type { DeviceCondition, DeviceReport } from "#domain/device.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";
import type { Window } from "#domain/window.ts";
import { lengthsBetween } from "#drivers/kit/code-lengths.ts";
import { asObject, field, id, list, number, text, timeZone, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Known } from "./config.ts";

/** Who stands at an address, as it says itself. */
export type Info = Omit<Known, "address">;

/** What is said of an intercom beside that. */
export interface Said {
  readonly timeZone?: string | undefined;
  readonly clockErrorMs?: number | undefined;
  readonly disconnected?: DeviceReport["disconnected"];
  readonly conditions?: readonly DeviceCondition[];
}

/** An entry of the directory, with the codes that open for it. */
export interface Entry {
  readonly uuid: string;
  readonly pin: Pin | undefined;
  /** The private codes of the four switches; `undefined` where there is none. */
  readonly codes: readonly (Pin | undefined)[];
  /** Nothing but a PIN, a name and a time: no card, no telephone number, no picture. */
  readonly isBare: boolean;
  readonly residents: readonly Resident[];
}

/** PINs have 2 to 15 digits; with fewer than the four that the maker recommends, a door could be tried open. */
const capabilities: Capabilities = {
  programsOnlineCodes: true,
  programsOfflineCodes: undefined,
  // What the switch opens falls shut by itself.
  locksRemotely: undefined,
  unlocksRemotely: true,
  codeLengths: lengthsBetween(4, 15),
  // Up to 10,000, depending on the model.
  maxCodes: undefined,
  constraints: [],
  schedulesNatively: true,
  readsPins: true,
  reusesPlaces: false,
  updatesInPlace: true,
  listsUnmanaged: true,
  convertsUnmanaged: true,
  deletesUnmanaged: true,
  sharesPinAcrossWindows: false,
  namesCodeOnEntry: true,
};

export function readInfo(body: unknown): Info | undefined {
  const info = asObject(body);
  const serial = info && id(info, "serialNumber");
  if (info === undefined || serial === undefined) return undefined;
  return { id: serial, name: text(info, "deviceName") ?? serial, model: text(info, "variant") ?? "unknown" };
}

export function reportOf({ id: serial, name, model }: Info, said: Said): DeviceReport {
  return {
    nativeId: serial as NativeId,
    kind: "lock",
    deviceType: "two_n_intercom",
    name,
    modelName: model,
    manufacturer: "2N",
    disconnected: said.disconnected,
    // It hangs on the network's power.
    batteryLevel: undefined,
    locked: undefined,
    doorOpen: undefined,
    timeZone: said.timeZone,
    clockErrorMs: said.clockErrorMs,
    hasKeypad: true,
    capabilities,
    conditions: said.conditions ?? [],
  };
}

/** The zone, whose name the manual writes with a space for the underscore, or by its distance from UTC. */
export function readTimeZone(body: unknown): string | undefined {
  const said = asObject(body) ?? {};
  const named = text(said, "zone");
  if (named !== "custom") return timeZone({ zone: named?.replaceAll(" ", "_") }, "zone");
  const [, sign, hours] = /^UTC([+\-\u2212])(\d{2}):00$/.exec(text(said, "custom") ?? "") ?? [];
  // Names of the kind Etc/GMT+8 count westwards.
  return hours === undefined
    ? undefined
    : timeZone({ zone: `Etc/GMT${sign === "+" ? "-" : "+"}${Number(hours)}` }, "zone");
}

/** How far its clock is off, in milliseconds; it tells whole seconds. */
export function readClockError(body: unknown, now: number): number | undefined {
  const seconds = number(asObject(body) ?? {}, "systemTime");
  if (seconds === undefined) return undefined;
  const error = seconds * 1_000 - Math.floor(now / 1_000) * 1_000;
  return Math.abs(error) <= 1_000 ? 0 : error;
}

/** Every entry of an answer that is there; `isWhole` is false where one hides who it is. */
export function readEntries(
  body: unknown,
): { readonly entries: readonly Entry[]; readonly isWhole: boolean } | undefined {
  const users = list(asObject(body) ?? {}, "users");
  if (users === undefined) return undefined;
  const read = users.map(readEntry);
  return {
    entries: read.filter((entry) => entry !== undefined && entry !== "deleted"),
    isWhole: read.every((entry) => entry !== undefined),
  };
}

function readEntry(value: unknown): Entry | "deleted" | undefined {
  const user = asObject(value);
  const uuid = user && id(user, "uuid");
  if (user === undefined || uuid === undefined || uuid.includes("/") || list(user, "errors")) return undefined;
  if (field(user, "deleted") === true) return "deleted";
  const access = asObject(field(user, "access")) ?? {};
  const pin = pinIn(field(access, "pin"));
  const codes = (list(access, "code") ?? []).slice(0, 4).map(pinIn);
  const shown = { label: shownName(text(user, "name")), window: windowIn(access), state: "on_lock" } as const;
  const residents = [pin, ...codes].flatMap((one, at) =>
    one === undefined ? [] : [{ place: placeAt(uuid, at), pin: one, ...shown }],
  );
  return { uuid, pin, codes, isBare: isBare(user, access), residents };
}

/** What an entry may have beside that opens nothing and belongs to nobody but its PIN. */
const [own, ownAccess] = [
  new Set(["uuid", "timestamp", "name", "access", "deleted"]),
  new Set(["pin", "validFrom", "validTo", "accessPoints"]),
];

function isBare(user: Untrusted, access: Untrusted): boolean {
  return Object.keys(user).every((key) => own.has(key)) && Object.keys(access).every((key) => ownAccess.has(key));
}

/** The PIN of an entry stands under its uuid, the code of a switch under that and the switch's number. */
function placeAt(uuid: string, switchNumber: number): Place {
  return (switchNumber === 0 ? uuid : `${uuid}/${switchNumber}`) as Place;
}

/** What a place is the name of; `switchNumber` 0: the PIN. */
export function readPlace(place: Place): { readonly uuid: string; readonly switchNumber: number } {
  const [uuid = "", at = "0"] = place.split("/");
  return { uuid, switchNumber: Number(at) };
}

interface Written {
  readonly pin: Pin;
  readonly label: string;
  readonly window: Window | undefined;
}

/** An entry with a code, new or changed. `codes`: those of the switches, which only go over the wire all together. */
export function writeEntry(
  { pin, label, window }: Written,
  { uuid, switchNumber }: { readonly uuid: string; readonly switchNumber: number },
  codes: readonly (Pin | undefined)[],
): Readonly<Record<string, unknown>> {
  return {
    uuid,
    name: writtenName(label),
    access: { ...digitsAt(pin, switchNumber, codes), ...writeWindow(window) },
  };
}

/** An entry whose code is taken from it, and who keeps all else. */
export function writeWithout(
  { uuid, switchNumber }: { readonly uuid: string; readonly switchNumber: number },
  codes: readonly (Pin | undefined)[],
): Readonly<Record<string, unknown>> {
  return { uuid, access: digitsAt(undefined, switchNumber, codes) };
}

function digitsAt(pin: Pin | undefined, switchNumber: number, codes: readonly (Pin | undefined)[]): object {
  if (switchNumber === 0) return { pin: pin?.reveal() ?? "" };
  const all = Array.from({ length: 4 }, (_, at) => (at + 1 === switchNumber ? pin : codes[at]));
  return { code: all.map((one) => one?.reveal() ?? "") };
}

/** Whether these are seconds of UTC or of the intercom's own zone, no source says: UTC, as Unix time is. */
function writeWindow(window: Window | undefined): { readonly validFrom: string; readonly validTo: string } {
  if (window === undefined) return { validFrom: "0", validTo: "0" };
  return {
    validFrom: `${Math.floor(window.startsAt / 1_000)}`,
    validTo: `${Math.ceil(window.endsAt / 1_000)}`,
  };
}

/** Later than any intercom counts to, in seconds. */
const noEnd = 0xffffffff;

/** 0 is no limit. */
function windowIn(access: Untrusted): Window | undefined {
  const [from, to] = [seconds(field(access, "validFrom")), seconds(field(access, "validTo"))];
  return from === 0 && to === 0 ? undefined : { startsAt: from * 1_000, endsAt: (to === 0 ? noEnd : to) * 1_000 };
}

function seconds(value: unknown): number {
  const at = typeof value === "string" && /^\d{1,12}$/.test(value) ? Number(value) : value;
  return typeof at === "number" && Number.isFinite(at) && at > 0 ? Math.min(at, noEnd) : 0;
}

function pinIn(value: unknown): Pin | undefined {
  return typeof value === "string" ? Pin.parse(value) : undefined;
}

/** Letters that a name may not have (configuration manual, "Users"), and what stands for them. */
const standIns = { "<": "\u2039", ">": "\u203a", "/": "\u2215" } as const;

function writtenName(label: string): string {
  return label.replace(/[<>/]/g, (letter) => standIns[letter as keyof typeof standIns]);
}

function shownName(name: string | undefined): string | undefined {
  return Object.entries(standIns).reduce((shown, [letter, standIn]) => shown?.replaceAll(standIn, letter), name);
}

/** What became of the one entry that was written; `undefined` where the answer does not say. */
export function readVerdict(body: unknown): { readonly error: string | undefined } | undefined {
  const [first] = list(asObject(body) ?? {}, "users") ?? [];
  const user = asObject(first);
  const errors = user && list(user, "errors");
  if (errors === undefined) return user && id(user, "uuid") !== undefined ? { error: undefined } : undefined;
  return { error: text(asObject(errors[0]) ?? {}, "code") ?? "unknown" };
}
