import type { RunResult } from "#sim/run.ts";
import type { PassedPoint } from "#sim/world.ts";

/** Whoever dies so much later may find another world, though nobody has written anything: time has passed. */
const sameForMs = 1_000;

/** Every point of a story at which a process could die, from its first request to its end. */
export function everyPoint({ points, effectsBefore, effectsInSafety }: RunResult): readonly PassedPoint[] {
  return points.filter(({ effect }) => effect > effectsBefore && effect <= effectsInSafety);
}

/**
 * The points that can be told apart. What a process knows dies with it: where nothing has changed outside of it
 * since another point a moment ago, whoever starts after it finds the same.
 */
export function distinctPoints(points: readonly PassedPoint[]): readonly PassedPoint[] {
  const latest = new Map<string, PassedPoint>();
  return points.filter((point) => {
    const before = latest.get(point.process);
    if (before?.changes === point.changes && point.at - before.at < sameForMs) return false;
    latest.set(point.process, point);
    return true;
  });
}
