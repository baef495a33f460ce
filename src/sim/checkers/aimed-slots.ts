import type { AccessCodeId, NativeId, Place } from "#domain/ids.ts";
import type { Scene } from "#sim/checker.ts";
import type { Entry } from "#sim/keypad.ts";
import { type Observer, shared } from "./shared.ts";

interface Aimed {
  readonly lock: NativeId;
  readonly code: AccessCodeId;
  readonly place: Place;
}

/**
 * Where a lock keeps neither names nor shows digits, all that is known of a try without an answer is the slot that it
 * was aimed at. Whoever puts a code of their own there cannot be told from it.
 */
export interface AimedSlots extends Observer {
  /** Whether a person's entry stands where such a try of this code, or of any, was aimed. */
  isMistakable(lock: NativeId, entry: Entry, code?: AccessCodeId): boolean;
}

export const aimedSlotsIn = shared((scene: Scene): AimedSlots => {
  /** Tries by their calls. One that was answered is known. */
  const open = new Map<number, Aimed>();
  const mistaken = new Map<string, readonly AccessCodeId[]>();
  return {
    isMistakable: (lock, entry, code) => {
      const codes = mistaken.get(`${lock} ${entry.id}`) ?? [];
      return code === undefined ? codes.length > 0 : codes.includes(code);
    },
    saw: (happening) => {
      if (happening.kind === "call_sent" && happening.step !== "observe" && happening.step.kind === "set") {
        const { code, at } = happening.step;
        if (at !== undefined) open.set(happening.call, { lock: happening.lock, code, place: at });
      }
      if (happening.kind === "call_answered" && happening.step !== "observe") {
        const { answer, call } = happening;
        const isOpen = answer.kind === "pending" || (answer.kind === "failed" && "mayHaveHappened" in answer);
        if (!isOpen || (answer.kind === "failed" && !answer.mayHaveHappened)) open.delete(call);
      }
      if (happening.kind !== "keypad" || happening.change.what !== "added") return;
      const { lock, change } = happening;
      const { names, readsPins } = scene.lock(lock).profile.capabilities;
      if (change.by.kind !== "person" || names !== "none" || readsPins) return;
      const aimed = [...open.values()].filter((one) => one.lock === lock && one.place === change.entry.place);
      mistaken.set(
        `${lock} ${change.entry.id}`,
        aimed.map(({ code }) => code),
      );
    },
  };
});
