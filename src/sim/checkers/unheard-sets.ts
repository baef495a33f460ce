import type { AccessCodeId, NativeId } from "#domain/ids.ts";
import type { Happening } from "#sim/happening.ts";

/** A call to set a code of which nobody has heard whether it was done. */
export interface UnheardSet {
  readonly code: AccessCodeId;
  readonly lock: NativeId;
  /** When it was written down, right before it was sent; epoch milliseconds. */
  readonly intendedAt: number;
}

/**
 * Removals of ours without an answer: what one of them has taken off a lock that nothing lists, nobody can know to be off,
 * for one that is given anew fails, as it does where the code stands.
 */
export function unheardRemovals(): {
  saw(happening: Happening): void;
  /** Whether one of them took this code off, which has not been put there again since. */
  tookOff(code: AccessCodeId): boolean;
} {
  /** Calls that were sent, and of whose answer nobody has written down anything. */
  const open = new Set<number>();
  const takenBy = new Map<AccessCodeId, number>();
  /** For each process, calls whose answers it has heard and is about to write down. */
  const heard = new Map<string, readonly number[]>();
  return {
    tookOff: (code) => {
      const call = takenBy.get(code);
      return call !== undefined && open.has(call);
    },
    saw: (happening) => {
      if (happening.kind === "call_sent") open.add(happening.call);
      if (happening.kind === "call_answered") {
        const { answer, call } = happening;
        if (answer.kind !== "failed" || !("mayHaveHappened" in answer) || !answer.mayHaveHappened)
          heard.set(happening.process, [...(heard.get(happening.process) ?? []), call]);
      }
      if (happening.kind === "process" || happening.kind === "statement_failed") heard.delete(happening.process);
      if (happening.kind === "statement" && happening.name === "commit") {
        for (const call of heard.get(happening.process) ?? []) open.delete(call);
        heard.delete(happening.process);
      }
      if (happening.kind !== "keypad" || happening.change.by.kind !== "us") return;
      const { what, by, entry } = happening.change;
      if (what !== "removed") takenBy.delete(by.code);
      else if (entry.changedBy.kind === "us") takenBy.set(entry.changedBy.code, by.call);
    },
  };
}

/** Knows the calls to set codes without an answer; `saw` answers the one that has just put its code on a lock after all. */
export function unheardSets(): {
  saw(happening: Happening): UnheardSet | undefined;
  /** Whether there ever was one for this code, whatever became of it: where nothing lists codes, nobody hears of that. */
  had(code: AccessCodeId): boolean;
  /** When intents were written for which nobody called, and nobody knows that: epoch milliseconds. */
  unsent(): readonly number[];
} {
  const calls = new Map<number, UnheardSet>();
  /** For each process, when it wrote the intents for which it has not yet called. */
  const intents = new Map<string, readonly number[]>();
  const unsent: number[] = [];
  const landed = new Set<AccessCodeId>();
  return {
    had: (code) => landed.has(code) || [...calls.values()].some((call) => call.code === code),
    unsent: () => unsent,
    saw: (happening) => {
      if (happening.kind === "process" && happening.what !== "paused") {
        unsent.push(...(intents.get(happening.process) ?? []));
        intents.delete(happening.process);
      }
      if (happening.kind === "statement_failed" && happening.name === "begin-attempt") {
        // It was written, and whoever wrote it does not know.
        const open = intents.get(happening.process) ?? [];
        unsent.push(...open.filter((at) => at === happening.at));
        intents.set(
          happening.process,
          open.filter((at) => at !== happening.at),
        );
      }
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
      const unheard = happening.change.what === "added" ? calls.get(call) : undefined;
      calls.delete(call);
      if (unheard !== undefined) landed.add(unheard.code);
      return unheard;
    },
  };
}
