import type { Cause } from "./catalog/causes.ts";
import type { Site } from "./connected-account.ts";
import type { AccessCodeId } from "./ids.ts";

/** A condition that holds now, and what is known of it. `since` is epoch milliseconds. */
export interface Circumstance<C extends Cause = Cause> {
  readonly cause: C;
  readonly since: number;
  /** What became known of it, in a sentence without PINs. */
  readonly detail?: string | undefined;
  readonly more?: MoreKnown | undefined;
}

/** What an error or warning says beside its sentence. */
export interface MoreKnown {
  /** The code whose PIN this one would share. */
  readonly conflictsWith?: { readonly id: AccessCodeId; readonly isManaged: boolean } | undefined;
  readonly changeType?: "modified" | "removed" | undefined;
  readonly sites?: readonly Site[] | undefined;
}
