import type { OfflineKind } from "./offline-codes.ts";

/** A digit or name rule of a lock, in the contract's own names; the page of each maker says who has which. */
export type CodeConstraint =
  | { readonly type: "no_zeros" }
  | { readonly type: "cannot_start_with_12" }
  | { readonly type: "no_triple_consecutive_ints" }
  | { readonly type: "cannot_specify_pin_code" }
  | { readonly type: "pin_code_matches_existing_set" }
  | { readonly type: "start_date_in_future" }
  | { readonly type: "no_ascending_or_descending_sequence" }
  | { readonly type: "at_least_three_unique_digits" }
  | { readonly type: "no_all_same_digits" }
  | { readonly type: "unique_first_four_digits" }
  | { readonly type: "cannot_contain_089" }
  | { readonly type: "cannot_contain_0789" }
  | { readonly type: "name_length"; readonly min?: number; readonly max?: number }
  | { readonly type: "name_must_be_unique" };

/** The strongest grade that a listing can give: one without digits shows only that a place is taken. */
export function bestByListing({ readsPins, listsUnconfirmed }: Capabilities): "read_back" | "acknowledged" {
  return readsPins && listsUnconfirmed !== true ? "read_back" : "acknowledged";
}

/** How a lock keeps windows. */
export interface WindowKeeping {
  /** To what a start and an end are kept, in milliseconds: a start in between counts from the next step, an end to the last. */
  readonly stepMs: number;
  /** By what the clock on its wall shows, and not by instants: an hour that comes twice is the same to it. */
  readonly byWallClock: boolean;
  /** IANA zone of that clock; `undefined`: not known. */
  readonly zone: string | undefined;
}

/**
 * What one device can do and what limits it. Data with a stated default, never an `if (maker)`.
 *
 * The three-valued flags follow the contract: `true` works now, `false` the model could but this one
 * cannot at present (no keypad, no bridge), `undefined` never.
 */
export interface Capabilities {
  /** Codes can be written through the provider. Default `undefined`: no codes at all. */
  readonly programsOnlineCodes: boolean | undefined;
  /** The maker can issue codes that need no connection. Default `undefined`. */
  readonly programsOfflineCodes: boolean | undefined;
  /** The kinds of such codes and the times they can have. Default none. */
  readonly offlineCodes?: readonly OfflineKind[] | undefined;
  readonly locksRemotely: boolean | undefined;
  readonly unlocksRemotely: boolean | undefined;
  /** PIN lengths in digits, ascending. Empty: not known, any length of 4 to 9 is tried. */
  readonly codeLengths: readonly number[];
  /** A PIN may begin with 0. `false`: the maker keeps PINs as numbers, and a zero before them is lost. Default: it may. */
  readonly startsWithZero?: false | undefined;
  /** Places for codes, ours and foreign together. `undefined`: not known, found out by a refusal. */
  readonly maxCodes: number | undefined;
  readonly constraints: readonly CodeConstraint[];
  /** The lock keeps `starts_at` and `ends_at` itself. `false`: codes are added and removed just in time. */
  readonly schedulesNatively: boolean;
  /** How exactly it does. Default: to the second, by instants. */
  readonly windows?: WindowKeeping | undefined;
  /** Listings show digits. `false`: an occupied place is all one learns. */
  readonly readsPins: boolean;
  /** Listings show what the provider was told, whether or not the lock has it. Default `false`: what the lock has. */
  readonly listsUnconfirmed?: true | undefined;
  /** The maker keeps a first and a last name of a code. Default `false`: one name. */
  readonly splitsNames?: boolean | undefined;
  /** `plain`: names of the letters A to Z, a to z and of digits only. `none`: the lock keeps no names. Default: any. */
  readonly names?: "plain" | "none" | undefined;
  /** A place is a numbered slot that anybody may use again, not the identity of one entry. Default `false`. */
  readonly reusesPlaces: boolean;
  /** A code can be changed where it stands. `false`: it is cleared first and set anew. */
  readonly updatesInPlace: boolean;
  /** Foreign codes can be listed at all. */
  readonly listsUnmanaged: boolean;
  /** A foreign code can be adopted. */
  readonly convertsUnmanaged: boolean;
  /** A foreign code can be deleted. */
  readonly deletesUnmanaged: boolean;
  /** Two codes may share a PIN where their windows never meet. Default `false`: a PIN stands once on a lock. */
  readonly sharesPinAcrossWindows: boolean;
  /** How often in a day the lock may be looked at for the sake of its batteries. Default `undefined`: `usualLooksPerDay`. */
  readonly looksPerDay?: number | undefined;
  /** Nothing lists what stands on the lock, and a code is taken off by its digits, wherever it stands. Default `false`. */
  readonly removesByPin?: true | undefined;
  /** The provider says which code opened the door. */
  readonly namesCodeOnEntry: boolean;
}
