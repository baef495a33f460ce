import type { Cause } from "./causes.ts";

/** One error or warning of the contract: what it says, why it comes, and how it goes. */
export interface CatalogRow {
  /** What is so, in one sentence. The API's message begins with it. */
  readonly meaning: string;
  /** What brings it about. */
  readonly cause: string;
  /** What a person can do about it. The API's message ends with it. */
  readonly remedy: string;
  /** What ends it. */
  readonly clears: string;
  /** The condition that raises it, in no make's words; absent where `never` or `hook` says why. */
  readonly when?: Cause;
  /** The contract's device types at which it is raised. Default: all. */
  readonly makes?: readonly string[];
  /** Fields beyond the usual ones, by their names on the wire. */
  readonly fields?: readonly string[];
  /** The condition must last this long, in milliseconds. */
  readonly afterMs?: number;
  /** ... or this many tries in a row must fail. */
  readonly afterTries?: number;
  /** ... within this long, in milliseconds. */
  readonly withinMs?: number;
  /** ... or this share of a limit must be used up, 0 to 1. */
  readonly above?: number;
  /** Why no lock can raise it. */
  readonly never?: string;
}

/** Whose trouble an error is. */
export type Owner = "access_code" | "device" | "connected_account";

/** An error, and the flags that tell whose it is. */
export interface ErrorRow extends CatalogRow {
  readonly of: Owner;
  /** The contract's flags, by their names on the wire. */
  readonly flags: Readonly<Record<string, boolean>>;
}

/** An access code's own error. */
export const ofAccessCode = { of: "access_code", flags: { is_access_code_error: true } } as const;

/** A device's error, on the device and on every code there. */
export const ofDevice = { of: "device", flags: { is_device_error: true } } as const;

/** An account's error, as a device and the codes on it carry it: with the device's flag set to false. */
export const ofAccount = {
  of: "connected_account",
  flags: { is_connected_account_error: true, is_device_error: false },
} as const;
