import type { Cause } from "./catalog/causes.ts";
import type { Site } from "./connected-account.ts";
import type { AccessCodeId } from "./ids.ts";
import type { Pin } from "./pin.ts";

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
  /** What others changed of the code, where both values are known. */
  readonly modifiedFields?: readonly ModifiedField[] | undefined;
  readonly sites?: readonly Site[] | undefined;
}

/** One field of a code that others changed; times are epoch milliseconds, `undefined`: none. */
export type ModifiedField =
  | { readonly field: "code"; readonly from: Pin | undefined; readonly to: Pin | undefined }
  | { readonly field: "starts_at" | "ends_at"; readonly from: number | undefined; readonly to: number | undefined };
