import type { Checker } from "#sim/checker.ts";
import { checkers as promises } from "#sim/checkers/index.ts";
import { distinctPoints, everyPoint } from "#sim/crashes/crash-points.ts";
import { storyOptions } from "#sim/crashes/try-story.ts";
import type { Database } from "#sim/database.ts";
import { describeOptions } from "#sim/options.ts";
import { type PlayOptions, type RunResult, run } from "#sim/run.ts";
import { keptSeeds } from "#sim/seeds.ts";
import { stories } from "#sim/stories/index.ts";
import type { Story } from "#sim/stories/story.ts";
import { canary } from "./canary.ts";
import { mutants } from "./index.ts";
import type { Mutant } from "./mutant.ts";

/** Who objected first, to what, and the options that repeat it. */
export interface Find {
  /** The checker, or `story`: what a story says at its end was not so. */
  readonly by: string;
  readonly what: string;
  /** After how many runs. */
  readonly runs: number;
  readonly again: string;
}

export interface Bounds {
  /** So many crash points are tried at the most: of the story that is meant to show it, and again of all others. */
  readonly crashes: number;
  /** So long seeds are played, in milliseconds. */
  readonly seedsMs: number;
  readonly clock: () => number;
}

/**
 * Lets the simulator look for the bug that is in this house: the stories as they are, then with a process that dies,
 * then what seeds draw. Answers the first objection.
 */
export async function hunt(name: string, database: Database, bounds: Bounds): Promise<Find | undefined> {
  const checkers = [...promises, understood, ...(name === canary.id ? [canary] : [])];
  const plays = choosePlays(mutants.find((one) => one.name === name) ?? {}, bounds);
  let runs = 0;
  for (let next = plays.next(); !next.done; ) {
    const options = next.value;
    const result = await run(options, database, checkers);
    runs += 1;
    const broken = result.violations.find(({ id }) => id === understood.id);
    if (broken !== undefined) throw new Error(`The bug ${name} is none that could live: ${broken.what}`);
    const [first] = result.violations;
    if (first !== undefined) return { by: first.id, what: first.what, runs, again: commandOf(options, name) };
    next = plays.next(result);
  }
  return undefined;
}

/** A bug in a statement that no database would take is not found by the simulator, but by everybody. */
const understood: Checker = {
  id: "understood",
  promise: "Every statement is well formed.",
  watch: (_scene, object) => ({
    saw: (happening) => {
      if (happening.kind === "statement_failed" && happening.why.startsWith("42")) object(`${happening.name} fails.`);
    },
  }),
};

/** What is played, in its order. It is handed the result of each. */
function* choosePlays(
  { shownBy, isOfThePost }: Pick<Mutant, "shownBy" | "isOfThePost">,
  bounds: Bounds,
): Generator<PlayOptions, void, RunResult> {
  for (let seed = 1; isOfThePost === true && seed <= 30; seed += 1)
    yield { seed, shape: "tiny", faults: "drawn", endpoints: "some" };
  for (const story of stories.filter(({ name }) => name === shownBy)) {
    const whole = yield storyOptions(story, 1, []);
    yield* crashing(story, whole).slice(0, bounds.crashes);
  }
  const rows: PlayOptions[][] = [];
  for (const story of stories.filter(({ name }) => name !== shownBy)) {
    const whole = yield storyOptions(story, 1, []);
    rows.push(crashing(story, whole));
  }
  yield* inTurn(rows).slice(0, bounds.crashes);
  for (const { options } of keptSeeds) yield options;
  for (const shape of ["small", "fleet"] as const) {
    const until = bounds.clock() + bounds.seedsMs / 2;
    for (let seed = 1; bounds.clock() < until; seed += 1) yield { seed, shape, faults: "drawn" };
  }
}

function crashing(story: Story, whole: RunResult): PlayOptions[] {
  const points = distinctPoints(everyPoint(whole));
  return points.map(({ effect, position }) => storyOptions(story, 1, [{ effect, position }]));
}

/** The first of each row, then the second of each, and so on. */
function inTurn<One>(rows: readonly (readonly One[])[]): readonly One[] {
  const longest = Math.max(0, ...rows.map(({ length }) => length));
  return Array.from({ length: longest }, (_one, index) => rows.flatMap((row) => row.slice(index, index + 1))).flat();
}

function commandOf(options: PlayOptions, name: string): string {
  const program = options.story === undefined ? "sim" : "sim:crashes";
  return `npm run ${program} -- ${describeOptions(options)} --mutant=${name} --print`;
}
