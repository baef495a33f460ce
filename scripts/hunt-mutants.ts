import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { mutants } from "#sim/mutants/index.ts";
import type { Mutant } from "#sim/mutants/mutant.ts";

/**
 * Plants each seeded bug in turn and lets the simulator look for it, in a process of its own. Exit code 1 where one
 * lives on, or where the canary, which objects to everything, is not heard.
 */
const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    /** How long the simulator may look for one, in seconds. */
    seconds: { type: "string", default: "60" },
    at: { type: "string", default: "2" },
  },
});

const sim = join(import.meta.dirname, "..", "src", "sim");
const program = ["--import", join(sim, "mutants", "planted.ts"), join(sim, "main.ts")];
const chosen = mutants.filter(({ name }) => values.only.length === 0 || values.only.includes(name));
const canary = {
  name: "canary",
  breaks: "Nothing: a checker that objects to everything shows that objections are heard.",
};

interface Verdict {
  readonly name: string;
  /** The checker that found it; `undefined`: it lives. */
  readonly killedBy: string | undefined;
  readonly how: string;
  readonly seconds: number;
}

const waiting: Pick<Mutant, "name" | "breaks">[] = [canary, ...chosen];
const verdicts: Verdict[] = [];
await Promise.all(
  Array.from({ length: Number(values.at) }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const verdict = await hunt(next.name);
      verdicts.push(verdict);
      const fate = verdict.killedBy === undefined ? "LIVES" : `killed by ${verdict.killedBy}`;
      console.log(
        `${next.name.padEnd(28)} ${fate.padEnd(16)} ${verdict.seconds.toFixed(1).padStart(6)} s  ${verdict.how}`,
      );
    }
  }),
);
const alive = verdicts.filter(({ killedBy }) => killedBy === undefined);
const killers = new Set(verdicts.flatMap(({ killedBy }) => killedBy ?? []));
console.log(
  `${verdicts.length - alive.length} of ${verdicts.length} killed, by ${[...killers].sort().join(", ")}` +
    (alive.length === 0 ? "" : `; alive: ${alive.map(({ name }) => name).join(", ")}`),
);
process.exitCode = alive.length === 0 ? 0 : 1;

/** Seeds in the order of their numbers, small ones first, until one objects. */
async function hunt(name: string): Promise<Verdict> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  for (const shape of ["--small", "--fleet"]) {
    const minutes = Number(values.seconds) / 60 / 2;
    const output = await run([`--mutant=${name}`, shape, "--seed=1", `--minutes=${minutes}`, "--stop"]);
    const [, killedBy, sentence = ""] = /^VIOLATION (\S+) (.*)$/m.exec(output) ?? [];
    if (killedBy !== undefined) {
      const [, again = ""] = /^ {2}npm run sim -- (.*)$/m.exec(output) ?? [];
      return { name, killedBy, how: `${again.replace(" --print", "")}: ${sentence.slice(0, 120)}`, seconds: seconds() };
    }
  }
  return { name, killedBy: undefined, how: "", seconds: seconds() };
}

function run(options: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [...program, ...options], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      // 1 is a violation; anything else but 0 means that the bug could not be planted or the simulator broke.
      if (code === 0 || (code === 1 && output.includes("VIOLATION"))) resolve(output);
      else reject(new Error(`The simulator ended with ${code}: ${complaint.slice(-2_000)}`));
    });
  });
}
