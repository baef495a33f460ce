import { join } from "node:path";
import { createWebhook } from "#app/webhooks.ts";
import { appendEvents } from "#store/events.ts";
import { judge } from "./goals.ts";
import { allowed, type BareHouse, openBareHouse } from "./house.ts";
import { quantileOf } from "./pace.ts";
import { type Program, startProgram } from "./program.ts";
import type { Section } from "./report.ts";
import { until } from "./until.ts";
import type { Workshop } from "./workshop.ts";

export interface DeliveringPlan {
  /** Events recorded one by one, so many a second for so long, to be told at once. */
  readonly paced: { readonly perSecond: number; readonly seconds: number };
  /** Events that lie ready for each of so many endpoints, delivered for so long at most. */
  readonly heap: { readonly events: number; readonly endpoints: number; readonly seconds: number };
}

interface Received {
  readonly count: number;
  readonly arrivals: readonly (readonly [string, number])[];
  readonly repeated: number;
}

/** How soon an event is at its receiver, and how many deliveries a second one process makes. */
export async function measureDelivering(workshop: Workshop, plan: DeliveringPlan): Promise<Section> {
  const house = await openBareHouse(workshop, "delivering");
  const receiver = await startProgram(join(import.meta.dirname, "receiver-process.ts"), {
    environment: {},
    isReady: (line) => line.startsWith("{"),
  });
  workshop.onClose(receiver.end);
  const { url } = JSON.parse(receiver.line) as { url: string };
  const { desk, workspace } = house;
  const endpointAt = async (path: string) =>
    allowed(await createWebhook(desk, workspace.id, { url: `${url}${path}`, eventTypes: ["*"] }));
  const received = async (path = "") => (await (await fetch(`${url}${path}`)).json()) as Received;
  const receivedAll = async (count: number) => {
    await until("delivery of everything", async () => (await received("/count")).count >= count);
    return received();
  };

  const receivedWithin = async (seconds: number, count: number) => {
    const deadline = performance.now() + seconds * 1_000;
    await until("end of the time", async () => {
      return performance.now() > deadline || (await received("/count")).count >= count;
    });
    return received();
  };

  await endpointAt("/paced");
  const post = await startPost(workshop, house);
  const soon = await paced(house, plan.paced, receivedAll);
  await post.end();

  for (let number = 1; number < plan.heap.endpoints; number += 1) await endpointAt(`/heap${number}`);
  const due = plan.heap.events * plan.heap.endpoints;
  for (let done = 0; done < plan.heap.events; done += 500)
    await record(house, 1_000_000 + done, Math.min(plan.heap.events - done, 500));
  const { count: before } = await received("/count");
  await startPost(workshop, house);
  const all = await receivedWithin(plan.heap.seconds, before + due);
  const times = all.arrivals.slice(before).map(([, at]) => at);
  const rate = (times.length / ((times.at(-1) ?? 0) - (times[0] ?? 0))) * 1_000;
  if (all.repeated > 0) throw new Error(`${all.repeated} deliveries were made twice, and nothing had failed.`);

  const line = {
    name: `commit to receiver, ${plan.paced.perSecond} events/s`,
    rate: undefined,
    p50: quantileOf(soon, 0.5),
    p99: quantileOf(soon, 0.99),
    count: soon.length,
  };
  const heap = `${due} deliveries to ${plan.heap.endpoints} endpoints`;
  return {
    title: "Webhooks from one process to a receiver in another, signed and recorded",
    lines: [line, { name: heap, rate, p50: undefined, p99: undefined, count: due }],
    judged: [
      judge({ id: "P-10-p50", what: `${line.name}, p50`, unit: "ms", bound: { atMost: 20 } }, line.p50),
      judge({ id: "P-10-p99", what: `${line.name}, p99`, unit: "ms", bound: { atMost: 150 } }, line.p99),
      judge({ id: "P-10", what: heap, unit: "/s", bound: { atLeast: 2_000 } }, rate),
    ],
  };
}

function startPost(workshop: Workshop, { databaseUrl, masterKey }: BareHouse): Promise<Program> {
  const { CPU_PROF_DIR } = process.env;
  return startProgram(join(import.meta.dirname, "post-process.ts"), {
    environment: { DATABASE_URL: databaseUrl, BENCH_MASTER_KEY: masterKey, NODE_ENV: "production" },
    nodeOptions: CPU_PROF_DIR === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${CPU_PROF_DIR}`],
    isReady: (line) => line.startsWith("{"),
  }).then((program) => {
    workshop.onClose(program.end);
    return program;
  });
}

/** `number`: of the first; each event has a time of its own, by which it is known again. */
async function record({ desk, workspace }: BareHouse, number: number, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, next) => ({
    type: "device.connected" as const,
    occurredAt: firstAt + number + next,
  }));
  await appendEvents(desk.store.db, desk.store, workspace.id, events);
}

const firstAt = Date.UTC(2026, 0);

/** Milliseconds from each commit to the arrival of its event. */
async function paced(
  house: BareHouse,
  { perSecond, seconds }: DeliveringPlan["paced"],
  receivedAll: (count: number) => Promise<Received>,
): Promise<readonly number[]> {
  const count = perSecond * seconds;
  const committedAt = new Map<number, number>();
  const recording: Promise<void>[] = [];
  const beganAt = performance.now();
  for (let number = 0; number < count; number += 1) {
    const wait = beganAt + (number * 1_000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const kept = () => void committedAt.set(number, performance.timeOrigin + performance.now());
    recording.push(record(house, number, 1).then(kept));
  }
  await Promise.all(recording);
  const { arrivals } = await receivedAll(count);
  const rows = await house.desk.store.db.query<{ event_id: string; occurred_at: Date }>(
    "select event_id, occurred_at from events",
  );
  const numbers = new Map(rows.map((row) => [row.event_id, row.occurred_at.getTime() - firstAt]));
  return arrivals.map(([name, at]) => {
    const number = numbers.get(name.split(" ")[1] ?? "") ?? Number.NaN;
    return Math.max(0, at - (committedAt.get(number) ?? Number.NaN));
  });
}
