import { landingMs } from "#domain/recognise.ts";
import type { Checker } from "#sim/checker.ts";
import { overdueAt } from "./overdue.ts";
import { ownOn } from "./own-entries.ts";
import { promptMs, troublesIn } from "./troubles.ts";
import { wantedIn } from "./wanted.ts";

/**
 * As S2b, for entries that do not open yet as well: of a code whose deletion was answered nothing by our doing stands
 * on the lock X and a landing after whatever went wrong there was to be overcome, which is within two rounds once
 * nothing goes wrong any more.
 */
export const deletionsLand: Checker = {
  id: "L3",
  promise: "What is deleted leaves the lock, whether it already opens the door or not.",
  watch: (scene, object) => {
    const wanted = wantedIn(scene);
    const troubles = troublesIn(scene);
    const review = overdueAt(scene, object, function* (id) {
      for (const { entry, code } of ownOn(scene.lock(id))) {
        const since = wanted.get(code)?.retiredAt;
        if (since === undefined) continue;
        const by = Math.max(since, troubles.overcomeBy(id)) + promptMs + landingMs;
        yield {
          key: `${id} ${entry.id}`,
          since,
          by,
          what: `${id} still holds ${scene.aliasOf(entry.pin)} of ${code}, which was deleted.`,
        };
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
