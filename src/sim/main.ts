import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { checkers as promises } from "./checkers/index.ts";
import { Database } from "./database.ts";
import { type FaultName, faultNames } from "./fault-catalogue.ts";
import { canary } from "./mutants/canary.ts";
import { mutants } from "./mutants/index.ts";
import { crashOf, describeOptions, type RunOptions } from "./options.ts";
import { type PlayOptions, type RunResult, run } from "./run.ts";
import { keptSeeds } from "./seeds.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string" },
    minutes: { type: "string" },
    tiny: { type: "boolean", default: false },
    small: { type: "boolean", default: false },
    years: { type: "boolean", default: false },
    fleet: { type: "boolean", default: false },
    faults: { type: "string", default: "drawn" },
    endpoints: { type: "string" },
    beginning: { type: "string" },
    locks: { type: "string" },
    makes: { type: "string" },
    crash: { type: "string", multiple: true, default: [] },
    twice: { type: "boolean", default: false },
    print: { type: "boolean", default: false },
    sometimes: { type: "boolean", default: false },
    /** A seeded bug, which mutants/planted.ts has planted, or the canary. */
    mutant: { type: "string" },
    /** The last seed first: whether a run depends on those before it. */
    backwards: { type: "boolean", default: false },
    /** Ends with the first run that breaks a promise. */
    stop: { type: "boolean", default: false },
  },
});

if (values.mutant !== undefined && ![canary.id, ...mutants.map(({ name }) => name)].includes(values.mutant)) {
  throw new Error(`There is no mutant ${values.mutant}.`);
}
const checkers = values.mutant === canary.id ? [...promises, canary] : promises;
const shape = (["tiny", "fleet", "years"] as const).find((name) => values[name]) ?? "small";
const [first, last] = seedsOf(values);
const chosen: Omit<PlayOptions, "seed"> = {
  shape,
  faults: faultsOf(values.faults),
  crashes: values.crash.map(crashOf),
  ...(values.endpoints === undefined ? {} : { endpoints: endpointsOf(values.endpoints) }),
  ...(values.beginning === undefined ? {} : { beginning: beginningOf(values.beginning) }),
  ...(values.locks === undefined ? {} : { locks: locksOf(values.locks) }),
  ...(values.makes === undefined ? {} : { makes: values.makes.split(",") }),
  ...(values.print ? { print: (line: string) => console.log(line) } : {}),
};

const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
const many = last === first ? "" : ` to ${last === Number.MAX_SAFE_INTEGER ? "the end of the time" : last}`;
console.log(`sim: ${describeOptions({ ...chosen, seed: first })}${many}, at commit ${commit}`);

const database = await Database.open();
const began = performance.now();
const until = values.minutes === undefined ? undefined : began + Number(values.minutes) * 60_000;
const total = { schedules: 0, lockMs: 0, happenings: 0, violations: 0 };
const sometimes = new Map<string, number>();
const hashes: string[] = [];
const isNamed = values.seed !== undefined || values.seeds !== undefined;
if (!isNamed || values.minutes !== undefined) {
  for (const { name, options } of keptSeeds) {
    if (isOver()) break;
    note(await run(options, database, checkers), `kept seed "${name}"`);
  }
}
for (let turn = 0; turn <= last - first; turn += 1) {
  if (isOver()) break;
  const seed = values.backwards ? last - turn : first + turn;
  const options = { ...chosen, seed };
  const result = await run(options, database, checkers);
  note(result, "");
  if (values.twice) {
    const again = await run(options, database, checkers);
    if (again.traceHash !== result.traceHash) complain(options, `went another way the second time`);
  }
}
await database.close();
summarize();

function isOver(): boolean {
  return (until !== undefined && performance.now() >= until) || (values.stop && total.violations > 0);
}

function note(result: RunResult, name: string): void {
  total.schedules += 1;
  total.lockMs += result.lockMs;
  total.happenings += result.happenings;
  hashes.push(result.traceHash);
  for (const [what, times] of result.sometimes) sometimes.set(what, (sometimes.get(what) ?? 0) + times);
  for (const { id, at, what } of result.violations)
    complain(result.options, `${id} ${new Date(at).toISOString()} ${what} ${name}`);
}

function complain(options: RunOptions, sentence: string): void {
  total.violations += 1;
  console.log(`VIOLATION ${sentence}`);
  const mutant = values.mutant === undefined ? "" : ` --mutant=${values.mutant}`;
  console.log(`  npm run sim -- ${describeOptions(options)}${mutant} --print`);
}

function summarize(): void {
  if (values.sometimes) {
    for (const [what, times] of [...sometimes].sort()) console.log(`sometimes ${what}: ${times}`);
  }
  const seconds = (performance.now() - began) / 1_000;
  const years = (total.lockMs / (365.25 * 86_400_000)).toFixed(2);
  const rate = `${(total.schedules / seconds).toFixed(1)}/s, ${(total.lockMs / 86_400_000 / seconds).toFixed(1)} lock-days/s`;
  console.log(
    `${total.schedules} schedules, ${years} lock-years, ${total.happenings} happenings, ${total.violations} violations, ` +
      `trace ${hashOfAll()}, ${seconds.toFixed(1)} s (${rate})`,
  );
  process.exitCode = total.violations === 0 ? 0 : 1;
}

/** One hash for all the runs, in whatever order they were played. */
function hashOfAll(): string {
  const [only] = hashes;
  const together =
    hashes.length === 1
      ? only
      : createHash("sha256")
          .update([...hashes].sort().join())
          .digest("hex");
  return together?.slice(0, 16) ?? "";
}

function seedsOf({ seed, seeds, minutes }: { seed?: string; seeds?: string; minutes?: string }): [number, number] {
  const [from, to] = (seeds ?? seed ?? String(Date.now() % 1_000_000_000)).split("..").map(Number);
  if (from === undefined || !Number.isSafeInteger(from)) throw new Error("--seed and --seeds take whole numbers.");
  const isOpen = minutes !== undefined && to === undefined;
  return [from, isOpen ? Number.MAX_SAFE_INTEGER : (to ?? from)];
}

function endpointsOf(text: string): "some" | "none" {
  if (text !== "some" && text !== "none") throw new Error("--endpoints takes some or none.");
  return text;
}

function beginningOf(text: string): "arbitrary" | "empty" {
  if (text !== "arbitrary" && text !== "empty") throw new Error("--beginning takes arbitrary or empty.");
  return text;
}

function locksOf(text: string): "cloud" | "local" | "makers" {
  if (text !== "cloud" && text !== "local" && text !== "makers")
    throw new Error("--locks takes cloud, local or makers.");
  return text;
}

function faultsOf(text: string): RunOptions["faults"] {
  if (text === "drawn" || text === "none") return text;
  return text.split(",").map((name) => {
    const found = faultNames.find((known) => known === name);
    if (found === undefined) throw new Error(`There is no fault ${name}; there are ${faultNames.join(", ")}.`);
    return found satisfies FaultName;
  });
}
