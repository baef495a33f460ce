import type { ShapeName } from "./options.ts";
import type { Pace } from "./server.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** From and to. */
export type Span = readonly [least: number, most: number];

/** How large a run is, and what people do in it. */
export interface Shape {
  readonly locks: Span;
  readonly accounts: Span;
  readonly processes: Span;
  /** How long the safety phase lasts, in milliseconds. */
  readonly lengthMs: Span;
  /** How long everything may take to come right once nothing goes wrong any more, in milliseconds. */
  readonly settlesWithinMs: number;
  readonly pace: Pace;
  /** A customer does something once in so many milliseconds, on average, for each lock. */
  readonly asksEveryMs: Span;
  /** How long before its start a stay is booked, how long it lasts, and by how much either is moved. */
  readonly bookedBeforeMs: Span;
  readonly staysMs: Span;
  /** How many different PINs customers and people choose from. */
  readonly pins: number;
  /** In this share of the runs the customer has endpoints, which are told of events. */
  readonly endpointsIn: number;
  /** In this share of the runs the world is upset once: see upheaval.ts. */
  readonly upheavalsIn: number;
}

/** Few PINs, few locks and hours in which much happens: what is rare elsewhere meets here. */
const small: Shape = {
  locks: [1, 3],
  accounts: [1, 1],
  processes: [1, 3],
  lengthMs: [30 * minute, 3 * hour],
  settlesWithinMs: 2 * hour,
  pace: { concurrency: 4, leaseMs: 10 * second, pollMs: second, sweepMs: 30 * minute, callTimeoutMs: 20 * second },
  asksEveryMs: [4 * minute, 20 * minute],
  bookedBeforeMs: [-20 * minute, 2 * hour],
  staysMs: [10 * minute, 2 * hour],
  pins: 50,
  endpointsIn: 1 / 3,
  upheavalsIn: 1 / 5,
};

/** One door, an hour at most, a dozen PINs: as much as one can look through by the thousand. */
const tiny: Shape = {
  ...small,
  locks: [1, 1],
  processes: [1, 2],
  lengthMs: [10 * minute, hour],
  settlesWithinMs: hour,
  pace: { ...small.pace, sweepMs: 20 * minute },
  asksEveryMs: [3 * minute, 10 * minute],
  bookedBeforeMs: [-10 * minute, 40 * minute],
  staysMs: [5 * minute, hour],
  pins: 12,
  endpointsIn: 0,
  upheavalsIn: 0,
};

/** Weeks of stays as hosts have them, looked at a few times a day. */
const fleet: Shape = {
  locks: [3, 6],
  accounts: [1, 2],
  processes: [2, 3],
  lengthMs: [30 * day, 60 * day],
  settlesWithinMs: 2 * day,
  pace: { concurrency: 16, leaseMs: 10 * second, pollMs: 5 * second, sweepMs: 12 * hour, callTimeoutMs: 20 * second },
  asksEveryMs: [day, 4 * day],
  bookedBeforeMs: [0, 20 * day],
  staysMs: [day, 10 * day],
  pins: 100_000,
  endpointsIn: 0,
  upheavalsIn: 0,
};

/** The better part of a year at a few quiet doors, each looked at once a day. */
const years: Shape = {
  ...fleet,
  locks: [3, 6],
  accounts: [1, 1],
  processes: [1, 2],
  lengthMs: [200 * day, 365 * day],
  settlesWithinMs: 3 * day,
  pace: { ...fleet.pace, sweepMs: day },
  asksEveryMs: [4 * day, 10 * day],
  bookedBeforeMs: [0, 30 * day],
  staysMs: [2 * day, 14 * day],
};

export const shapes: Readonly<Record<ShapeName, Shape>> = { tiny, small, fleet, years };

/** A story has its own locks and requests; what it leaves comes right in the time in which each lock is looked at twice. */
export const storyShape: Shape = { ...small, accounts: [1, 1], settlesWithinMs: 90 * minute };
