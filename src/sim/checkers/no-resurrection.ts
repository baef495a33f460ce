import type { Checker } from "#sim/checker.ts";

/**
 * From the answer to the deletion on, no call that sets the code is sent, but for one whose intent was written before:
 * its process stood still between the database and the lock, and no store can reach into that. It is counted apart,
 * and what it puts there is met by S2b and L3. No provider takes our fencing number, so that none can refuse it.
 */
export const noResurrection: Checker = {
  id: "S5",
  promise: "Once its deletion is answered, a code is not set again.",
  watch: (scene, object) => {
    const deletedAt = new Map<string, number>();
    /** For each process, when it wrote the intents for which it has not yet called. */
    const intents = new Map<string, number[]>();
    return {
      saw: (happening) => {
        if (happening.kind === "process" && happening.what !== "paused") intents.delete(happening.process);
        if (happening.kind === "statement" && happening.name === "begin-attempt" && happening.rows > 0)
          intents.set(happening.process, [...(intents.get(happening.process) ?? []), happening.at]);
        if (happening.kind === "answered" && happening.path === "/access_codes/delete" && happening.status === 200)
          deletedAt.set(String(happening.body.access_code_id), happening.at);
        if (happening.kind !== "call_sent" || happening.step === "observe" || happening.step.kind === "turn") return;
        const [writtenAt, ...others] = intents.get(happening.process) ?? [];
        intents.set(happening.process, others);
        const deleted = deletedAt.get(happening.step.code);
        if (happening.step.kind !== "set" || deleted === undefined || happening.at <= deleted) return;
        if (writtenAt !== undefined && writtenAt <= deleted)
          scene.sometimes("a set was on its way when it was deleted");
        else object(`${happening.process} sets ${happening.step.code} on ${happening.lock} after its deletion.`);
      },
    };
  },
};
