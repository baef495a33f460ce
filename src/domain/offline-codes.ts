import { closesAt, earliestShownFrom, instantsOf, latestShownUntil, type WallTime } from "./local-time.ts";
import type { Window } from "./window.ts";

/**
 * One kind of PIN that a maker computes for a lock that no connection reaches, and the times it can have:
 * whole hours or days by the clock on the lock's wall. Data that the provider tells, one list for each lock.
 */
export interface OfflineKind {
  /** The provider's name of it, by which it is asked for. */
  readonly key: string;
  /** For people. */
  readonly name: string;
  readonly lasts: "time_bound" | "once" | "ongoing";
  /** Shortest and longest are in whole hours or days. */
  readonly unit: "hour" | "day";
  readonly shortest: number;
  readonly longest: number;
  /** The lock forgets it unless it is typed within this time from its start. `undefined`: it does not. */
  readonly firstUseWithinMs: number | undefined;
  /** `HH:MM` at which it begins on its first day and ends on its last. `undefined`: any whole hour. */
  readonly stay: { readonly checkIn: string; readonly checkOut: string } | undefined;
  /** A site's user level that stands behind it: the site may change or drop it at any time. */
  readonly userLevel: { readonly id: string; readonly prefix: number } | undefined;
}

/** What makes a code an offline one. */
export interface OfflineTerms {
  /** The key of its kind. */
  readonly kind: string;
  readonly isOneTimeUse: boolean;
}

/** How far the ends of a time may be moved, outwards, so that a kind can have it. Default an hour, as documented. */
export type MaxRounding = "hour" | "day";

/** A time as somebody asks for it; epoch milliseconds. */
export interface TimeAsked {
  readonly startsAt: number | undefined;
  readonly endsAt: number | undefined;
}

/** How a kind can have a time: moved outwards, so that nobody who was promised the time stands before a shut door. */
export interface Fit {
  readonly kind: OfflineKind;
  /** When the lock lets it in, by its own clock. `undefined`: from now on, without end. */
  readonly window: Window | undefined;
  /** By how much the end that was moved further was moved, in milliseconds. */
  readonly roundedBy: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The limit that a request for offline codes sets. */
export function roundingLimit(most: MaxRounding): number {
  return most === "day" ? dayMs : hourMs;
}

/** How this kind can have this time; `undefined`: not at all. `zone` is the lock's IANA zone. */
export function fitKind(kind: OfflineKind, asked: TimeAsked, zone: string, now: number): Fit | undefined {
  if (kind.lasts === "ongoing") return { kind, window: undefined, roundedBy: 0 };
  const lasts = fixedLength(kind);
  const startsAt = lasts === undefined ? asked.startsAt : (asked.startsAt ?? now);
  if (startsAt === undefined || (asked.endsAt === undefined && lasts === undefined)) return undefined;
  // A start that has passed counts from now where the PIN would be dead before anybody could type it.
  const begins = kind.firstUseWithinMs === undefined ? startsAt : Math.max(startsAt, now);
  const from = startWall(kind, begins, zone);
  const least = kind.shortest;
  const length =
    asked.endsAt === undefined ? least : Math.max(least, lengthUntil(kind, from, latestShownUntil(asked.endsAt, zone)));
  if (length > kind.longest) return undefined;
  const window = { startsAt: instantsOf(from, zone).first, endsAt: closesAt(endWall(kind, from, length), zone) };
  const early = begins - window.startsAt;
  const late = asked.endsAt === undefined ? 0 : window.endsAt - asked.endsAt;
  return { kind, window, roundedBy: Math.max(early, late, 0) };
}

/** A kind that has one length only: its end follows from its start. */
export function fixedLength(kind: OfflineKind): number | undefined {
  return kind.lasts === "once" && kind.shortest === kind.longest ? kind.shortest : undefined;
}

function startWall(kind: OfflineKind, startsAt: number, zone: string): WallTime {
  const wall = earliestShownFrom(startsAt, zone);
  if (kind.stay === undefined) return floorTo(wall, hourMs);
  const into = clockMs(kind.stay.checkIn);
  return floorTo(wall - into, dayMs) + into;
}

/** The least number of whole units after which `until` has come. */
function lengthUntil(kind: OfflineKind, from: WallTime, until: WallTime): number {
  return Math.ceil((until - endWall(kind, from, 0)) / (kind.unit === "hour" ? hourMs : dayMs));
}

function endWall(kind: OfflineKind, from: WallTime, length: number): WallTime {
  if (kind.stay !== undefined) return floorTo(from, dayMs) + length * dayMs + clockMs(kind.stay.checkOut);
  return from + length * (kind.unit === "hour" ? hourMs : dayMs);
}

function floorTo(wall: WallTime, step: number): WallTime {
  return Math.floor(wall / step) * step;
}

/** `HH:MM` as milliseconds of a day. */
function clockMs(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * hourMs + minutes * 60_000;
}
