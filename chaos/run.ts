import { rm } from "node:fs/promises";
import { join } from "node:path";
import { seededEntropy } from "#sim/entropy.ts";
import { checkers } from "./checkers/index.ts";
import { createCustomers } from "./customers.ts";
import { gather } from "./gather.ts";
import { openLineJournal } from "./journal.ts";
import { heal } from "./misfortunes.ts";
import { rage } from "./nemesis.ts";
import { help, type Options, readOptions } from "./options.ts";
import { createPeople } from "./people.ts";
import { printReport } from "./report.ts";
import type { Line } from "./requests.ts";
import { openStage } from "./stage.ts";

const args = process.argv.slice(2);
if (args.includes("--help")) {
  process.stdout.write(help);
  process.exit(0);
}
const options = readOptions(args, () => Math.floor(Math.random() * 1_000_000_000));
if ("problem" in options) {
  process.stderr.write(`${options.problem}\n\n${help}`);
  process.exit(2);
}
process.exit((await run(options)) ? 0 : 1);

/** Answers whether every promise was kept. */
async function run({ seed, locks, system, ...options }: Options): Promise<boolean> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  say(`Seed ${seed}, ${locks} locks, system ${system}`);
  const entropy = seededEntropy(seed);
  const kinds = options.kinds.filter((kind) => options.minutes > 0 || (options.counts.get(kind) ?? 0) > 0);
  const withStandby = kinds.includes("failover") || (options.counts.get("failover") ?? 0) > 0;
  const stage = await openStage({ system, lockCount: locks, withStandby, entropy });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void stage.close().finally(() => process.exit(130)));
  }
  let isKept = false;
  try {
    const journal = await openLineJournal<Line>(join(stage.folder, "requests.jsonl"));
    const pace = { count: options.customers, pauseMs: 400 };
    const customers = createCustomers({
      api: stage.api,
      doors: stage.doors,
      draw: entropy("customers"),
      journal,
      ...pace,
    });
    const places = stage.doors.map(({ lock }) => lock);
    const people = createPeople(places, stage.cloud.control, entropy("people"));
    for (let count = 0; count < 30; count += 1) await people.put();
    const over = new AbortController();
    const living = Promise.all([customers.live(over.signal), people.live(over.signal)]);
    const until = Date.now() + options.minutes * 60_000;
    const mishaps = await rage(
      stage,
      { counts: options.counts, kinds: options.kinds, until },
      entropy("nemesis"),
      (one) => say(`  ${one.kind} ${one.what} ${JSON.stringify(one.figures)} ${one.objections.join(" ")}`),
    );
    over.abort();
    await heal(stage);
    await living;
    await journal.close();
    const history = await gather(stage, { asked: customers.requests, people: people.codes }, mishaps);
    const found = checkers.map((checker) => ({ checker, objections: checker.objections(history) }));
    isKept = printReport({ seed, history, requests: customers.requests, mishaps, found, say });
  } finally {
    await stage.close();
    if (isKept && !options.keeps) await rm(stage.folder, { recursive: true, force: true });
    else say(`Journals and logs: ${stage.folder}`);
  }
  return isKept;
}
