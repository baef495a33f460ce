import type { WireEvidence, WireReadiness } from "./wire.ts";

/** The places of a lock and its codes: an answer of our own. Instants are ISO 8601 in UTC; it holds no PINs. */
export interface WirePlaces {
  readonly device_id: string;
  /** When everything on the lock was last seen; null: never yet. */
  readonly looked_at: string | null;
  /** Null: the lock does not say. Places for codes, ours and others' together. */
  readonly capacity: number | null;
  readonly taken: Readonly<Record<WireResident["taken_by"], number>>;
  readonly free: number | null;
  /** When, by what is wanted, no place is left for a guest; null: never. `ends_at` null: for good. */
  readonly full: { readonly starts_at: string; readonly ends_at: string | null } | null;
  /** The most codes, but for spare ones, that are to stand there together. */
  readonly most: { readonly at: string; readonly codes: number };
  /** A place is a numbered slot, which others may have after this code. */
  readonly are_numbered: boolean;
  readonly access_codes: readonly WireResident[];
}

/** One code and its place. */
export interface WireResident {
  readonly access_code_id: string;
  readonly name: string | null;
  /** `unreadable`: not ours, and the lock hides its digits. */
  readonly taken_by: "guest" | "backup" | "unmanaged" | "unreadable";
  readonly created_at: string;
  /** When it is to open the door; both null: always. */
  readonly starts_at: string | null;
  readonly ends_at: string | null;
  /** From when it is to be on the lock, where we put it there just before its time; null: from the beginning. */
  readonly due_at: string | null;
  /** What is known to stand on the lock; null: nothing. */
  readonly on_lock: WireOnLock | null;
  /** Its maker computed it for the lock, where it takes no place. */
  readonly is_offline: boolean;
  /** When it left the lock or was given up; null: it is not gone. */
  readonly gone_at: string | null;
  /** It was on the lock at some time. */
  readonly was_confirmed: boolean;
  readonly evidence: readonly WireEvidence[];
  /** Null: not ours, or gone. */
  readonly readiness: WireReadiness | null;
}

export interface WireOnLock {
  /** The provider's name for the place: a slot's number, or an entry's id. */
  readonly place: string;
  /** `arriving`, `leaving`: the provider has taken a change that the lock has not confirmed. */
  readonly state: "on_lock" | "arriving" | "leaving";
  /** The window that the lock itself keeps; both null: none. */
  readonly starts_at: string | null;
  readonly ends_at: string | null;
}
