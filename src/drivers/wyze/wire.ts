import { createCipheriv } from "node:crypto";
import type { NativeId, Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import type { Pin } from "#domain/pin.ts";
import type { SetStep } from "#domain/step.ts";
import type { Window } from "#domain/window.ts";
import { asObject, field, list, number, numbered, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import { md5 } from "./signing.ts";

/** What the cloud has on record of one code, and how far its last order has come. */
export interface Entry {
  readonly place: Place;
  readonly label: string | undefined;
  readonly window: Window | undefined;
  readonly order: "add" | "delete" | "update" | "other";
  readonly stage: "pending" | "failed" | "done" | "unknown";
  /** The owner has put it out of use. */
  readonly frozen: boolean;
  /** What tells one state of the record from another. */
  readonly mark: string;
}

/** `complete` is false where an entry could not be read. */
export interface Listing {
  readonly entries: readonly Entry[];
  readonly complete: boolean;
}

/** Numbers of wyze-sdk 1677fd0, models/devices/locks.py, which has them from the maker's app. */
const orders: Readonly<Record<number, Entry["order"]>> = { 1: "add", 2: "delete", 3: "update" };
const stages: Readonly<Record<number, Entry["stage"]>> = { 1: "pending", 2: "failed", 3: "done" };
const frozenState = 5;
const always = 1;
const forATime = 2;
const recurring = 4;
/** A constant of the maker's app (wyze-sdk 1677fd0, ford_service.py). */
const initialVector = "0123456789ABCDEF";

export function readListing(body: unknown): Listing | undefined {
  const rows = list(asObject(body) ?? {}, "passwords")?.map(readEntry);
  if (rows === undefined) return undefined;
  const entries = rows.filter((row) => row !== undefined);
  return { entries, complete: entries.length === rows.length };
}

function readEntry(value: unknown): Entry | undefined {
  const row = asObject(value) ?? {};
  const place = numbered(row, "id");
  if (place === undefined) return undefined;
  const [operation, stage, time] = ["operation", "operation_stage", "time"].map((name) => number(row, name));
  return {
    place: place as Place,
    // A nickname can be changed, the name under which a code was made cannot (wyze-sdk, models/devices/locks.py).
    label: text(row, "username") ?? text(row, "name"),
    window: windowOf(asObject(field(row, "permission")) ?? {}),
    order: orders[operation ?? 0] ?? "other",
    stage: stages[stage ?? 0] ?? "unknown",
    frozen: number(row, "pwd_state") === frozenState,
    mark: [operation, stage, time].join(" "),
  };
}

/** What stands on the lock, or is on its way there. A code that the lock did not take is a record and nothing else. */
export function residentsOf({ entries }: Listing): readonly Resident[] {
  return entries.flatMap((entry): readonly Resident[] => {
    const state = stateOf(entry);
    if (state === undefined) return [];
    const { place, label, window } = entry;
    return [{ place, pin: undefined, label, window, state }];
  });
}

function stateOf({ order, stage, frozen }: Entry): Resident["state"] | undefined {
  if (order === "delete") return stage === "failed" ? "on_lock" : stage === "done" ? undefined : "leaving";
  if (order === "add" && stage === "failed") return undefined;
  // What is frozen opens no door; and only its stage tells that a lock has a code.
  if (frozen || stage === "unknown") return "arriving";
  return order === "add" && stage === "pending" ? "arriving" : "on_lock";
}

export function writeCode(
  device: NativeId,
  { pin, label, window }: SetStep,
  { userId, secret }: { readonly userId: string; readonly secret: string },
): Readonly<Record<string, string>> {
  const permission = permissionOf(window);
  return { uuid: device, userid: userId, name: label, password: encrypted(pin, secret), permission };
}

/** A change of PIN and times. The name that a code was made under stays; see `writeName`. */
export function writeChange(
  device: NativeId,
  { pin, window }: SetStep,
  { place, secret }: { readonly place: Place; readonly secret: string },
): Readonly<Record<string, string>> {
  return { uuid: device, passwordid: place, password: encrypted(pin, secret), permission: permissionOf(window) };
}

export function writeName(device: NativeId, place: Place, label: string): Readonly<Record<string, string>> {
  return { uuid: device, passwordid: place, nickname: label };
}

export function writeDeletion(device: NativeId, place: Place): Readonly<Record<string, string>> {
  return { uuid: device, passwordid: place };
}

/** What PINs are to be encrypted with. */
export function readSecret(body: unknown): string | undefined {
  return text(asObject(body) ?? {}, "secret", 1_000);
}

/** AES-128 in CBC mode under the MD5 of the secret, in hex (wyze-sdk 1677fd0, api/devices/locks.py). */
function encrypted(pin: Pin, secret: string): string {
  const cipher = createCipheriv("aes-128-cbc", md5(secret), initialVector);
  return cipher.update(pin.reveal(), "utf8", "hex") + cipher.final("hex");
}

/** Times are whole seconds, the window's own or inside it. */
function permissionOf(window: Window | undefined): string {
  if (window === undefined) return JSON.stringify({ status: always });
  const [begin, end] = [Math.ceil(window.startsAt / 1_000), Math.floor(window.endsAt / 1_000)];
  return JSON.stringify({ status: forATime, begin, end });
}

/** A code for certain hours of the week has no end, as far as windows go. */
function windowOf(permission: Untrusted): Window | undefined {
  const status = number(permission, "status");
  const [begin, end] = [instantOf(permission, "begin"), instantOf(permission, "end")];
  if (status === always || status === recurring || end === undefined) return undefined;
  return { startsAt: begin ?? 0, endsAt: end };
}

/** They are written in seconds, and wyze-sdk reads them as milliseconds: either is told by its size. */
export function instantOf(of: Untrusted, name: string): number | undefined {
  const value = number(of, name);
  if (value === undefined || value <= 0 || value > 8.64e15) return undefined;
  return value < 1e11 ? value * 1_000 : value;
}
