import type { Checker } from "#sim/checker.ts";

/** Objects to every run: where it is not heard, no checker would be. */
export const canary: Checker = {
  id: "canary",
  promise: "Nothing that can be kept.",
  watch: (_scene, object) => ({
    phaseEnded: async (phase) => object(`The phase ${phase} has ended.`),
  }),
};
