import type { NativeId } from "#domain/ids.ts";
import type { Scene } from "#sim/checker.ts";

/** Something at a lock that is not as it should be. */
export interface Overdue {
  /** What it is about: objected to once. */
  readonly key: string;
  /** Since when it has been so, or from when it will be, epoch milliseconds. */
  readonly since: number;
  /** By when it must have come right, unless trouble comes in between. */
  readonly by: number;
  readonly what: string;
}

/**
 * Looks at a lock again and again for as long as something there is not as it should be, and objects to what is so
 * beyond its time.
 */
export function overdueAt(
  scene: Scene,
  object: (what: string) => void,
  find: (lock: NativeId) => Iterable<Overdue>,
): (lock: NativeId) => void {
  const told = new Set<string>();
  const planned = new Map<NativeId, number>();
  const review = (lock: NativeId) => {
    const now = scene.now();
    let next = Number.POSITIVE_INFINITY;
    for (const { key, since, by, what } of find(lock)) {
      if (told.has(key)) continue;
      const at = Math.max(since, by);
      if (at > now) next = Math.min(next, at);
      else {
        told.add(key);
        object(what);
      }
    }
    const before = planned.get(lock);
    if (!Number.isFinite(next) || (before !== undefined && before > now && before <= next)) return;
    planned.set(lock, next);
    scene.at(next, () => {
      if (planned.get(lock) === next) planned.delete(lock);
      review(lock);
    });
  };
  return review;
}
