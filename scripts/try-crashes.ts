import { fork } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import type { Violation } from "#sim/checker.ts";
import { checkers } from "#sim/checkers/index.ts";
import { storyOptions, type Tried, tryStory } from "#sim/crashes/try-story.ts";
import { Database } from "#sim/database.ts";
import { crashOf, describeOptions, type RunOptions } from "#sim/options.ts";
import { run } from "#sim/run.ts";
import { stories } from "#sim/stories/index.ts";
import type { Story } from "#sim/stories/story.ts";

// Tells the stories of the simulator once for each point at which a process can die.

/** Second deaths are tried in these, where no story is named: they are short, and more can go wrong in them than in most. */
const storiesForPairs = new Set(["deleted-in-flight", "lost-answer-of-set", "lost-lease"]);
/** A process that dies again does so at one of this many points after it died first. */
const secondsAtMost = 30;

const { values } = parseArgs({
  options: {
    story: { type: "string", multiple: true, default: [] },
    seed: { type: "string", default: "1" },
    all: { type: "boolean", default: false },
    pairs: { type: "boolean", default: false },
    part: { type: "string", default: "" },
    processes: { type: "string", default: "2" },
    crash: { type: "string", multiple: true, default: [] },
    /** Planted by the preloaded module. */
    mutant: { type: "string" },
    print: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const told = toldStories();
const began = performance.now();

if (values.crash.length > 0 || values.print) summarize(await repeat(), told.length);
else if (values.part !== "" || Number(values.processes) === 1) await enumerate();
else await share(Number(values.processes));

/** Exactly the runs that are named. */
async function repeat(): Promise<Tried> {
  const database = await Database.open();
  let violations = 0;
  for (const story of told) {
    const named = storyOptions(story, seed, values.crash.map(crashOf));
    const options = values.print ? { ...named, print: (line: string) => console.log(line) } : named;
    const result = await run(options, database, checkers);
    violations += result.violations.length;
    for (const violation of result.violations) complain(options, violation);
  }
  await database.close();
  return { points: values.crash.length * told.length, violations };
}

/** Every point, or this part of them. */
async function enumerate(): Promise<void> {
  const [part = 1, parts = 1] = values.part === "" ? [] : values.part.split("/").map(Number);
  const choice = {
    seed,
    isAll: values.all,
    share: { first: part - 1, every: parts },
    seconds: values.pairs ? secondsAtMost : 0,
  };
  const database = await Database.open();
  const total = { points: 0, violations: 0 };
  for (const story of told) {
    const { points, violations } = await tryStory(story, choice, { database, checkers }, complain);
    total.points += points;
    total.violations += violations;
  }
  await database.close();
  if (process.send === undefined) summarize(total, told.length);
  else {
    process.send(total);
    process.disconnect();
  }
}

/** Parts of the work in processes of their own. */
async function share(processes: number): Promise<void> {
  const parts = Array.from({ length: processes }, async (_one, index): Promise<Tried> => {
    const child = fork(import.meta.filename, [...process.argv.slice(2), `--part=${index + 1}/${processes}`]);
    const broken = once(child, "exit").then(() => ({ points: 0, violations: 1 }));
    const answered = once(child, "message").then(([tried]: Tried[]) => tried ?? { points: 0, violations: 1 });
    return await Promise.race([answered, broken]);
  });
  const tried = await Promise.all(parts);
  const sum = (of: (one: Tried) => number) => tried.reduce((before, one) => before + of(one), 0);
  summarize({ points: sum(({ points }) => points), violations: sum(({ violations }) => violations) }, told.length);
}

function complain(options: RunOptions, { id, at, what }: Violation): void {
  console.log(`VIOLATION ${options.story?.name ?? ""} ${id} ${new Date(at).toISOString()} ${what}`);
  const planted = values.mutant === undefined ? "" : ` --mutant=${values.mutant}`;
  console.log(`  npm run sim:crashes -- ${describeOptions(options)}${planted} --print`);
}

function summarize({ points, violations }: Tried, count: number): void {
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  console.log(`${count} stories, ${points} crash points, ${violations} violations, ${seconds} s`);
  process.exitCode = violations === 0 ? 0 : 1;
}

function toldStories(): readonly Story[] {
  for (const name of values.story) {
    if (stories.some((story) => story.name === name)) continue;
    throw new Error(`There is no story ${name}; there are ${stories.map((story) => story.name).join(", ")}.`);
  }
  if (values.story.length > 0) return stories.filter(({ name }) => values.story.includes(name));
  return values.pairs ? stories.filter(({ name }) => storiesForPairs.has(name)) : stories;
}
