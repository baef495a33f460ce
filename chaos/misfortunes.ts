import type { Draw } from "#sim/entropy.ts";
import type { FaultProxy, LineFault } from "./fault-proxy.ts";
import type { Stage } from "./stage.ts";
import type { ServerProcess } from "./system.ts";
import { sleep, until } from "./time.ts";

/** What came of one misfortune, once it is healed. */
interface Came {
  readonly what: string;
  readonly figures?: Readonly<Record<string, number>>;
  readonly objections?: readonly string[];
}

type Misfortune = (stage: Stage, draw: Draw) => Promise<Came>;

/** The lease of a worker (`src/serve.ts`), in milliseconds. */
const leaseMs = 10_000;

const kill: Misfortune = async ({ servers, database }, draw) => {
  const server = draw.pick(servers);
  await server.program.kill();
  await sleep(draw.between(0, 300));
  const readyMs = await timed(server.program.start);
  return { what: server.program.name, figures: { readyMs, ...(await orphanFigures(database)) } };
};

/** How many devices were held by nobody living is known once their leases run out: here only, that it is soon. */
async function orphanFigures(database: Stage["database"]): Promise<Readonly<Record<string, number>>> {
  const db = database.open();
  const rows = await db
    .query<{ ms: number | null }>("select extract(epoch from max(lease_until) - now()) * 1000 as ms from devices")
    .finally(() => db.close());
  return { leaseLeftMs: Math.max(0, Number(rows[0]?.ms ?? 0)) };
}

const killDatabase: Misfortune = async ({ database, servers }, draw) => {
  const primary = database.primary();
  await primary.kill();
  for (const { toDatabase } of servers) toDatabase.cut();
  await sleep(draw.between(0, 1_000));
  return { what: primary.name, figures: { databaseBackMs: await timed(primary.start) } };
};

const killReceiver: Misfortune = async ({ receiver }) => {
  await receiver.kill();
  await receiver.start();
  return { what: receiver.name };
};

const failover: Misfortune = async ({ database, servers }) => {
  const former = database.primary();
  await former.kill();
  const from = Date.now();
  const primary = await database.failOver();
  for (const { toDatabase } of servers) {
    toDatabase.lead(primary.socket);
    toDatabase.cut();
  }
  const outageMs = Date.now() - from;
  await database.restoreStandby();
  return { what: `${former.name} to ${primary.name}`, figures: { outageMs } };
};

const stop: Misfortune = async ({ servers }, draw) => {
  const server = draw.pick(servers);
  server.program.freeze();
  await sleep(leaseMs + draw.between(500, 4_000));
  server.program.thaw();
  return { what: server.program.name };
};

const term: Misfortune = async (stage, draw) => termOne(stage, draw.pick(stage.servers));

const rolling: Misfortune = async (stage) => {
  const all: Came[] = [];
  for (const server of stage.servers) all.push(await termOne(stage, server));
  const exitMs = Math.max(...all.map(({ figures }) => figures?.exitMs ?? 0));
  return { what: "each in turn", figures: { exitMs }, objections: all.flatMap(({ objections = [] }) => objections) };
};

async function termOne({ database }: Stage, { program }: ServerProcess): Promise<Came> {
  // What was claimed while the answer was lost with a database is in nobody's hands until its lease ends.
  await sleep(leaseMs);
  const { tookMs, code } = await program.end();
  const db = database.open();
  const held = await db
    .query(
      `select from devices d where d.lease_until > now() and d.fence = (
        select c.fence from chaos_claims c where c.device_id = d.device_id and c.holder = $1 order by c.n desc limit 1)`,
      [program.name],
    )
    .finally(() => db.close());
  await program.start();
  return {
    what: program.name,
    figures: { exitMs: tookMs },
    objections: [
      ...(held.length > 0 ? [`${program.name} ended and left ${held.length} leases.`] : []),
      ...(code === 0 ? [] : [`${program.name} was asked to end, and ended with ${code}.`]),
    ],
  };
}

const lineFaults = (draw: Draw): LineFault =>
  draw.pick<LineFault>([
    { kind: "latency", ms: draw.between(20, 400), jitterMs: 200 },
    { kind: "slices", bytes: draw.between(1, 40) },
    { kind: "half_open" },
    { kind: "black_hole" },
    { kind: "refused" },
  ]);

async function disturb(lines: readonly FaultProxy[], draw: Draw): Promise<string> {
  const fault = lineFaults(draw);
  for (const line of lines) line.set(fault);
  if (fault.kind === "refused") for (const line of lines) line.cut();
  await sleep(fault.kind === "half_open" ? 20_000 : draw.between(2_000, 12_000));
  for (const line of lines) line.set({ kind: "none" });
  return fault.kind;
}

const netDatabase: Misfortune = async ({ servers }, draw) => {
  const whose = draw.chance(0.5) ? servers : [draw.pick(servers)];
  const fault = await disturb(
    whose.map(({ toDatabase }) => toDatabase),
    draw,
  );
  return { what: `${fault} for ${whose.map(({ program }) => program.name).join(" and ")}` };
};

const netLocks: Misfortune = async ({ toCloud }, draw) => ({ what: await disturb([toCloud], draw) });

const cut: Misfortune = async ({ toCloud, servers }, draw) => {
  const line = draw.pick([toCloud, ...servers.map(({ toDatabase }) => toDatabase)]);
  line.cut();
  return { what: line === toCloud ? "to the locks" : "to the database" };
};

/** By the name under which it is asked for. */
export const misfortunes = {
  kill,
  "kill-database": killDatabase,
  "kill-receiver": killReceiver,
  failover,
  stop,
  term,
  rolling,
  "net-database": netDatabase,
  "net-locks": netLocks,
  cut,
} satisfies Record<string, Misfortune>;

export type MisfortuneName = keyof typeof misfortunes;

/** Everything works again. */
export async function heal({ servers, toCloud, receiver, database }: Stage): Promise<void> {
  toCloud.set({ kind: "none" });
  for (const { toDatabase } of servers) toDatabase.set({ kind: "none" });
  if (!database.primary().isUp()) await database.primary().start();
  for (const { program } of servers) if (!program.isUp()) await program.start();
  if (!receiver.isUp()) await receiver.start();
  await until("every process is up", 60_000, () => servers.every(({ program }) => program.isUp()));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = Date.now();
  await work();
  return Date.now() - from;
}
