import type { Checker, Violation } from "#sim/checker.ts";
import type { Database } from "#sim/database.ts";
import type { CrashPoint, RunOptions } from "#sim/options.ts";
import { type PlayOptions, type RunResult, run } from "#sim/run.ts";
import type { Story } from "#sim/stories/story.ts";
import { distinctPoints, everyPoint } from "./crash-points.ts";

/** Which points of a story are tried. */
export interface Choice {
  readonly seed: number;
  /** Those as well that nobody can tell from others. */
  readonly isAll: boolean;
  /** One of every so many, beginning with this one, counted from 0. */
  readonly share: { readonly first: number; readonly every: number };
  /** So many second deaths after each first one, while what it left is being mended. */
  readonly seconds: number;
}

export interface Tried {
  readonly points: number;
  readonly violations: number;
}

/** A promise that a run broke, with what repeats it. */
export type Complain = (options: RunOptions, violation: Violation) => void;

/** Runs a story as it is, and then once for each point at which a process can die. */
export async function tryStory(
  story: Story,
  choice: Choice,
  { database, checkers }: { readonly database: Database; readonly checkers: readonly Checker[] },
  complain: Complain,
): Promise<Tried> {
  let violations = 0;
  let tried = 0;
  const judged = async (crashes: readonly CrashPoint[]): Promise<RunResult> => {
    const options = storyOptions(story, choice.seed, crashes);
    const result = await run(options, database, checkers);
    for (const violation of result.violations) complain(options, violation);
    violations += result.violations.length;
    return result;
  };
  const whole = await judged([]);
  // A story that goes wrong by itself shows nothing of crashes.
  if (violations > 0) return { points: 0, violations };
  const every = everyPoint(whole);
  const { first, every: step } = choice.share;
  const chosen = (choice.isAll ? every : distinctPoints(every)).filter((_point, index) => index % step === first);
  for (const { effect, position } of chosen) {
    const once = await judged([{ effect, position }]);
    tried += 1;
    if (choice.seconds === 0) continue;
    const later = everyPoint(once).filter((point) => point.effect > effect);
    for (const second of distinctPoints(later).slice(0, choice.seconds)) {
      await judged([
        { effect, position },
        { effect: second.effect, position: second.position },
      ]);
      tried += 1;
    }
  }
  return { points: tried, violations };
}

export function storyOptions(story: Story, seed: number, crashes: readonly CrashPoint[]): PlayOptions {
  return { seed, shape: "small", faults: "none", story, crashes };
}
