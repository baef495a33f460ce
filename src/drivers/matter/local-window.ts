import { closesAt, instantsOf, wallTime } from "#domain/local-time.ts";
import type { Window } from "#domain/window.ts";

/** A year-day schedule: seconds since 1970 of a line of days without zones, as the clock at the door shows them. */
export interface LocalWindow {
  readonly localStartTime: number;
  readonly localEndTime: number;
}

/** The wire counts seconds from the year 2000 in 32 bits (Matter 1.3, `epoch-s`). */
const earliest = Date.UTC(2000) / 1_000;
const latest = earliest + 0xff_ff_ff_fe;

/** What the lock is to be told so that it keeps this window by the clock on its wall. */
export function toLocal({ startsAt, endsAt }: Window, zone: string): LocalWindow {
  const localStartTime = within(Math.floor(wallTime(startsAt, zone) / 1_000));
  const localEndTime = within(Math.ceil(wallTime(endsAt, zone) / 1_000));
  return { localStartTime, localEndTime: Math.max(localEndTime, localStartTime + 1) };
}

/** From when until when the lock opens by such a schedule: from the first time that its clock shows the start. */
export function fromLocal({ localStartTime, localEndTime }: LocalWindow, zone: string): Window {
  return {
    startsAt: instantsOf(localStartTime * 1_000, zone).first,
    endsAt: closesAt(localEndTime * 1_000, zone),
  };
}

function within(seconds: number): number {
  return Math.min(Math.max(seconds, earliest), latest);
}
