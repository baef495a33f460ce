import { failedAfterMs, lateAfterMs } from "#domain/code-causes.ts";
import type { AccessCodeId } from "#domain/ids.ts";
import type { Checker } from "#sim/checker.ts";
import { ownOn } from "./own-entries.ts";
import { toldIn } from "./told.ts";
import { longestBackOffMs, promptMs } from "./troubles.ts";
import { type Wanted, wantedIn } from "./wanted.ts";

/**
 * Weaker than the reference, which wants the error within X of the end: ours tells a warning after 5 minutes and the
 * error after 15 (domain/catalog), for most removals take a moment and an alarm that goes off each time is heard no
 * more. Bound: X beyond these, and a back-off more while no process was up to notice the end. At neither moment is the
 * code said to be gone, whatever stands in between.
 */
export const neverSilentlyLate: Checker = {
  id: "S2c",
  promise: "What still stands on a lock after its time is said to, by a warning after 5 minutes and an error after 15.",
  watch: (scene, object) => {
    const wanted = wantedIn(scene);
    const told = toldIn(scene);
    const planned = new Set<string>();
    const servedSince = { at: Number.NEGATIVE_INFINITY };
    const look = async (id: AccessCodeId, overAt: number, stage: "warning" | "error") => {
      const code = wanted.get(id);
      const isSame = code?.isManaged && (code.retiredAt ?? code.window?.endsAt) === overAt;
      if (!isSame || !ownOn(scene.lock(code.lock)).some((own) => own.code === id)) return;
      // Whoever is to notice the end has to be there.
      if (!scene.isServed() || servedSince.at > overAt) return;
      const { status, errors, warnings } = await told.ask(id);
      const isTold =
        errors.includes("failed_to_remove_from_device") ||
        (stage === "warning" && warnings.includes("delay_in_removing_from_device"));
      if (status === "unknown" || isTold || status === "gone") return;
      object(
        `${id} was over at ${new Date(overAt).toISOString()}, stands on ${code.lock} and has no ${stage} (${status}).`,
      );
    };
    const plan = ({ id, retiredAt, window, isManaged }: Wanted) => {
      const overAt = retiredAt ?? window?.endsAt;
      if (!isManaged || overAt === undefined || planned.has(`${id} ${overAt}`)) return;
      planned.add(`${id} ${overAt}`);
      scene.at(overAt + lateAfterMs + promptMs, () => look(id, overAt, "warning"));
      scene.at(overAt + failedAfterMs + promptMs + longestBackOffMs, () => look(id, overAt, "error"));
    };
    wanted.onChange(plan);
    return {
      saw: (happening) => {
        told.saw(happening);
        if (happening.kind === "process") servedSince.at = happening.at;
      },
    };
  },
};
