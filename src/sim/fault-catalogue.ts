const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How often something goes wrong where it can: the least and the most of what a seed draws. */
export interface Chance {
  readonly kind: "chance";
  readonly least: number;
  readonly most: number;
}

/** How long it is quiet between two, on average, for each lock, account or process; by shape. */
export interface Interval {
  readonly kind: "interval";
  readonly small: readonly [least: number, most: number];
  readonly fleet: readonly [least: number, most: number];
}

const chance = (least: number, most: number): Chance => ({ kind: "chance", least, most });
const interval = (small: readonly [number, number], fleet: readonly [number, number]): Interval => ({
  kind: "interval",
  small,
  fleet,
});

/** The catalogue. Each is on or off by the seed, and so strong as the seed draws. */
export const catalogue = {
  /** The provider does it, and the answer is lost. */
  lost_answer: chance(0.01, 0.3),
  /** The provider fails before it did anything. */
  provider_error: chance(0.01, 0.3),
  /** A call that was given up is done later all the same. */
  late_landing: chance(0.01, 0.2),
  /** The line delivers a call twice. */
  duplicate_call: chance(0.01, 0.2),
  /** A listing shows how things stood some time ago. */
  stale_list: chance(0.02, 0.3),
  /** A listing says that it does not show everything, and does not. */
  incomplete_list: chance(0.02, 0.3),
  /** Too many calls: come back later. */
  throttled: chance(0.01, 0.2),
  /** The provider accepts a code, and the lock never gets it. */
  dropped_after_accepting: chance(0.02, 0.3),
  lock_offline: interval([15 * minute, 2 * hour], [3 * day, 30 * day]),
  battery_loss: interval([hour, 6 * hour], [30 * day, 300 * day]),
  capacity_shrinks: interval([hour, 12 * hour], [200 * day, 400 * day]),
  /** Somebody at the keypad or in the maker's app adds, changes or deletes codes. */
  people: interval([5 * minute, hour], [2 * day, 20 * day]),
  clock_skew: interval([hour, 6 * hour], [10 * day, 100 * day]),
  account_signed_out: interval([hour, 6 * hour], [20 * day, 200 * day]),
  device_gone: interval([hour, 6 * hour], [100 * day, 400 * day]),
  sighting_lost: chance(0.05, 1),
  sighting_twice: chance(0.05, 0.5),
  /** A sighting comes after later ones. */
  sighting_late: chance(0.05, 0.5),
  /** A process dies, at any effect. */
  crash: interval([3 * minute, hour], [2 * day, 30 * day]),
  /** A process stands still for longer than its leases run. */
  pause: interval([5 * minute, hour], [2 * day, 30 * day]),
  /** The database hangs up before it did what it was asked. */
  connection_lost: chance(0.000_5, 0.01),
  /** The database does it, a commit too, and hangs up before it says so. */
  answer_lost: chance(0.000_5, 0.01),
  /** The customer hears nothing of a request that was done. */
  reply_lost: chance(0.01, 0.2),
  /** A customer sends the same request again, at once or later. */
  repeated_request: chance(0.02, 0.3),
  /** An endpoint fails at one delivery. */
  endpoint_error: chance(0.01, 0.3),
  /** An endpoint takes about as long as it may. */
  endpoint_slow: chance(0.01, 0.1),
  /** An endpoint has a delivery, and its answer is lost. */
  endpoint_answer_lost: chance(0.01, 0.3),
  /** An endpoint refuses, hangs, fails, redirects, throttles or is gone for a while. */
  endpoint_ill: interval([15 * minute, 2 * hour], [3 * day, 30 * day]),
} satisfies Record<string, Chance | Interval>;

export type FaultName = keyof typeof catalogue;
export const faultNames = Object.keys(catalogue) as readonly FaultName[];
export type ChanceName = { [Name in FaultName]: (typeof catalogue)[Name] extends Chance ? Name : never }[FaultName];
export type IntervalName = Exclude<FaultName, ChanceName>;
