import type { LockFact } from "./lock-facts.ts";

/** What a customer asked for. `code` is the name by which the customer knows a code: each run gives each name once. */
export type Wish =
  | {
      readonly kind: "create";
      readonly lock: string;
      readonly code: string;
      readonly digits: string;
      /** Epoch milliseconds; absent: ongoing. */
      readonly endsAt?: number;
    }
  | { readonly kind: "change"; readonly lock: string; readonly code: string; readonly digits: string }
  | { readonly kind: "delete"; readonly lock: string; readonly code: string }
  | { readonly kind: "pull"; readonly lock: string; readonly code: string }
  | { readonly kind: "unlock"; readonly lock: string };

/** `unknown`: it was sent and not answered, or answered that something went wrong: it may have been done. */
export type Outcome = "done" | "refused" | "unknown";

/** One request, as the customer's journal has it. Times are epoch milliseconds. */
export interface Asked {
  readonly wish: Wish;
  readonly sentAt: number;
  readonly endedAt: number;
  readonly outcome: Outcome;
  /** Of a pull: the backup code. Of an unlocking: the action attempt. */
  readonly answeredId?: string | undefined;
}

/** A code as the API shows it, by its lock's name at the cloud. */
export interface Listed {
  readonly id: string;
  readonly lock: string;
  readonly name: string;
  readonly digits: string;
  readonly status: string;
  readonly endsAt: number | undefined;
  readonly pulledBackup: string | undefined;
}

/** A code as it stands on a lock. */
export interface Standing {
  readonly id: string;
  readonly lock: string;
  readonly madeBy: "api" | "person";
  readonly name: string;
  readonly digits: string;
  readonly endsAt: number | undefined;
  /** Something is still on its way to it. */
  readonly isMoving: boolean;
}

export interface Told {
  readonly id: string;
  readonly type: string;
  readonly code: string | undefined;
}

/** How everything stood at one moment. */
export interface Look {
  readonly listed: readonly Listed[];
  readonly standing: readonly Standing[];
}

/** A server process took a device for itself. */
export interface Claimed {
  readonly at: number;
  readonly lock: string;
  readonly fence: number;
  readonly by: string;
}

/** A command that a server process sent to a lock. */
export interface Commanded {
  readonly at: number;
  readonly lock: string;
  readonly by: string;
}

/** A span in which not everything worked, epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** All that is known of one run, from outside the system. */
export interface History {
  readonly asked: readonly Asked[];
  /** The codes that people put on locks themselves, by id. */
  readonly people: readonly string[];
  /** What the locks' own journal says, in order. */
  readonly facts: readonly LockFact[];
  readonly claims: readonly Claimed[];
  readonly commands: readonly Commanded[];
  /** Server, database or network were down or in the way. */
  readonly troubles: readonly Span[];
  /** When everything had come to rest, epoch milliseconds. */
  readonly restedAt: number;
  /** How it stood then, and once more somewhat later. */
  readonly atRest: Look;
  readonly later: Look;
  /** What the API says that was told. */
  readonly told: readonly Told[];
  /** What the endpoint received, in order, repetitions included. */
  readonly received: readonly string[];
  /** What has not come to rest, in sentences; nothing where all has. */
  readonly restless: readonly string[];
}

/** One promise, checked against what was seen of a run. */
export interface Checker {
  /** The rows of the goals that it is part of. */
  readonly rows: readonly string[];
  /** A sentence. */
  readonly promise: string;
  /** What contradicts it, in sentences without PINs. */
  readonly objections: (history: History) => readonly string[];
}
