import type { Checker } from "#sim/checker.ts";
import { overdueAt } from "./overdue.ts";
import { opensBetween, ownOn } from "./own-entries.ts";
import { promptMs, troublesIn } from "./troubles.ts";
import { type Wanted, wantedIn } from "./wanted.ts";

/**
 * Bound: X after the end, the deletion or the last trouble at this lock was to be overcome, whichever is last: see
 * `Troubles`. A lock that keeps windows closes by itself; should its clock be wrong, we close it.
 */
export const neverLate: Checker = {
  id: "S2b",
  promise: "No code of ours opens the door a minute after its end or deletion, once nothing keeps us from the lock.",
  watch: (scene, object) => {
    const wanted = wantedIn(scene);
    const troubles = troublesIn(scene);
    const review = overdueAt(scene, object, function* (id) {
      const lock = scene.lock(id);
      for (const { entry, code } of ownOn(lock)) {
        const over = overSince(wanted.get(code), entry.changedAt);
        if (over === undefined) continue;
        const opens = opensBetween(entry, lock);
        const since = Math.max(over, opens.from);
        if (since >= opens.until || scene.now() >= opens.until) continue;
        const by = Math.max(since, troubles.overcomeBy(id)) + promptMs;
        const name = scene.aliasOf(entry.pin);
        yield { key: `${id} ${entry.id}`, since, by, what: `${name} still opens ${id}, and ${code} is over.` };
      }
    });
    wanted.onChange(({ lock }) => review(lock));
    return {
      saw: (happening) => {
        wanted.saw(happening);
        troubles.saw(happening);
        if (happening.kind === "keypad" || happening.kind === "lock") review(happening.lock);
      },
    };
  },
};

/** Since when, or from when, nobody wants a code of ours any more. */
function overSince(code: Wanted | undefined, madeAt: number): number | undefined {
  if (code === undefined) return madeAt;
  if (code.retiredAt !== undefined) return code.retiredAt;
  if (code.goneAt !== undefined) return code.isManaged ? code.goneAt : undefined;
  return code.isManaged ? code.window?.endsAt : undefined;
}
