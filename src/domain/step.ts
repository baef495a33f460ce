import type { AccessCodeId, ActionAttemptId, Place } from "./ids.ts";
import type { Evidence, FailureCause } from "./observation.ts";
import type { Pin } from "./pin.ts";
import type { Window } from "./window.ts";

/** One thing to do at a device. `why` is a sentence for the timeline; it never holds a PIN. */
export type Step =
  | {
      readonly kind: "set";
      readonly code: AccessCodeId;
      readonly pin: Pin;
      readonly label: string;
      /** `undefined`: no end, or the window is kept by us and not by the lock. */
      readonly window: Window | undefined;
      /** The place to change; `undefined`: a new place. */
      readonly into: Place | undefined;
      /** Of a new place: which, where the lock names its free ones and one was found. */
      readonly at?: Place | undefined;
      /** What stands in `at` may be what an earlier try of this put there. Otherwise it is a stranger's and stays. */
      readonly again?: true | undefined;
      readonly why: string;
    }
  /** The maker is to choose a PIN. */
  | {
      readonly kind: "issue";
      readonly code: AccessCodeId;
      /** The provider's name of the kind of PIN. */
      readonly of: string;
      /** The provider puts it onto the lock itself, like any code that is set. Default: nothing reaches the lock. */
      readonly online?: true | undefined;
      /** Of an online one: the place that is to have a new PIN; `undefined`: a new place. */
      readonly into?: Place | undefined;
      readonly label: string;
      /** `undefined`: from now on, without end. */
      readonly window: Window | undefined;
      readonly why: string;
    }
  | {
      readonly kind: "clear";
      readonly code: AccessCodeId;
      readonly place: Place;
      /** What must still stand there, as far as it is known: anything else is a stranger's and stays. */
      readonly expecting: { readonly pin: Pin | undefined; readonly label: string | undefined };
      readonly why: string;
    }
  | {
      readonly kind: "turn";
      readonly attempt: ActionAttemptId;
      readonly to: "locked" | "unlocked";
      readonly why: string;
    };

/** What is tried with a step about a code: to have a PIN chosen for a code on the lock is to set it there. */
export function doingOf(step: Extract<Step, { code: unknown }>): "set" | "issue" | "clear" {
  return step.kind === "issue" && step.online === true ? "set" : step.kind;
}

/** One kind of step each. */
export type SetStep = Extract<Step, { kind: "set" }>;
export type IssueStep = Extract<Step, { kind: "issue" }>;
export type ClearStep = Extract<Step, { kind: "clear" }>;
export type TurnStep = Extract<Step, { kind: "turn" }>;

/** Why a step is pointless until wanted, seen or capabilities change. */
export type Refusal =
  | "duplicate"
  | "full"
  | "constraint"
  | "unsupported"
  | "occupied"
  /** Another code on the lock has the name, where each name stands once. */
  | "name_taken"
  /** Every offline PIN for this time has been given out. */
  | "no_variance"
  /** The site has no user level for this time. */
  | "no_user_level";

/** What became of one step. Closed: a driver that throws instead has a bug. */
export type Outcome =
  | {
      readonly kind: "done";
      readonly evidence: Evidence;
      readonly place: Place | undefined;
      /** The PIN that the maker computed, where it was asked to. */
      readonly issued?: Pin;
    }
  /**
   * Accepted; the lock has not confirmed. `place` where the provider already names it: of a removal, what the place is
   * called from now on.
   */
  | { readonly kind: "pending"; readonly askAgainAt: number; readonly place: Place | undefined }
  | { readonly kind: "refused"; readonly because: Refusal; readonly detail: string }
  | {
      readonly kind: "failed";
      readonly because: FailureCause;
      readonly detail: string;
      readonly notBefore: number | undefined;
      /** Whether the step may have taken effect all the same: a lost reply. */
      readonly mayHaveHappened: boolean;
    };
