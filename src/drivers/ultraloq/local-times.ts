import { closesAt, instantsOf, wallTime } from "#domain/local-time.ts";
import type { Window } from "#domain/window.ts";

/** From when until when a user may come in, as the clock at the lock shows it: `YYYY-MM-DD HH:mm`. */
export type DateRange = readonly [string, string];

/** What the lock is told: down to the minute at the start, and up at the end, so that nobody loses a part of theirs. */
export function toDateRange({ startsAt, endsAt }: Window, zone: string): DateRange {
  const minuteMs = 60_000;
  const from = Math.floor(wallTime(startsAt, zone) / minuteMs) * minuteMs;
  const to = Math.ceil(wallTime(endsAt, zone) / minuteMs) * minuteMs;
  return [shown(from), shown(to)];
}

/** `undefined`: one of the two is no time. */
export function fromDateRange([from, to]: readonly [unknown, unknown], zone: string): Window | undefined {
  const [start, end] = [read(from), read(to)];
  if (start === undefined || end === undefined) return undefined;
  return { startsAt: instantsOf(start, zone).first, endsAt: closesAt(end, zone) };
}

function shown(wall: number): string {
  return new Date(wall).toISOString().slice(0, 16).replace("T", " ");
}

function read(value: unknown): number | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(value)) return undefined;
  const wall = Date.parse(`${value.replace(" ", "T")}Z`);
  return Number.isNaN(wall) ? undefined : wall;
}
