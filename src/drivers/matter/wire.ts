import type { Pin } from "#domain/pin.ts";
import { asObject, field, flag, list, number, text } from "#drivers/kit/untrusted.ts";
import { isZone } from "./config.ts";
import type { LocalWindow } from "./local-window.ts";

/** Values of the protocol that the driver says or reads (Matter 1.3 application clusters, Door Lock). */
export const userStatus = { enabled: 1, disabled: 3 } as const;
export const userType = { unrestricted: 0, yearDay: 1, weekDay: 2, scheduleRestricted: 9 } as const;
export const dataOperation = { add: 0, clear: 1, modify: 2 } as const;
const pinCredential = 1;
const dataTypes = { user: 2, pin: 6 } as const;

/** One user of a lock. */
export interface User {
  readonly index: number;
  /** `undefined`: without a name. */
  readonly name: string | undefined;
  readonly uniqueId: number | undefined;
  readonly status: number;
  readonly type: number;
  /** Indices of its PINs; cards and fingers are left out. */
  readonly pins: readonly number[];
  /** Fabric of who made it; `undefined`: nobody's, which is the keypad's. */
  readonly creator: number | undefined;
  readonly modifier: number | undefined;
}

/** One answer of the walk through the users: who has this index, and which is the next that is taken. */
export interface UserEntry {
  readonly user: User | undefined;
  readonly next: number | undefined;
}

/** One lock as it was last read. */
export interface LockFacts {
  readonly id: string;
  readonly isOnline: boolean;
  /** What the lock calls our fabric. */
  readonly fabric: number | undefined;
  readonly name: string | undefined;
  readonly model: string | undefined;
  readonly maker: string | undefined;
  /** 0 to 1. */
  readonly battery: number | undefined;
  readonly locked: boolean | undefined;
  readonly doorOpen: boolean | undefined;
  /** Epoch milliseconds; `null`: it has a clock, and it is not set. */
  readonly time: number | null | undefined;
  readonly zone: string | undefined;
  readonly features: { readonly pins: boolean; readonly users: boolean; readonly yearDays: boolean };
  readonly users: number;
  readonly pins: number;
  readonly shortest: number;
  readonly longest: number;
  readonly schedules: number;
  readonly wantsPinFromAfar: boolean;
}

/** One of the lock's records of a change. */
export interface ChangeRecord {
  readonly userIndex: number | undefined;
  readonly pinIndex: number | undefined;
  readonly fabric: number | undefined;
  readonly removes: boolean;
}

export function readUserEntry(body: unknown): UserEntry | undefined {
  const entry = asObject(body);
  const index = entry && number(entry, "userIndex");
  if (entry === undefined || index === undefined) return undefined;
  const next = number(entry, "nextUserIndex");
  const status = number(entry, "userStatus");
  if (status === undefined || status === 0) return { user: undefined, next };
  const pins = (list(entry, "credentials") ?? []).flatMap((one): readonly number[] => {
    const credential = asObject(one) ?? {};
    const pin = number(credential, "credentialIndex");
    return number(credential, "credentialType") === pinCredential && pin !== undefined ? [pin] : [];
  });
  const uniqueId = number(entry, "userUniqueId");
  const user: User = {
    index,
    name: text(entry, "userName"),
    uniqueId: uniqueId === 0xff_ff_ff_ff ? undefined : uniqueId,
    status,
    type: number(entry, "userType") ?? userType.unrestricted,
    pins,
    creator: number(entry, "creatorFabricIndex"),
    modifier: number(entry, "lastModifiedFabricIndex"),
  };
  return { user, next };
}

/** Who wrote a PIN last; `undefined` where the answer does not say whether it exists. */
export function readCredential(
  body: unknown,
): { readonly exists: boolean; readonly modifier: number | undefined } | undefined {
  const answer = asObject(body);
  const exists = answer && flag(answer, "credentialExists");
  if (answer === undefined || exists === undefined) return undefined;
  return { exists, modifier: number(answer, "lastModifiedFabricIndex") };
}

/** What became of a PIN that was sent. */
export function readWritten(
  body: unknown,
): { readonly status: number; readonly userIndex: number | undefined } | undefined {
  const answer = asObject(body);
  const status = answer && number(answer, "status");
  return status === undefined ? undefined : { status, userIndex: answer && number(answer, "userIndex") };
}

