import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Database } from "#sim/database.ts";
import { canary } from "#sim/mutants/canary.ts";
import { mutants } from "#sim/mutants/index.ts";
import { plantAside } from "#sim/mutants/plant.ts";

/**
 * Plants each seeded bug in turn and lets the simulator look for it, each in a house of its own, all over one database.
 * Exit code 1 where one lives on, or where the canary, which objects to everything, is not heard.
 */
const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    /** How many crash points of stories are tried for one at the most. */
    crashes: { type: "string", default: "400" },
    /** How long seeds are played for one, in seconds. */
    seconds: { type: "string", default: "60" },
  },
});

const named = [canary.id, ...mutants.map(({ name }) => name)];
const chosen = values.only.length === 0 ? named : values.only;
for (const name of chosen) if (!named.includes(name)) throw new Error(`There is no mutant ${name}.`);
plantAside(mutants);
const database = await Database.open();
const clock = () => performance.now();
const bounds = { crashes: Number(values.crashes), seedsMs: Number(values.seconds) * 1_000, clock };
const killers = new Set<string>();
const alive: string[] = [];
const took: number[] = [];
for (const name of chosen) {
  const began = clock();
  const find = await huntIn(name);
  const seconds = (clock() - began) / 1_000;
  if (find === undefined) alive.push(name);
  else {
    killers.add(find.by);
    took.push(seconds);
  }
  const fate = find === undefined ? "LIVES" : `killed by ${find.by}`;
  console.log(`${name.padEnd(28)} ${fate.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s  ${find?.what ?? ""}`);
  if (find !== undefined) console.log(`  ${find.again}`);
}
await database.close();
took.sort((one, other) => one - other);
const median = took[took.length >> 1]?.toFixed(1);
console.log(
  `${chosen.length - alive.length} of ${chosen.length} killed, by ${[...killers].sort().join(", ")}; ` +
    `median ${median} s, longest ${took.at(-1)?.toFixed(1)} s${alive.length === 0 ? "" : `; alive: ${alive.join(", ")}`}`,
);
process.exitCode = alive.length === 0 ? 0 : 1;

/** In a house with this bug, and with none for the canary. */
async function huntIn(name: string) {
  const file = pathToFileURL(join(import.meta.dirname, "..", "src", "sim", "mutants", "hunt.ts")).href;
  const { hunt }: typeof import("#sim/mutants/hunt.ts") = await import(`${file}?bug=${name}`);
  await database.reconnect();
  return await hunt(name, database, bounds);
}
