import type { AccountConditionName, DeviceConditionName } from "#domain/catalog/causes.ts";
import type { Profile } from "./profile.ts";

/** A person's account with the maker. Passwords are those of invented people and are kept as they are. */
export interface AccountRow {
  /** The contract's `user_id`; never changes. */
  readonly id: string;
  readonly email: string;
  readonly password: string;
  /** Since when what is so of it, for as long as it is. */
  readonly conditions?: Conditions<AccountConditionName> | undefined;
  /** The one site of an account whose codes take users of a subscription. */
  readonly site?: { readonly name: string; readonly userLimit: number } | undefined;
}

/** By name: since when, epoch milliseconds. */
export type Conditions<Name extends string> = Readonly<Partial<Record<Name, number>>>;

/** An application that may send people to sign in. */
export interface ClientRow {
  readonly id: string;
  readonly secret: string;
  readonly redirectUris: readonly string[];
}

/** A code of the authorization-code grant. */
export interface GrantRow {
  readonly accountId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly expiresAt: number;
  /** The hash of the key that whoever brings the code must show; absent: none. */
  readonly keyHash?: string;
}

export interface AccessTokenRow {
  readonly accountId: string;
  readonly expiresAt: number;
}

export interface RefreshTokenRow {
  readonly accountId: string;
  readonly clientId: string;
}

/** A lock or hub, with everything that a person standing before it could find out. */
export interface LockRow {
  readonly id: string;
  /** Keeps its account after it was removed from it, so that the journal stays readable. */
  readonly accountId: string;
  readonly removed: boolean;
  readonly profile: Profile;
  readonly name: string;
  readonly address: string;
  readonly location: { readonly latitude: number; readonly longitude: number } | undefined;
  readonly timeZone: string | undefined;
  /** Its cloud does not tell in which zone it hangs. */
  readonly hidesTimeZone?: boolean;
  readonly hubId: string | undefined;
  /** Its own connection; what its hub's is comes on top. */
  readonly online: boolean;
  /** 0 to 100. */
  readonly battery: number;
  readonly bolt: "locked" | "unlocked";
  readonly door: "open" | "closed";
  /** The lock's clock minus the true time, in milliseconds. */
  readonly clockErrorMs: number;
  readonly updatedAt: number;
  /** What its offline PINs are computed with, at the lock and at its maker; a lock from an older journal goes by its id. */
  readonly offlineSecret?: string;
  /** Offline PINs that were typed in time, and when first, by the lock's clock. */
  readonly offlineUses?: Readonly<Record<string, number>>;
  /** What is so of it beyond what its parts and its hub make so. */
  readonly conditions?: Conditions<DeviceConditionName> | undefined;
}

/** What one place of a lock's memory holds. */
export interface CodeValues {
  readonly name: string;
  readonly digits: string;
  readonly startsAt: number | undefined;
  readonly endsAt: number | undefined;
}

/** What a caller of the contract asks of a new code; without digits where the maker makes them. */
export interface NewCode extends Omit<CodeValues, "digits"> {
  readonly digits: string | undefined;
  readonly offline: boolean;
  /** Which kind of offline code; `undefined`: the first that the time fits. */
  readonly kind?: string | undefined;
}

/** One code: what the lock has of it, and what the cloud was asked to bring it to. */
export interface CodeRow {
  readonly id: string;
  readonly lockId: string;
  readonly madeBy: "api" | "person";
  /** Verified by computation at the keypad: takes no radio and no deletion. */
  readonly offline: boolean;
  /** What the keypad goes by; `undefined` until the lock has it. */
  readonly onLock: CodeValues | undefined;
  /** What is being programmed; `undefined` when nothing is. */
  readonly asked: CodeValues | "nothing" | undefined;
  /** When the lock will have it; `undefined` with something asked: not before the lock is connected, or never. */
  readonly dueAt: number | undefined;
  /** The cloud said "pending" and forgot. */
  readonly dropped: boolean;
  /** Of an offline code: its kind, and which of the PINs for one time it is. */
  readonly issued?: { readonly kind: string; readonly variance: number };
}

/** A remote turn that the lock has not done yet. */
export interface ActionRow {
  readonly id: string;
  readonly lockId: string;
  readonly customId: string | undefined;
  readonly action: "lock" | "unlock";
  readonly dueAt: number;
}

export interface WebhookRow {
  readonly id: string;
  readonly accountId: string;
  readonly url: string;
  /** Empty: all kinds. */
  readonly events: readonly string[];
  readonly secret: string | undefined;
}

/** One event on its way to one webhook. */
export interface DeliveryRow {
  readonly id: string;
  readonly webhookId: string;
  readonly lockId: string;
  readonly body: string;
  readonly firstAt: number;
  readonly tries: number;
  readonly nextAt: number;
}

/** An event that a lock keeps until it is connected again. */
export interface HeldEventRow {
  readonly id: string;
  readonly lockId: string;
  readonly event: LockEvent;
}

/** An event as the contract sends it. */
export interface LockEvent {
  readonly event_id: string;
  readonly event_type: string;
  readonly timestamp: string;
  readonly lock_id: string;
  readonly device_id: string;
  readonly [field: string]: unknown;
}

/** What goes wrong at one lock, or for one account. Counted faults are used up; the others last. */
export interface Faults {
  /** Before every answer. */
  readonly latencyMs?: number | undefined;
  /** Instead of the model's own time to program. */
  readonly programmingMs?: number | undefined;
  /** Refuse before anything happens. */
  readonly failNext?: { readonly count: number; readonly status: number } | undefined;
  /** Refuse whatever would change a code, before anything happens. */
  readonly failWrites?: { readonly status: number } | undefined;
  /** Do what is asked, and then cut the connection or answer 504. */
  readonly loseReplies?: { readonly count: number; readonly as: "cut" | "timeout" } | undefined;
  /** 0 to 1: how many requests are refused with 503 before anything happens. */
  readonly errorRate?: number | undefined;
  readonly ratePerMinute?: number | undefined;
  /** Say "pending" to so many writes and never do them. */
  readonly dropWrites?: number | undefined;
  /** Until then, listings show what stood on the locks when the fault began. */
  readonly staleListing?:
    | { readonly until: number; readonly codes: Readonly<Record<string, readonly CodeRow[]>> }
    | undefined;
  /** Until then, listings say of what stands on the locks that it is on its way there. */
  readonly unconfirmedUntil?: number | undefined;
  readonly outage?: boolean | undefined;
  readonly obstructed?: boolean | undefined;
}

/** Everything that the cloud and its locks remember, by table. */
export interface Tables {
  accounts: AccountRow;
  clients: ClientRow;
  grants: GrantRow;
  accessTokens: AccessTokenRow;
  refreshTokens: RefreshTokenRow;
  locks: LockRow;
  codes: CodeRow;
  actions: ActionRow;
  webhooks: WebhookRow;
  deliveries: DeliveryRow;
  heldEvents: HeldEventRow;
  /** By the id of an account or lock. */
  faults: Faults;
  /** What one maker's cloud keeps beside all this, in its own words; by `<account id>/...`. */
  notes: unknown;
}

/** One row as it is from now on; `null`: gone. */
export type Change = {
  [Table in keyof Tables]: { readonly table: Table; readonly id: string; readonly row: Tables[Table] | null };
}[keyof Tables];

/** One line of the journal: a fact, and what it changed. Replaying the changes gives the state. */
export interface JournalEntry {
  /** 1, 2, 3 ... */
  readonly n: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly what: string;
  readonly about: Readonly<Record<string, unknown>>;
  readonly changes: readonly Change[];
}
