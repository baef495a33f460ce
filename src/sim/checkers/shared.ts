import type { Scene } from "#sim/checker.ts";
import type { Happening } from "#sim/happening.ts";

/** Something that several checkers of one run want to know. */
export interface Observer {
  saw(happening: Happening): void;
}

/** One for a run, whoever asks for it first; it is told of each happening once, however many checkers tell it. */
export function shared<One extends Observer>(observe: (scene: Scene) => One): (scene: Scene) => One {
  const made = new WeakMap<Scene, One>();
  return (scene) => {
    const known = made.get(scene);
    if (known !== undefined) return known;
    const one = observe(scene);
    let heard = 0;
    const once: One = {
      ...one,
      saw: (happening: Happening) => {
        if (happening.seq <= heard) return;
        heard = happening.seq;
        one.saw(happening);
      },
    };
    made.set(scene, once);
    return once;
  };
}
