import type { CodeConstraint } from "#domain/capabilities.ts";

/**
 * One make and model of lock, as data: what it says it can do, and how its keypad behaves.
 *
 * The three-valued flags are the model's: `true` it can, `undefined` it never can. Whether one lock can
 * at present (keypad fitted, hub paired) is worked out from the lock.
 */
export interface Profile {
  /** The key in `profiles`, by which the control API names it. */
  readonly key: string;
  readonly kind: "smart_lock" | "hub" | "bridge";
  /** The contract's provider key, for example `schlage`. */
  readonly provider: string;
  /** The contract's `device_type`; a hub is no lock there, so it has its kind here. */
  readonly deviceType: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly hasKeypad: boolean;
  /** Reaches its cloud only through a hub of the same account. */
  readonly needsHub: boolean;
  readonly programsOnlineCodes: true | undefined;
  readonly programsOfflineCodes: true | undefined;
  readonly locksRemotely: true | undefined;
  readonly unlocksRemotely: true | undefined;
  readonly codeLengths: readonly number[];
  /** Every code on the lock has the length of the first one. */
  readonly oneLengthPerLock: boolean;
  readonly maxCodes: number | undefined;
  readonly constraints: readonly CodeConstraint[];
  readonly schedulesNatively: boolean;
  /** A window needs both ends; otherwise one end may be open. */
  readonly windowNeedsBothEnds: boolean;
  /** To what the lock keeps its windows: seconds between start and end are cut to whole minutes, inwards. */
  readonly windowPrecision: "second" | "minute";
  /** It compares windows with what its wall clock shows; its cloud has turned them into that. Default: with instants. */
  readonly keepsWallClock?: true;
  /** The lock forgets a code by itself once its window has ended. */
  readonly forgetsEndedCodes: boolean;
  readonly readsPins: boolean;
  /** The maker keeps a first and a last name of each code. Default: one name. */
  readonly splitsNames?: true;
  readonly updatesInPlace: boolean;
  readonly unmanaged: { readonly listed: boolean; readonly convertible: boolean; readonly deletable: boolean };
  readonly sharesPinAcrossWindows: boolean;
  readonly namesCodeOnEntry: boolean;
  /** From the cloud's "pending" to the lock's own memory, in milliseconds. */
  readonly programmingMs: number;
  /** Each code takes a user of the account's site. */
  readonly takesSiteUser?: boolean;
  /** Of a hub: how many orders for its locks wait at most. */
  readonly maxPendingJobs?: number;
  /** What offline codes look like; `undefined` where the maker issues none. */
  readonly offlineCodes:
    | {
        readonly digits: number;
        readonly kinds: readonly OfflineKind[];
        /** The kinds are the user levels of the lock's site. */
        readonly byUserLevel?: true;
      }
    | undefined;
}

/** One kind of PIN that the maker computes. It begins on the hour of the lock's wall clock, or at a check-in. */
export interface OfflineKind {
  readonly key: string;
  readonly name: string;
  readonly lasts: "time_bound" | "once" | "ongoing";
  /** What its length is counted in. Both bounds are 0 where it has no end. */
  readonly unit: "hour" | "day";
  readonly shortest: number;
  readonly longest: number;
  /** So many different PINs for one and the same time. */
  readonly variances: number;
  /** The lock forgets it unless it is typed within this time from its start. */
  readonly firstUseWithinHours: number | undefined;
  /** `HH:MM` at which it begins on its first day, and ends on its last; both or neither. */
  readonly checkIn: string | undefined;
  readonly checkOut: string | undefined;
  /** What a site with user levels calls this one, and its number there. */
  readonly userLevel: { readonly id: string; readonly prefix: number } | undefined;
}

/** A smart lock that does the usual; each make says where it differs. */
export const usualLock = {
  kind: "smart_lock",
  hasKeypad: true,
  needsHub: false,
  programsOnlineCodes: true,
  programsOfflineCodes: undefined,
  locksRemotely: true,
  unlocksRemotely: true,
  oneLengthPerLock: false,
  maxCodes: undefined,
  constraints: [],
  schedulesNatively: true,
  windowNeedsBothEnds: false,
  windowPrecision: "second",
  forgetsEndedCodes: false,
  readsPins: true,
  updatesInPlace: true,
  unmanaged: { listed: true, convertible: true, deletable: true },
  sharesPinAcrossWindows: false,
  namesCodeOnEntry: true,
  programmingMs: 3_000,
  offlineCodes: undefined,
} as const satisfies Partial<Profile>;

/** A kind of offline PIN that needs no check-in and is no user level's. */
export const usualOfflineKind = {
  lasts: "time_bound",
  unit: "hour",
  variances: 3,
  firstUseWithinHours: undefined,
  checkIn: undefined,
  checkOut: undefined,
  userLevel: undefined,
} as const satisfies Partial<OfflineKind>;

/** A box that connects locks and is none itself. */
export const usualHub = {
  ...usualLock,
  kind: "hub",
  deviceType: "hub",
  hasKeypad: false,
  programsOnlineCodes: undefined,
  locksRemotely: undefined,
  unlocksRemotely: undefined,
  codeLengths: [],
  schedulesNatively: false,
  unmanaged: { listed: false, convertible: false, deletable: false },
  namesCodeOnEntry: false,
} as const satisfies Partial<Profile>;
