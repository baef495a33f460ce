import type { Doing } from "#domain/explain.ts";
import type { Outcome } from "#domain/step.ts";

/** That a try began, and why. */
export function beginningInWords(doing: Doing, why: string): string {
  return `${begun[doing]} ${why}`;
}

const begun = {
  set: "Began to put the code on the lock.",
  clear: "Began to take the code off the lock.",
  issue: "Asked the lock's maker to compute a PIN.",
} as const satisfies Record<Doing, string>;

/** What became of a try; `undefined`: nothing is known of it. */
export function outcomeInWords(doing: Doing, outcome: Outcome | undefined): string {
  switch (outcome?.kind) {
    case undefined:
      return "Nothing is known yet of what became of it.";
    case "done":
      if (doing === "issue") return "The lock's maker has computed the PIN, which the lock takes from then on.";
      return doing === "set" ? doneInWords[outcome.evidence] : "The lock no longer holds the code.";
    case "pending":
      return "The lock's maker has accepted it. The lock has not confirmed it yet.";
    case "refused":
      return `It was refused. ${outcome.detail}`;
    case "failed":
      return outcome.mayHaveHappened
        ? `It failed, but the lock may have done it all the same. ${outcome.detail}`
        : `It failed. ${outcome.detail}`;
  }
}

const doneInWords = {
  used: "The lock holds the code, and somebody opened the door with it.",
  read_back: "The lock holds the code: it was read back.",
  acknowledged: "The lock confirmed that it holds the code.",
  claimed: "The lock's maker says that it is done. The lock has not confirmed it yet.",
  assumed: "It was sent, and nothing was heard of it.",
} as const satisfies Record<Extract<Outcome, { kind: "done" }>["evidence"], string>;
