import type { WireDevice, WireDoor, WireUnmanagedAccessCode } from "./wire.ts";

/** A code that was found on a lock, at which door, and whether somebody said that it may stay; ours, beyond the contract. */
export interface WireFoundCode {
  readonly access_code: WireUnmanagedAccessCode;
  readonly door: WireDoor;
  /** Null: nobody has. */
  readonly kept_at: string | null;
}

/** Somebody opened a door, or was refused; ours, beyond the contract. */
export interface WireEntry {
  readonly event_id: string;
  readonly kind: "unlocked" | "denied";
  readonly occurred_at: string;
  readonly door: WireDoor;
  /** As the event says it, for example `keycode`. */
  readonly method: string | null;
  /**
   * How it is known whose code it was: the lock or its maker named it (`known`); none was named, and one code alone
   * opened the door at that time (`guessed`); several did, or none that we know (`unknown`).
   */
  readonly attribution: "known" | "guessed" | "unknown";
  readonly access_code: {
    readonly access_code_id: string;
    readonly name: string | null;
    readonly is_managed: boolean;
  } | null;
}

/** What is well in a workspace, and what is not, in numbers; ours, beyond the contract. */
export interface WireHealth {
  readonly doors: { readonly all: number; readonly offline: number; readonly low_battery: number };
  readonly connected_accounts: { readonly all: number; readonly disconnected: number; readonly failing: number };
  readonly access_codes: {
    readonly all: number;
    /** Sent or accepted, and not known to be on the lock. */
    readonly weakly_proved: number;
    readonly changed_by_others: number;
  };
  /** Codes whose last try went wrong, by why, the most frequent first. */
  readonly troubles: readonly {
    readonly kind: "refused" | "failed";
    readonly because: string;
    readonly access_codes: number;
  }[];
  readonly providers: readonly {
    readonly provider: string;
    readonly doors: number;
    readonly offline: number;
    readonly connected_accounts: number;
    readonly disconnected: number;
  }[];
  /** At most a hundred, the longest out of reach first. */
  readonly doors_to_look_after: readonly WireDevice[];
}
