import { invariant } from "#domain/invariant.ts";
import type { OfflineKind } from "./profile.ts";
import type { LockRow } from "./rows.ts";
import { shuffledDigits, unshuffledDigits } from "./shuffled-digits.ts";
import { wallTime } from "./wall-clock.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A start is known again for so long: longer than any code lasts, so that an old PIN does not come back to life. */
const cycleDays = 732;

/** What an offline PIN says. Times are those of the clock on the lock's wall. */
export interface OfflineMeaning {
  readonly kind: OfflineKind;
  readonly from: number;
  /** `undefined`: no end. */
  readonly to: number | undefined;
  readonly variance: number;
}

/**
 * The PIN that says this to this lock. The lock's secret and the meaning are all that goes into it, so that
 * the keypad knows it without having been told. Ours, for virtual locks; no maker's algorithm is known here.
 */
export function offlinePin(lock: LockRow, { kind, from, to, variance }: OfflineMeaning): string {
  const rules = lock.profile.offlineCodes;
  invariant(rules !== undefined, "a lock that is asked for an offline PIN has them");
  const lengths = lengthsOf(kind);
  const start = Math.floor(from / startStep(kind)) % startsOf(kind);
  const length = to === undefined ? 0 : lengthBetween(kind, from, to) - kind.shortest;
  const before = rules.kinds.slice(0, rules.kinds.indexOf(kind)).reduce((sum, each) => sum + sizeOf(each), 0);
  const value = before + (start * lengths + length) * kind.variances + variance - 1;
  return shuffledDigits(lock.offlineSecret ?? lock.id, value, rules.digits);
}

/** What these digits say to this lock at this moment of its own clock; `undefined`: nothing. */
export function offlineMeaning(lock: LockRow, digits: string, lockTime: number): OfflineMeaning | undefined {
  const rules = lock.profile.offlineCodes;
  if (rules === undefined || digits.length !== rules.digits) return undefined;
  let value = unshuffledDigits(lock.offlineSecret ?? lock.id, digits);
  for (const kind of rules.kinds) {
    const size = sizeOf(kind);
    if (value < size) return meaningOf(kind, value, wallTime(lock, lockTime));
    value -= size;
  }
  return undefined;
}

/** How long from one wall time to another, in what this kind counts in; a fraction where it does not fit. */
export function lengthBetween(kind: OfflineKind, from: number, to: number): number {
  if (kind.checkOut !== undefined) return (to - clockMs(kind.checkOut) - startOfDay(from)) / dayMs;
  return (to - from) / (kind.unit === "hour" ? hourMs : dayMs);
}

/** Whether a code of this kind can begin at this wall time. */
export function canStart(kind: OfflineKind, from: number): boolean {
  const at = kind.checkIn === undefined ? undefined : clockMs(kind.checkIn);
  return at === undefined ? from % hourMs === 0 : from - startOfDay(from) === at;
}

function meaningOf(kind: OfflineKind, value: number, now: number): OfflineMeaning {
  const variance = (value % kind.variances) + 1;
  const rest = Math.floor(value / kind.variances);
  const length = (rest % lengthsOf(kind)) + kind.shortest;
  const from = latestStart(kind, Math.floor(rest / lengthsOf(kind)), now);
  if (kind.lasts === "ongoing") return { kind, from, to: undefined, variance };
  const to =
    kind.checkOut === undefined
      ? from + length * (kind.unit === "hour" ? hourMs : dayMs)
      : startOfDay(from) + length * dayMs + clockMs(kind.checkOut);
  return { kind, from, to, variance };
}

/** The last of the starts that this number stands for, before now: a PIN for a later day is not known yet. */
function latestStart(kind: OfflineKind, index: number, now: number): number {
  const step = startStep(kind);
  const into = kind.checkIn === undefined ? 0 : clockMs(kind.checkIn);
  const cycle = startsOf(kind) * step;
  const first = index * step + into;
  return first + Math.floor((now - first) / cycle) * cycle;
}

function startStep(kind: OfflineKind): number {
  return kind.checkIn === undefined ? hourMs : dayMs;
}

function startsOf(kind: OfflineKind): number {
  return (cycleDays * dayMs) / startStep(kind);
}

function lengthsOf(kind: OfflineKind): number {
  return kind.longest - kind.shortest + 1;
}

function sizeOf(kind: OfflineKind): number {
  return startsOf(kind) * lengthsOf(kind) * kind.variances;
}

function startOfDay(wall: number): number {
  return Math.floor(wall / dayMs) * dayMs;
}

/** `HH:MM` as milliseconds of a day. */
function clockMs(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * hourMs + minutes * 60_000;
}
