import type { NativeId, Place } from "#domain/ids.ts";
import { namePartsOf } from "#domain/name-parts.ts";
import type { Resident } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";
import type { SetStep } from "#domain/step.ts";
import type { Window } from "#domain/window.ts";
import { asObject, field, id, instant, list, text, type Untrusted } from "#drivers/kit/untrusted.ts";

/** Every PIN of one lock. `complete` is false where not all that stands there was told, or not all could be read. */
export interface Listing {
  readonly residents: readonly Resident[];
  readonly complete: boolean;
}

/** What the state of a PIN says of the lock; one that is new to us confirms nothing. */
const states: Readonly<Record<string, Resident["state"]>> = {
  loaded: "on_lock",
  created: "arriving",
  updating: "arriving",
  enabling: "arriving",
  // It stands there and does not open.
  disabled: "arriving",
  disabling: "arriving",
  deleting: "leaving",
};

/** The lists of PINs by their state; `undefined` where the answer is no such thing. */
export function readPins(body: unknown, lock: NativeId): Listing | undefined {
  const byState = asObject(body);
  if (byState === undefined || !Object.values(byState).every(Array.isArray)) return undefined;
  const rows = Object.keys(byState).flatMap((state) =>
    (list(byState, state) ?? []).map((row) => readPin(row, state, lock)),
  );
  const residents = rows.filter((row) => row !== undefined);
  // An answer without this list has not said that the lock is empty.
  return { residents, complete: residents.length === rows.length && list(byState, "loaded") !== undefined };
}

/** At each lock a user has one PIN and a PIN one user, for life: the user is the place. */
function readPin(row: unknown, state: string, lock: NativeId): Resident | undefined {
  const pin = asObject(row);
  const place = pin && (id(pin, "userID") as Place | undefined);
  if (pin === undefined || place === undefined || (text(pin, "lockID") ?? lock) !== lock) return undefined;
  return {
    place,
    pin: Pin.parse(text(pin, "pin") ?? ""),
    label: [text(pin, "firstName"), text(pin, "lastName")].filter((part) => part !== undefined).join(" ") || undefined,
    window: readWindow(pin),
    state: Object.hasOwn(states, state) ? (states[state] ?? "arriving") : "arriving",
  };
}

function readWindow(pin: Untrusted): Window | undefined {
  if (text(pin, "accessType") !== "temporary") return undefined;
  const [, from, to] = /^DTSTART=([^;]+);DTEND=([^;]+)$/.exec(text(pin, "accessTimes") ?? "") ?? [];
  const written = { from, to };
  const startsAt = instant(pin, "accessStartTime") ?? instant(written, "from");
  const endsAt = instant(pin, "accessEndTime") ?? instant(written, "to");
  return endsAt === undefined ? undefined : { startsAt: startsAt ?? 0, endsAt };
}

/** The maker keeps a first and a last name. */
const splitsNames = { splitsNames: true };

/** Somebody without an account of their own, whom a PIN can be given to. */
export function writeUser({ label, pin }: SetStep): Readonly<Record<string, unknown>> {
  const { first, last = "" } = namePartsOf(label, splitsNames) ?? { first: label };
  return { firstName: first, lastName: last, pin: pin.reveal() };
}

export function readUser(body: unknown): Place | undefined {
  const user = asObject(body);
  return user && (id(user, "id") as Place | undefined);
}

export function writeLoad(step: SetStep, user: Place): Readonly<Record<string, unknown>> {
  const { firstName, lastName, pin } = writeUser(step);
  const { window } = step;
  const iso = (at: number) => new Date(at).toISOString();
  const times =
    window === undefined
      ? { accessType: "always" }
      : { accessType: "temporary", accessTimes: `DTSTART=${iso(window.startsAt)};DTEND=${iso(window.endsAt)}` };
  return { action: "load", augustUserID: user, firstName, lastName, pin, ...times };
}

export function writeDelete(user: Place): Readonly<Record<string, unknown>> {
  return { action: "delete", augustUserID: user };
}

/** How the bolt stands after it was turned; `undefined`: the answer does not say. */
export function readTurned(body: unknown): "locked" | "unlocked" | undefined {
  return boltOf(asObject(body) ?? {});
}

/** By the words of the lock's record, or by those of an operation. */
export function boltOf(status: Untrusted): "locked" | "unlocked" | undefined {
  switch (text(status, "status")) {
    case "locked":
    case "kAugLockState_Locked":
      return "locked";
    case "unlocked":
    case "kAugLockState_Unlocked":
      return "unlocked";
    default:
      return undefined;
  }
}

export function doorIsOpen(status: Untrusted): boolean | undefined {
  switch (text(status, "doorState")) {
    case "open":
    case "kAugDoorState_Open":
    case "kAugLockDoorState_Open":
    case "kAugDoorState_Ajar":
      return true;
    case "closed":
    case "kAugDoorState_Closed":
    case "kAugLockDoorState_Closed":
      return false;
    default:
      return undefined;
  }
}

/** One of the account's locks as the list of them has it. */
export interface Entry {
  readonly lock: NativeId;
  readonly name: string;
  /** The account may use the lock and see its own PIN there, and nothing else. */
  readonly isGuest: boolean;
}

/** The account's locks; `undefined` where the answer is no such list. An account without locks is answered with nothing. */
export function readEntries(body: unknown): readonly Entry[] | undefined {
  if (body === undefined) return [];
  const byId = asObject(body);
  const entries = byId && Object.keys(byId).map((lock) => readEntry(lock, asObject(field(byId, lock))));
  return entries?.every((entry) => entry !== undefined) ? entries : undefined;
}

function readEntry(lock: string, entry: Untrusted | undefined): Entry | undefined {
  const native = id({ lock }, "lock") as NativeId | undefined;
  const name = entry && text(entry, "LockName");
  if (entry === undefined || native === undefined || name === undefined) return undefined;
  return { lock: native, name, isGuest: text(entry, "UserType") === "user" };
}
