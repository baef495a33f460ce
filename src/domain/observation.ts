import type { DeviceReport } from "./device.ts";
import type { FailureCause } from "./failure-cause.ts";
import type { Place } from "./ids.ts";
import type { Pin } from "./pin.ts";
import type { Window } from "./window.ts";

export type { FailureCause };

/**
 * How we know that a code is on the lock, weakest first: sent without an answer; accepted by the
 * provider for the lock; confirmed by the lock or by the provider for it; seen in a listing of the
 * lock; somebody opened the door with it.
 */
export const evidenceLadder = ["assumed", "claimed", "acknowledged", "read_back", "used"] as const;
export type Evidence = (typeof evidenceLadder)[number];

/** Whether `one` is at least as strong as `other`. */
export function atLeast(one: Evidence, other: Evidence): boolean {
  return evidenceLadder.indexOf(one) >= evidenceLadder.indexOf(other);
}

/** One occupied place on a lock. */
export interface Resident {
  readonly place: Place;
  /** `undefined`: occupied, but the lock never shows the digits. */
  readonly pin: Pin | undefined;
  /** The name as the provider shows it. */
  readonly label: string | undefined;
  /** `undefined`: no end. */
  readonly window: Window | undefined;
  /** `arriving` and `leaving`: the provider has accepted a change that the lock has not confirmed. */
  readonly state: "on_lock" | "arriving" | "leaving";
  /** By the lock's own records somebody else wrote this entry after us: its hidden digits may be others by now. */
  readonly altered?: true;
  /** Of one that is altered: when the lock told so, epoch milliseconds, where it never says who wrote. */
  readonly alteredAt?: number;
}

/** What one look at a device showed. */
export type Observation =
  | {
      readonly kind: "seen";
      /** Epoch milliseconds. */
      readonly at: number;
      readonly device: DeviceReport;
      readonly residents: readonly Resident[];
      /** `false`: the listing says that it does not show every occupied place. */
      readonly complete: boolean;
      /** Beside `complete: false`: places that this look covered for certain. One that no resident shows in is empty. */
      readonly lookedInto?: readonly Place[] | undefined;
      /**
       * Of a lock with numbered places: those that this look showed to be empty, in the order in which they are to be
       * used. Each new code is given one of them before it is written. None: the lock is full. `undefined`: the provider
       * chooses, or no empty place has been found yet.
       */
      readonly free?: readonly Place[] | undefined;
    }
  | {
      readonly kind: "unreachable";
      readonly at: number;
      /** What the provider still says of the device itself, where it says anything. */
      readonly device: DeviceReport | undefined;
      readonly because: FailureCause;
      readonly detail: string;
      /** Epoch milliseconds before which asking again is pointless. */
      readonly notBefore: number | undefined;
    }
  /** The provider no longer knows the device. */
  | { readonly kind: "gone"; readonly at: number };
