import type { NativeId, WorkspaceId } from "#domain/ids.ts";
import type { Pin } from "#domain/pin.ts";
import type { Body, Happening, Phase } from "./happening.ts";
import type { KeypadView } from "./keypad.ts";
import type { LockProfile } from "./lock-profile.ts";
import type { RunOptions } from "./options.ts";

/** A promise that was broken. */
export interface Violation {
  /** Which checker's. */
  readonly id: string;
  /** Virtual time, epoch milliseconds. */
  readonly at: number;
  /** A sentence about the world; PINs only as aliases. */
  readonly what: string;
}

/** One promise of the house, watched over. A file of its own under checkers/, and a line in checkers/index.ts. */
export interface Checker {
  /** For example S1. */
  readonly id: string;
  /** A sentence. */
  readonly promise: string;
  /** Begins to watch one run. */
  readonly watch: (scene: Scene, object: (what: string) => void) => Watcher;
}

/** Sees a run from outside: it costs no virtual time, and nothing that it does changes what happens. */
export interface Watcher {
  /** Sees one happening at the instant at which it occurs. What it wants to look at in the database it asks for with `scene.at`. */
  readonly saw?: (happening: Happening) => void;
  /** A phase has ended, at an instant at which no transaction is open. */
  readonly phaseEnded?: (phase: Phase) => Promise<void>;
}

/** A lock as it is, whatever anybody believes of it. */
export interface LockView {
  readonly nativeId: NativeId;
  readonly profile: LockProfile;
  readonly keypad: KeypadView;
  /** Places that work; a broken battery or a new firmware may leave fewer. */
  readonly capacity: number;
  /** Places that are taken: by what stands there, and by what its provider has accepted for it. */
  readonly taken: number;
  /** The lock is on the line, its account is signed in and its provider up. */
  readonly isReachable: boolean;
}

/** What a checker may look at. */
export interface Scene {
  readonly options: RunOptions;
  /** Virtual time, epoch milliseconds. */
  now(): number;
  readonly phase: Phase;
  readonly locks: readonly LockView[];
  lock(id: NativeId): LockView;
  /** Whether a server process is up. */
  isServed(): boolean;
  /** A name for a PIN that may be printed. */
  aliasOf(pin: Pin | string | undefined): string;
  /** Has `look` called at this instant, or at the first after it at which no transaction is open. */
  at(instant: number, look: () => Promise<void> | void): void;
  /** Committed rows. To be called within `at` or `phaseEnded` only. */
  /** How often codes may have been written: as long as it stays as it was, none has been. */
  codeWrites(): number;
  rows<Row extends object>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** What the API answers the customer now, in no virtual time. To be called within `at` or `phaseEnded` only. */
  ask(path: string, body?: Body): Promise<{ readonly status: number; readonly body: Body }>;
  /** As `ask`, by somebody with a key of another workspace, in which there is nothing. */
  askAsNeighbour(path: string, body?: Body): Promise<{ readonly status: number; readonly body: Body }>;
  /** That other workspace. */
  readonly neighbour: WorkspaceId;
  /** Counts that something rare was reached. */
  sometimes(name: string): void;
}
