import type { Db, Statement } from "#store/db.ts";
import { context, type TransactionMark } from "./context.ts";
import type { Database, Held } from "./database.ts";
import type { FaultPlan } from "./faults.ts";
import type { Life } from "./life.ts";
import type { World } from "./world.ts";

/** What the pg package says when a server hangs up. */
class ConnectionLost extends Error {
  readonly code = "ECONNRESET";
}

/** A statement is answered within a millisecond or two. */
const mostDelayMs = 2;

/** What one life of a process reaches the database with. */
interface Reach {
  readonly world: World;
  readonly database: Database;
  readonly life: Life;
  readonly faults: FaultPlan;
}

/** A transaction that has begun. */
interface Open {
  readonly held: Held;
  readonly mark: TransactionMark;
  /** Up to where others had written when it began. */
  readonly written: string | undefined;
  /** Tells the life that there is nothing left to roll back. */
  readonly settled: () => void;
}

/** The database as one life of a process sees it: each statement, begin and commit is an effect. */
export function gatedDb(reach: Reach): Db {
  return {
    query: async <Row extends object>(statement: Statement, values?: readonly unknown[]) => {
      refuseWithin(reach, nameOf(statement));
      return await reach.life.effect({ delayMs: delay(reach), run: () => alone<Row>(reach, statement, values) });
    },
    transaction: (work) => {
      refuseWithin(reach, "a transaction");
      return transact(reach, work);
    },
    close: () => Promise.resolve(),
  };
}

/** One statement outside of any transaction. */
async function alone<Row extends object>(
  reach: Reach,
  statement: Statement,
  values: readonly unknown[] | undefined,
): Promise<readonly Row[]> {
  const { database, life, faults } = reach;
  if (faults.breaks("connection_lost")) throw failing(reach, nameOf(statement), "the connection was lost before it");
  const held = await database.hold();
  try {
    // Whoever died while waiting in line never asked.
    if (!life.isAlive) return [];
    const before = await written(reach, held);
    const rows = await execute<Row>(reach, held, statement, values);
    if ((await written(reach, held)) !== before) reach.world.changed();
    if (faults.breaks("answer_lost")) throw failing(reach, nameOf(statement), "its answer was lost");
    return rows;
  } finally {
    held.release();
  }
}

async function transact<Result>(reach: Reach, work: (db: Db) => Promise<Result>): Promise<Result> {
  const open = await reach.life.effect({ delayMs: delay(reach), run: () => begin(reach) });
  const tx: Db = {
    query: <Row extends object>(statement: Statement, values?: readonly unknown[]) =>
      within(reach, open, () => execute<Row>(reach, open.held, statement, values), nameOf(statement)),
    transaction: (inner) => inner(tx),
    close: () => Promise.resolve(),
  };
  try {
    const result = await context.run({ ...context.getStore(), transaction: open.mark }, () => work(tx));
    await within(reach, open, () => commit(reach, open), "commit");
    return result;
  } catch (error) {
    await end(open, "rollback");
    throw error;
  }
}

/** Something on the connection that a transaction holds. */
async function within<Result>(reach: Reach, open: Open, run: () => Promise<Result>, name: string): Promise<Result> {
  return await reach.life.effect({
    delayMs: delay(reach),
    isHolding: true,
    run: async () => {
      if (!open.mark.isOpen) throw failing(reach, name, "the transaction is over");
      if (!reach.faults.breaks("connection_lost")) return await run();
      await end(open, "rollback");
      throw failing(reach, name, "the connection was lost before it");
    },
  });
}

async function begin(reach: Reach): Promise<Open> {
  const { database, life } = reach;
  const held = await database.hold();
  const before = await written(reach, held);
  const mark: TransactionMark = { isOpen: true };
  // A dead client's transaction is rolled back by the server, which notices at once.
  const settled = life.onEnd(() => void end(open, "rollback"));
  const open: Open = { held, mark, written: before, settled };
  if (life.isAlive) await held.query("begin");
  else held.release();
  return open;
}

async function commit(reach: Reach, open: Open): Promise<void> {
  await end(open, "commit", async () => {
    if ((await written(reach, open.held)) !== open.written) reach.world.changed();
  });
  reach.world.tell({ kind: "statement", process: reach.life.name, name: "commit", rows: 0 });
  if (reach.faults.breaks("answer_lost")) throw failing(reach, "commit", "its answer was lost");
}

async function end(
  { held, mark, settled }: Open,
  how: "commit" | "rollback",
  ended: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  if (!mark.isOpen) return;
  mark.isOpen = false;
  settled();
  try {
    await held.query(how);
    await ended();
  } finally {
    held.release();
  }
}

/**
 * Up to where transactions that wrote have ended: it stands still as long as nothing is written. Asked for stories
 * alone, where points are told apart by it.
 */
async function written({ world }: Reach, held: Held): Promise<string | undefined> {
  if (world.options.story === undefined) return undefined;
  const text = "select pg_snapshot_xmax(pg_current_snapshot())::text as ended";
  const [row] = await held.query<{ ended: string }>({ name: "sim-written", text });
  return row?.ended;
}

async function execute<Row extends object>(
  { world, life }: Reach,
  held: Held,
  statement: Statement,
  values: readonly unknown[] | undefined,
): Promise<readonly Row[]> {
  const name = nameOf(statement);
  try {
    const rows = await held.query<Row>(statement, values);
    world.tell({ kind: "statement", process: life.name, name, rows: rows.length });
    return rows;
  } catch (error) {
    world.tell({ kind: "statement_failed", process: life.name, name, why: codeOf(error) });
    throw error;
  }
}

/** On a full pool it would wait for itself for ever. */
function refuseWithin({ world, life }: Reach, what: string): void {
  if (context.getStore()?.transaction?.isOpen !== true) return;
  throw world.misuse(`${life.name} asks for ${what} on another connection while it holds a transaction open.`);
}

function failing({ world, life }: Reach, name: string, why: string): ConnectionLost {
  world.tell({ kind: "statement_failed", process: life.name, name, why });
  return new ConnectionLost("The connection to the database was lost.");
}

function delay({ world }: Reach): number {
  return world.draw("database").between(0, mostDelayMs);
}

function nameOf(statement: Statement): string {
  if (typeof statement !== "string") return statement.name;
  return statement.trim().split(/\s+/).slice(0, 3).join(" ");
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "no code";
}