/** A schedule; `none`: there is none at this index. */
export function readSchedule(body: unknown): LocalWindow | "none" | undefined {
  const answer = asObject(body);
  const status = answer && number(answer, "status");
  if (answer === undefined || status === undefined) return undefined;
  if (status !== 0) return "none";
  const localStartTime = number(answer, "localStartTime");
  const localEndTime = number(answer, "localEndTime");
  if (localStartTime === undefined || localEndTime === undefined) return undefined;
  return { localStartTime, localEndTime };
}

export function readLocks(body: unknown): readonly LockFacts[] | undefined {
  if (!Array.isArray(body)) return undefined;
  const locks = body.map(readLock);
  return locks.every((lock) => lock !== undefined) ? locks : undefined;
}

export function readLock(body: unknown): LockFacts | undefined {
  const facts = asObject(body);
  const id = facts && text(facts, "lock");
  const door = facts && asObject(field(facts, "door"));
  if (facts === undefined || id === undefined || door === undefined) return undefined;
  const part = (name: string) => asObject(field(facts, name)) ?? {};
  const features = asObject(field(door, "features")) ?? {};
  const halfPercents = number(part("power"), "batPercentRemaining");
  return {
    id,
    isOnline: flag(facts, "online") === true,
    fabric: number(facts, "fabric"),
    name: text(part("about"), "nodeLabel") ?? text(part("about"), "productName"),
    model: text(part("about"), "productName"),
    maker: text(part("about"), "vendorName"),
    battery: halfPercents === undefined ? undefined : Math.min(Math.max(halfPercents / 200, 0), 1),
    locked: oneOf(number(door, "lockState"), [1], [2, 3]),
    // A door that stands ajar or was forced is open.
    doorOpen: oneOf(number(door, "doorState"), [0, 3, 5], [1]),
    time: asObject(field(facts, "time")) === undefined ? undefined : instantOf(field(part("time"), "utcTime")),
    zone: zoneOf(list(part("time"), "timeZone")),
    features: {
      pins: flag(features, "pinCredential") === true,
      users: flag(features, "user") === true,
      yearDays: flag(features, "yearDayAccessSchedules") === true,
    },
    users: number(door, "numberOfTotalUsersSupported") ?? 0,
    pins: number(door, "numberOfPinUsersSupported") ?? 0,
    shortest: number(door, "minPinCodeLength") ?? 4,
    longest: number(door, "maxPinCodeLength") ?? 8,
    schedules: number(door, "numberOfYearDaySchedulesSupportedPerUser") ?? 0,
    wantsPinFromAfar: flag(door, "requirePinForRemoteOperation") === true,
  };
}

export function readRecords(body: unknown): readonly ChangeRecord[] | undefined {
  return Array.isArray(body) ? body.flatMap((one) => readRecord(one) ?? []) : undefined;
}

/** A change of a user or of a PIN; `undefined`: of something else, as of a card. */
export function readRecord(body: unknown): ChangeRecord | undefined {
  const record = asObject(body) ?? {};
  const kind = number(record, "lockDataType");
  if (kind !== dataTypes.user && kind !== dataTypes.pin) return undefined;
  return {
    userIndex: number(record, "userIndex"),
    pinIndex: kind === dataTypes.pin ? number(record, "dataIndex") : undefined,
    fabric: number(record, "fabricIndex"),
    removes: number(record, "dataOperationType") === dataOperation.clear,
  };
}

/** The place of a PIN. */
export function writeCredential(index: number): object {
  return { credentialType: pinCredential, credentialIndex: index };
}

/** The digits as the protocol sends them, each a byte: zeros in front survive. */
export function writePin(pin: Pin): Uint8Array {
  return new TextEncoder().encode(pin.reveal());
}

function oneOf(value: number | undefined, yes: readonly number[], no: readonly number[]): boolean | undefined {
  if (value === undefined) return undefined;
  return yes.includes(value) ? true : no.includes(value) ? false : undefined;
}

/** Microseconds since 1970, as the library has them. */
function instantOf(value: unknown): number | null {
  const microseconds = typeof value === "bigint" || typeof value === "number" ? Number(value) : Number.NaN;
  return Number.isFinite(microseconds) ? Math.round(microseconds / 1_000) : null;
}

function zoneOf(zones: readonly unknown[] | undefined): string | undefined {
  const name = text(asObject(zones?.[0]) ?? {}, "name");
  return name !== undefined && isZone(name) ? name : undefined;
}
