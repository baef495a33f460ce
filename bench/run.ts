import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { compareWith } from "./against.ts";
import { type ConsolePlan, measureConsole } from "./console.ts";
import { measureCreate } from "./creating.ts";
import { type DeliveringPlan, measureDelivering } from "./delivering.ts";
import { startFake } from "./fake.ts";
import { openHouse } from "./house.ts";
import { type ImportingPlan, measureImporting } from "./importing.ts";
import { measureOpenLoop, type OpenLoopPlan } from "./open-loop.ts";
import type { Schedule } from "./pace.ts";
import { measurePutting } from "./putting-on-locks.ts";
import { measureFullPage, measureGet, measureList } from "./reading.ts";
import { printSection, printSurroundings, type Section, surroundings } from "./report.ts";
import { measureSealing } from "./sealing.ts";
import { measureSimulating } from "./simulating.ts";
import { measureStarting } from "./starting.ts";
import { startWholeServer } from "./whole-server.ts";
import { openWorkshop, type Workshop } from "./workshop.ts";

interface Plan {
  readonly schedule: Schedule;
  /** A lock takes ten new codes a minute: so many locks are enough for all that is created within one. */
  readonly locks: number;
  /** How many codes are followed to the lock, one after another. */
  readonly puts: number;
  readonly delivering: DeliveringPlan;
  readonly openLoop: OpenLoopPlan;
  readonly console: ConsolePlan;
  readonly importing: ImportingPlan;
  readonly seals: number;
  readonly simulated: { readonly schedules: number; readonly years: number };
}

const thorough: Plan = {
  schedule: { connections: 10, warmUpMs: 1_500, roundMs: 3_000, rounds: 5 },
  locks: 20_000,
  puts: 90,
  delivering: { paced: { perSecond: 200, seconds: 15 }, heap: { events: 10_000, endpoints: 4, seconds: 15 } },
  openLoop: { perSecond: 1_000, seconds: 10 },
  console: { size: { doors: 10_000, codes: 10, events: 50_000 }, times: 3 },
  importing: { doors: 2_000, codesOfDoor: 50, cleaners: 200 },
  seals: 20_000,
  simulated: { schedules: 100, years: 1 },
};
const quick: Plan = {
  schedule: { connections: 10, warmUpMs: 100, roundMs: 200, rounds: 1 },
  locks: 500,
  puts: 3,
  delivering: { paced: { perSecond: 50, seconds: 1 }, heap: { events: 100, endpoints: 2, seconds: 15 } },
  openLoop: { perSecond: 50, seconds: 1 },
  console: { size: { doors: 100, codes: 10, events: 500 }, times: 1 },
  importing: { doors: 100, codesOfDoor: 10, cleaners: 3 },
  seals: 100,
  simulated: { schedules: 2, years: 1 },
};

/** How many codes two locks hold when the reading begins. */
const held = { smallLock: 20, fullLock: 100 };
const sections = [
  "get",
  "list",
  "page",
  "create",
  "burst",
  "putting",
  "delivering",
  "starting",
  "console",
  "import",
  "sealing",
  "simulating",
] as const;
/** What takes as long however little of it is asked for. */
const notQuick: readonly string[] = ["starting", "simulating", "console", "import"];
type SectionName = (typeof sections)[number];

async function* measure(workshop: Workshop, plan: Plan, chosen: ReadonlySet<string>): AsyncGenerator<Section> {
  const { schedule } = plan;
  const isChosen = (...names: readonly SectionName[]) => names.some((name) => chosen.has(name));
  if (isChosen("sealing")) yield measureSealing(plan.seals);
  if (isChosen("get", "list", "page", "create", "burst")) {
    const house = await openHouse(workshop, { ...held, locks: plan.locks, guests: plan.locks / 10 });
    const newFake = () => startFake(workshop, held);
    const fake = await newFake();
    if (isChosen("get")) yield await measureGet(house, fake, schedule);
    if (isChosen("list")) yield await measureList(house, fake, schedule);
    if (isChosen("page")) yield await measureFullPage(house, schedule);
    await fake.end();
    if (isChosen("create")) yield await measureCreate(house, newFake, schedule);
    if (isChosen("burst")) yield await measureOpenLoop(house, plan.openLoop);
    await house.end();
  }
  if (isChosen("delivering")) yield await measureDelivering(workshop, plan.delivering);
  if (isChosen("starting")) yield await measureStarting(workshop);
  if (isChosen("console")) yield await measureConsole(workshop, plan.console);
  if (isChosen("import")) yield await measureImporting(workshop, plan.importing);
  if (isChosen("simulating")) yield await measureSimulating(plan.simulated);
  if (isChosen("putting")) yield await measurePutting(await startWholeServer(workshop), plan.puts);
}

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    /** A file that --json has kept. */
    against: { type: "string" },
    only: { type: "string", multiple: true },
  },
});
const chosen = options.only ?? sections.filter((name) => !options.quick || !notQuick.includes(name));
const measured: Section[] = [];
const workshop = await openWorkshop();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void workshop.close().finally(() => process.exit(130)));
}
try {
  process.stdout.write(printSurroundings());
  for await (const section of measure(workshop, options.quick ? quick : thorough, new Set(chosen))) {
    process.stdout.write(printSection(section));
    measured.push(section);
  }
  if (options.against !== undefined) process.stdout.write(await compareWith(options.against, measured));
  if (options.json !== undefined) {
    const written = { at: new Date().toISOString(), isQuick: options.quick, ...surroundings(), sections: measured };
    await writeFile(options.json, `${JSON.stringify(written, null, 2)}\n`);
  }
} finally {
  await workshop.close();
}
