import type { NativeId } from "#domain/ids.ts";
import type { Scene } from "#sim/checker.ts";
import { type Observer, shared } from "./shared.ts";
import { isTrue, promptMs } from "./troubles.ts";

/** What the house believes because an upheaval put it into its database, and not because it has seen it. */
export interface Hearsay extends Observer {
  /** Whether there has been an upheaval. */
  readonly isUpset: () => boolean;
  /** Whether what is believed of this lock may still rest on it: X after a look showed the lock as it is, it does not. */
  rules(lock: NativeId): boolean;
}

export const hearsayIn = shared((scene: Scene): Hearsay => {
  const until = new Map<NativeId, number>();
  let isUpset = false;
  return {
    isUpset: () => isUpset,
    rules: (lock) => scene.now() < (until.get(lock) ?? Number.NEGATIVE_INFINITY),
    saw: (happening) => {
      if (happening.kind === "upheaval") {
        isUpset = true;
        for (const { nativeId } of scene.locks) until.set(nativeId, Number.POSITIVE_INFINITY);
      }
      if (happening.kind !== "call_answered" || happening.answer.kind !== "seen") return;
      const { lock, answer, at } = happening;
      if (until.get(lock) === Number.POSITIVE_INFINITY && isTrue(answer, scene.lock(lock)))
        until.set(lock, at + promptMs);
    },
  };
});
