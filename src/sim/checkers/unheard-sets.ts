import type { AccessCodeId, NativeId } from "#domain/ids.ts";
import type { Happening } from "#sim/happening.ts";

/** A call to set a code of which nobody has heard whether it was done. */
export interface UnheardSet {
  readonly code: AccessCodeId;
  readonly lock: NativeId;
  /** When it was written down, right before it was sent; epoch milliseconds. */
  readonly intendedAt: number;
}

/** Knows the calls to set codes without an answer; `saw` answers the one that has just put its code on a lock after all. */
export function unheardSets(): {
  saw(happening: Happening): UnheardSet | undefined;
  /** Whether there is one for this code. */
  has(code: AccessCodeId): boolean;
} {
  const calls = new Map<number, UnheardSet>();
  /** For each process, when it wrote the intents for which it has not yet called. */
  const intents = new Map<string, readonly number[]>();
  return {
    has: (code) => [...calls.values()].some((call) => call.code === code),
    saw: (happening) => {
      if (happening.kind === "process" && happening.what !== "paused") intents.delete(happening.process);
      if (happening.kind === "statement" && happening.name === "begin-attempt" && happening.rows > 0)
        intents.set(happening.process, [...(intents.get(happening.process) ?? []), happening.at]);
      if (happening.kind === "call_sent" && happening.step !== "observe" && happening.step.kind !== "turn") {
        const [intendedAt = happening.at, ...others] = intents.get(happening.process) ?? [];
        intents.set(happening.process, others);
        if (happening.step.kind === "set")
          calls.set(happening.call, { code: happening.step.code, lock: happening.lock, intendedAt });
      }
      if (happening.kind === "call_answered") {
        const { answer, call } = happening;
        if (answer.kind !== "failed" || !("mayHaveHappened" in answer) || !answer.mayHaveHappened) calls.delete(call);
      }
      if (happening.kind !== "keypad" || happening.change.by.kind !== "us") return undefined;
      const { call } = happening.change.by;
      const landed = happening.change.what === "added" ? calls.get(call) : undefined;
      calls.delete(call);
      return landed;
    },
  };
}
