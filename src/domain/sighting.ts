import type { ActionAttemptId, NativeId, Place } from "./ids.ts";
import type { Pin } from "./pin.ts";

/** How a door was locked or unlocked, in the contract's words. */
export type EntryMethod = "keycode" | "manual" | "automatic" | "unknown" | "remote" | "card";

/** When it happened, by whoever tells of it: epoch milliseconds. */
interface Told {
  readonly at: number;
}

/** A fact about one device. */
export type DeviceSighting = Told &
  (
    | {
        readonly kind: "turned";
        readonly device: NativeId;
        readonly to: "locked" | "unlocked";
        readonly method: EntryMethod;
        /** Which code was used, where the provider says. */
        readonly place: Place | undefined;
        /** The API's own action that caused it, where the provider carries our id back. */
        readonly attempt: ActionAttemptId | undefined;
      }
    | {
        readonly kind: "denied";
        readonly device: NativeId;
        readonly pin: Pin | undefined;
        readonly place: Place | undefined;
      }
    /** Something about the device's codes or state is new: look again. */
    | { readonly kind: "changed"; readonly device: NativeId }
    | {
        readonly kind: "turn_finished";
        readonly device: NativeId;
        readonly attempt: ActionAttemptId;
        readonly succeeded: boolean;
        readonly detail: string | undefined;
      }
  );

/** Devices came or went: the account should be looked through again. */
export type AccountSighting = Told & { readonly kind: "devices_changed" };

/** A fact that a lock or provider volunteered. */
export type Sighting = DeviceSighting | AccountSighting;
