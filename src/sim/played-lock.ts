import type { Pin } from "#domain/pin.ts";
import type { Window } from "#domain/window.ts";
import type { LockView } from "./checker.ts";
import type { LockTurn } from "./happening.ts";
import type { Entry, Keypad } from "./keypad.ts";

/** A lock as people and misfortune meet it, whoever speaks to it. */
export interface PlayedLock extends LockView {
  readonly keypad: Keypad;
  /** Its provider lists it no more. */
  isGone: boolean;
  /** The credentials of its account are refused. */
  isSignedOut: boolean;
  capacity: number;
  /** Called when something is new that the provider would tell. */
  tells: () => void;
  setOnline(isOnline: boolean): void;
  /** From now on the lock's clock is so much ahead of the true one, in milliseconds. */
  setClockError(errorMs: number): void;
  /** Whether the keypad took it. */
  personAdds(pin: Pin, label: string, window?: Window): boolean;
  personChanges(entry: Entry, pin: Pin): void;
  personRemoves(entry: Entry): void;
  /** Every entry is lost, or some. */
  loseEntries(isLost: (entry: Entry) => boolean): void;
  note(what: LockTurn, detail?: string): void;
}
