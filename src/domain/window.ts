/** When a time-bound code may open the door. Both ends are epoch milliseconds, UTC; `endsAt` is exclusive. */
export interface Window {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Whether two windows are the same; `undefined` is an ongoing code's. */
export function sameWindow(one: Window | undefined, other: Window | undefined): boolean {
  return one?.startsAt === other?.startsAt && one?.endsAt === other?.endsAt;
}

/** Whether two codes could open at the same instant; `undefined` is an ongoing code's window. */
export function overlap(one: Window | undefined, other: Window | undefined): boolean {
  if (one === undefined || other === undefined) return true;
  return one.startsAt < other.endsAt && other.startsAt < one.endsAt;
}

/** Locks keep times to the minute, some without seconds: windows that differ by less are one. */
const roundingMs = 60_000;

/** Whether two windows are the same but for a lock's rounding. */
export function closeWindow(one: Window | undefined, other: Window | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return Math.abs(one.startsAt - other.startsAt) < roundingMs && Math.abs(one.endsAt - other.endsAt) < roundingMs;
}
