import type { Checker } from "#sim/checker.ts";
import { handsOff } from "./hands-off.ts";
import { hearsayIn } from "./hearsay.ts";
import { unsettledIn } from "./settles.ts";

/**
 * Self-stabilisation. After an upheaval (upheaval.ts), in which at one stroke every process died, the locks came to
 * hold what nobody put there through us, and the database believed what it had believed earlier, or nothing, all that
 * L1 promises is so at the end of the liveness phase, and nothing that a stranger had put on a lock was touched on the
 * way. What the house has no record of any more, it cannot know to be its own: that is a stranger's. It may stay, and
 * keep our code off the lock if it has its PIN; the code says so then.
 */
export const recovers: Checker = {
  id: "L8",
  promise: "From whatever is on the locks and whatever is believed of them, every lock comes to hold what is wanted.",
  watch: (scene, object) => {
    const unsettled = unsettledIn(scene);
    const hearsay = hearsayIn(scene);
    const harm = handsOff.watch(scene, (what) => {
      if (hearsay.isUpset()) object(what);
    });
    return {
      saw: (happening) => {
        hearsay.saw(happening);
        unsettled.saw(happening);
        harm.saw?.(happening);
      },
      phaseEnded: async (phase) => {
        if (phase !== "liveness" || !hearsay.isUpset()) return;
        for await (const flaw of unsettled.flaws()) object(flaw);
      },
    };
  },
};
