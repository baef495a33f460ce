import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import type { Db, Statement } from "#store/db.ts";
import { migrate } from "#store/migrate.ts";
import { Wire } from "./wire.ts";

/**
 * A statement is planned once for a run, so that no plan depends on how many runs went before. Nothing here has to
 * outlive a power cut: a commit is whole, or it is not there.
 */
const settings = "set plan_cache_mode = force_generic_plan; set synchronous_commit = off; set jit = off";

/** The one connection, in somebody's hands. */
export interface Held {
  query<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<readonly Row[]>;
  release(): void;
}

/** The real SQL on PostgreSQL in this process, in memory. One connection, so that whoever wants it stands in line. */
export class Database {
  readonly #client: pg.Client;
  readonly #close: () => Promise<void>;
  readonly #waiting: (() => void)[] = [];
  readonly #tables: string;
  /** What is asked from outside again and again is planned once. */
  readonly #looks = new Map<string, string>();
  #isHeld = false;
  /** Called when a process has written something. */
  wrote: () => void = () => {};

  private constructor(client: pg.Client, tables: string, close: () => Promise<void>) {
    this.#client = client;
    this.#tables = tables;
    this.#close = close;
  }

  /** Some seconds: one is enough for all the runs of a process. */
  static async open(): Promise<Database> {
    const lite = await PGlite.create();
    const client = new pg.Client({ stream: () => new Wire(lite) });
    await client.connect();
    await client.query(settings);
    await migrate(plain(client));
    const tables = await client.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migrations' order by 1",
    );
    const names = tables.rows.map(({ name }) => name).join(", ");
    return new Database(client, names, async () => {
      await lite.close();
    });
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  async hold(): Promise<Held> {
    if (this.#isHeld) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isHeld = true;
    let isReleased = false;
    return {
      query: (statement, values) => this.#run(statement, values),
      release: () => {
        if (isReleased) return;
        isReleased = true;
        const next = this.#waiting.shift();
        if (next === undefined) this.#isHeld = false;
        else next();
      },
    };
  }

  /** For whoever looks or prepares from outside, while nobody holds the connection: no effect of any process. */
  outside(): Db {
    return plain(this.#client);
  }

  /** What stands there, for whoever looks from outside. */
  async look<Row extends object>(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const name = this.#looks.get(text) ?? `sim-look-${this.#looks.size}`;
    this.#looks.set(text, name);
    return await plain(this.#client).query<Row>({ name, text }, values);
  }

  /** As it was when it was opened. */
  async reset(): Promise<void> {
    await this.#client.query(`truncate ${this.#tables} restart identity cascade`);
    this.#isHeld = false;
    this.#waiting.length = 0;
    this.wrote = () => {};
  }

  close(): Promise<void> {
    return this.#close();
  }

  async #run<Row extends object>(statement: Statement, values: readonly unknown[] = []): Promise<readonly Row[]> {
    const config = typeof statement === "string" ? { text: statement } : statement;
    const result = await this.#client.query<Row>({ ...config, values: [...values] });
    if (result.command !== "SELECT") this.wrote();
    return result.rows;
  }
}

function plain(client: pg.Client): Db {
  const db: Db = {
    query: async (statement, values = []) => {
      const config = typeof statement === "string" ? { text: statement } : statement;
      return (await client.query({ ...config, values: [...values] })).rows;
    },
    transaction: async (work) => {
      await client.query("begin");
      try {
        const result = await work(db);
        await client.query("commit");
        return result;
      } catch (error) {
        await client.query("rollback");
        throw error;
      }
    },
    close: () => Promise.resolve(),
  };
  return db;
}
