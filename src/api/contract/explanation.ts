import type { WireAccessCodeError, WireAccessCodeWarning, WireActor, WireEvidence } from "./wire.ts";

/** Why a code stands as it does: the chain from what was asked to what was seen at the door. Ours, beyond the contract. */
export interface WireExplanation {
  readonly access_code_id: string;
  readonly device_id: string;
  readonly explained_at: string;
  readonly status: "unset" | "setting" | "set" | "removing" | "unknown" | "gone";
  /** One sentence or two for a host. */
  readonly summary: string;
  /** Exactly one of a code that is not set; null: it is set. */
  readonly cause: {
    /** One of the closed list in docs/explain.md. */
    readonly cause_code: string;
    readonly message: string;
    readonly lies_with: "nobody" | "host" | "device" | "provider" | "people_at_lock" | "server";
    readonly since: string | null;
    readonly remedy: string | null;
  } | null;
  readonly wanted: {
    readonly name: string | null;
    readonly starts_at: string | null;
    readonly ends_at: string | null;
    readonly version: number;
    readonly requests: readonly {
      readonly requested_at: string;
      readonly requested_by: WireActor;
      readonly description: string;
    }[];
  };
  readonly plan: {
    readonly action: WireAction | "wait" | "nothing";
    readonly reason: string;
    readonly waits_until: string | null;
  };
  /** Newest first. */
  readonly attempts: readonly WireAttempt[];
  readonly knowledge: {
    readonly evidence: readonly WireEvidence[];
    readonly last_seen_at: string | null;
    readonly last_look_at: string | null;
    /** The most that looking at this lock can prove. */
    readonly best_by_looking: WireEvidence["grade"];
    readonly description: string;
  };
  readonly errors: readonly WireAccessCodeError[];
  readonly warnings: readonly WireAccessCodeWarning[];
  readonly next: {
    readonly action: WireAction | "decide" | "open" | "look" | "nothing";
    readonly at: string | null;
    /** What has to change before anything is tried; null: nothing has to. */
    readonly waits_for: string | null;
    readonly description: string;
  };
  /** When a step for this code is tried next; null: not before what `next.waits_for` names. */
  readonly next_attempt_at: string | null;
  readonly next_look_at: string | null;
  /** All of it as sentences, from what was asked to what a person can do. */
  readonly story: readonly string[];
}

/** One try at the lock. */
export interface WireAttempt {
  readonly attempt_id: string;
  readonly action: WireAction;
  readonly reason: string;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly outcome: "done" | "pending" | "refused" | "failed" | "unknown";
  readonly description: string;
}

/** What is done for a code at its lock or its maker. */
export type WireAction = "put_on_lock" | "take_off_lock" | "compute_pin";
