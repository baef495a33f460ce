import type { NativeId } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Outcome, Step } from "#domain/step.ts";
import type { Discovery } from "#drivers/driver.ts";
import type { Ailment } from "./ailment.ts";
import type { KeypadChange } from "./keypad.ts";

/** Where in a run something stands. */
interface Placed {
  /** Virtual time, epoch milliseconds. */
  readonly at: number;
  /** 1, 2, 3 ... over all happenings of a run. */
  readonly seq: number;
}

/** Bodies are what went over the wire, PINs included: they are for checkers, and no trace shows them. */
export type Body = Readonly<Record<string, unknown>>;

/** What can happen, as data. A checker sees each as it occurs. */
export type Fact =
  /** Something changed on a keypad itself. */
  | ({ readonly kind: "keypad"; readonly lock: NativeId } & { readonly change: KeypadChange })
  /** A lock's connection, clock, capacity or battery. */
  | { readonly kind: "lock"; readonly lock: NativeId; readonly what: LockTurn; readonly detail?: string }
  /** A server process calls the provider; `call` numbers the calls of a run. */
  | {
      readonly kind: "call_sent";
      readonly call: number;
      readonly process: string;
      readonly lock: NativeId;
      readonly step: Step | "observe";
    }
  /** The provider did what it was asked, now or late, whoever still listens. */
  | {
      readonly kind: "call_done";
      readonly call: number;
      readonly lock: NativeId;
      readonly step: Step | "observe";
      readonly late: boolean;
    }
  /** The process was answered, or gave up. */
  | {
      readonly kind: "call_answered";
      readonly call: number;
      readonly process: string;
      readonly lock: NativeId;
      readonly step: Step | "observe";
      readonly answer: Outcome | Observation;
    }
  | { readonly kind: "discovered"; readonly process: string; readonly answer: Discovery }
  /** A customer asks; `request` numbers the requests of a run. With a `key` it may be a repetition. */
  | {
      readonly kind: "asked";
      readonly request: number;
      readonly process: string;
      readonly path: string;
      readonly body: Body;
      readonly key?: string | undefined;
    }
  /** The door answered, and the customer has the answer. */
  | {
      readonly kind: "answered";
      readonly request: number;
      readonly process: string;
      readonly path: string;
      readonly body: Body;
      readonly status: number;
      readonly answer: Body;
    }
  /** The customer heard nothing: the process died, or the answer was lost. It may have been done. */
  | {
      readonly kind: "unanswered";
      readonly request: number;
      readonly process: string;
      readonly path: string;
      readonly body: Body;
    }
  | { readonly kind: "process"; readonly process: string; readonly what: "started" | "crashed" | "paused" }
  /** One statement of a process was executed; `number` is its effect point. */
  | { readonly kind: "statement"; readonly process: string; readonly name: string; readonly rows: number }
  /** A statement or a commit failed, by our fault injection or by itself. */
  | { readonly kind: "statement_failed"; readonly process: string; readonly name: string; readonly why: string }
  /** A line that a process logged. */
  | { readonly kind: "log"; readonly process: string; readonly event: string; readonly fields: Body }
  /** An event arrived at a customer's endpoint. */
  | {
      readonly kind: "webhook";
      readonly process: string;
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      /** What it answers, whether or not anybody hears it. */
      readonly status: number | undefined;
      /** How long that takes, in milliseconds. */
      readonly answerMs: number;
    }
  /** A customer's endpoint falls ill or recovers. */
  | { readonly kind: "endpoint"; readonly url: string; readonly what: Ailment | "well" }
  /**
   * The world was put into another state at one stroke, upheaval.ts: which changes it was made of. What it did on
   * keypads is told apart, right before.
   */
  | { readonly kind: "upheaval"; readonly changes: readonly string[] }
  /** A phase begins. */
  | { readonly kind: "phase"; readonly phase: Phase };

export type LockTurn =
  | "offline"
  | "online"
  | "clock"
  | "shrunk"
  | "battery"
  | "gone"
  | "back"
  | "signed_out"
  | "signed_in";

/**
 * `safety`: faults rage and customers ask. `liveness`: every fault has stopped, every lock can be reached and nobody
 * asks for anything new. `over`: nothing happens any more.
 */
export type Phase = "safety" | "liveness" | "over";

export type Happening = Placed & Fact;
