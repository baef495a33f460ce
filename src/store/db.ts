import pg from "pg";

/**
 * A handle on PostgreSQL, or on one transaction of it.
 *
 * `name` makes a statement a prepared one: hot statements are named, so that the server plans them once.
 */
export interface Db {
  query<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs `work` in one transaction: all of it is kept, or none. */
  transaction<Result>(work: (db: Db) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export type Statement = string | { readonly name: string; readonly text: string };

export interface DbOptions {
  readonly maxConnections?: number;
  /**
   * After so long without an answer a connection is given up, and what was asked fails, in milliseconds: a network may
   * swallow what it carries and say nothing. 0: never, for what may well take longer.
   */
  readonly answersWithinMs?: number;
  /** So long a connection may take to be made, or to be free, in milliseconds. */
  readonly connectsWithinMs?: number;
}

/** A pool of connections to the server at `url`. Times come and go as epoch milliseconds (see `fromTime`). */
export function openDb(
  url: string,
  { maxConnections = 10, answersWithinMs = 15_000, connectsWithinMs = 10_000 }: DbOptions = {},
): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: connectsWithinMs,
    query_timeout: answersWithinMs,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
  pool.on("error", () => {});
  return {
    query: (statement, values) => run(pool, statement, values),
    transaction: (work) => transact(pool, work),
    close: () => pool.end(),
  };
}

async function run<Row extends object>(
  on: pg.Pool | pg.PoolClient,
  statement: Statement,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const config = typeof statement === "string" ? { text: statement } : statement;
  const result = await on.query<Row>({ ...config, values: [...values] });
  return result.rows;
}

async function transact<Result>(pool: pg.Pool, work: (db: Db) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // The pool listens only to idle connections: one that breaks between two statements would end the process.
  const breaks = (error: Error) => {
    broken = error;
  };
  client.on("error", breaks);
  const db: Db = {
    query: (statement, values) => run(client, statement, values),
    transaction: (inner) => inner(db),
    close: () => Promise.resolve(),
  };
  try {
    await client.query("begin");
    const result = await work(db);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.off("error", breaks);
    client.release(broken);
  }
}

/** PostgreSQL's own code of an error (for example 23505, unique violation), where it has one. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Epoch milliseconds to a value for a `timestamptz` parameter. */
export function toTime(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

/** A `timestamptz` parameter as epoch milliseconds, in SQL. */
export function msOf(parameter: string): string {
  return `(extract(epoch from ${parameter}::timestamptz) * 1000)::bigint`;
}

/** A `timestamptz` column's value to epoch milliseconds. */
export function fromTime(value: Date | null): number | undefined {
  return value?.getTime();
}
