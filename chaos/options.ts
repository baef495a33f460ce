import { parseArgs } from "node:util";
import { type MisfortuneName, misfortunes } from "./misfortunes.ts";
import { systems } from "./system.ts";

export interface Options {
  readonly seed: number;
  readonly counts: ReadonlyMap<MisfortuneName, number>;
  readonly kinds: readonly MisfortuneName[];
  readonly minutes: number;
  readonly locks: number;
  readonly customers: number;
  readonly system: string;
  readonly keeps: boolean;
}

const counted = { kills: "kill", failovers: "failover", stops: "stop", terms: "term" } as const;

export const help = `npm run chaos -- [options]

  --kills N        kill a server process N times (SIGKILL)
  --failovers N    lose the primary database N times
  --stops N        stop a server process beyond its lease N times (SIGSTOP, SIGCONT)
  --terms N        ask a server process to end N times (SIGTERM)
  --minutes N      whatever is drawn, for N minutes; 2 where nothing else is asked for
  --only a,b       draw from these alone: ${Object.keys(misfortunes).join(", ")}
  --seed N         what is drawn; the same seed draws the same
  --locks N        so many locks, 50
  --customers N    so many ask at a time, 8
  --system NAME    ${Object.keys(systems).join(", ")}; two
  --keep           leave the journals and logs where they are
`;

/** What was asked for, or what is wrong with it. */
export function readOptions(args: readonly string[], drawSeed: () => number): Options | { readonly problem: string } {
  let values: Readonly<Record<string, string | boolean | undefined>>;
  try {
    const text = { type: "string" } as const;
    const texts = ["kills", "failovers", "stops", "terms", "minutes", "only", "seed", "locks", "customers", "system"];
    const options = { ...Object.fromEntries(texts.map((name) => [name, text])), keep: { type: "boolean" } as const };
    values = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const number = (name: string, otherwise: number) => Number(values[name] ?? otherwise);
  const counts = new Map(Object.entries(counted).map(([name, kind]) => [kind, number(name, 0)] as const));
  const isCounted = [...counts.values()].some((count) => count > 0);
  const kinds = String(values.only ?? Object.keys(misfortunes).join(",")).split(",") as MisfortuneName[];
  const stranger = kinds.find((kind) => !(kind in misfortunes));
  if (stranger !== undefined) return { problem: `There is no misfortune ${stranger}.` };
  const options = {
    seed: number("seed", drawSeed()),
    counts,
    kinds,
    minutes: number("minutes", isCounted ? 0 : 2),
    locks: number("locks", 50),
    customers: number("customers", 8),
    system: String(values.system ?? "two"),
    keeps: values.keep === true,
  };
  const wrong = [...counts.values(), options.seed, options.minutes, options.locks, options.customers].some(
    (one) => !(one >= 0),
  );
  if (wrong) return { problem: "What is counted is a number, 0 or more." };
  return options.system in systems ? options : { problem: `There is no system ${options.system}.` };
}
