import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import type { Db, Statement } from "#store/db.ts";
import { migrate } from "#store/migrate.ts";
import { Wire } from "./wire.ts";

/**
 * A statement is planned once: whoever reads several rows and cares for their order says so, and no run may depend on
 * a plan or on the runs before it (it is played forwards and backwards to see that). Nothing here has to outlive a power
 * cut: a commit is whole, or it is not there.
 */
const settings = "set plan_cache_mode = force_generic_plan; set synchronous_commit = off; set jit = off";

/** Rows that are gone stay in the way of a scan for as long as nobody vacuums: every so many runs all is made anew. */
const runsUntilAnew = 25;
/** Statements that write codes, by their text. */
const claims = /^\s*with due as/;
const writesCodes = /\b(insert into|update|delete from) access_codes\b/;

/** The one connection, in somebody's hands. */
export interface Held {
  query<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<readonly Row[]>;
  release(): void;
}

/** The real SQL on PostgreSQL in this process, in memory. One connection, so that whoever wants it stands in line. */
export class Database {
  readonly #lite: PGlite;
  #client: pg.Client;
  readonly #waiting: (() => void)[] = [];
  readonly #tables: string;
  /** What is asked from outside again and again is planned once. */
  readonly #looks = new Map<string, string>();
  #isHeld = false;
  #resets = 0;
  #codeWrites = 0;
  /** Called when a process has written something. */
  wrote: () => void = () => {};

  private constructor(lite: PGlite, client: pg.Client, tables: string) {
    this.#lite = lite;
    this.#client = client;
    this.#tables = tables;
  }

  /** Some seconds: one is enough for all the runs of a process. */
  static async open(): Promise<Database> {
    const lite = await PGlite.create();
    const client = await connected(lite);
    await migrate(plain(client));
    const tables = await client.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migrations' order by 1",
    );
    const names = tables.rows.map(({ name }) => name).join(", ");
    await client.query(await emptyingText(client, tables.rows));
    return new Database(lite, client, names);
  }

  /** How often a process has written codes, whatever came of its transaction. */
  get codeWrites(): number {
    return this.#codeWrites;
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
    if (this.#resets % runsUntilAnew === 0) {
      await this.#client.query(`truncate ${this.#tables} restart identity cascade`);
      await this.#client.query("checkpoint");
    } else await this.#client.query("select empty_tables()");
    this.#resets += 1;
    this.#isHeld = false;
    this.#waiting.length = 0;
    this.wrote = () => {};
  }

  /** Forgets how statements are called: another house may call others so. */
  async reconnect(): Promise<void> {
    await this.#client.query("deallocate all");
    this.#client = await connected(this.#lite);
  }

  async close(): Promise<void> {
    await this.#lite.close();
  }

  async #run<Row extends object>(statement: Statement, values: readonly unknown[] = []): Promise<readonly Row[]> {
    const config = typeof statement === "string" ? { text: statement } : statement;
    const result = await this.#client.query<Row>({ ...config, values: [...values] });
    // A claim reads what it has written, so that the server calls it a select.
    if (result.command !== "SELECT" || claims.test(config.text)) this.wrote();
    if (writesCodes.test(config.text)) this.#codeWrites += 1;
    return result.rows;
  }
}

/** Many small deletes take a tenth of the time in which a truncation makes new files for each table and index. */
async function emptyingText(client: pg.Client, tables: readonly { readonly name: string }[]): Promise<string> {
  const sequences = await client.query<{ name: string }>(
    "select sequencename as name from pg_sequences where schemaname = 'public' order by 1",
  );
  return `
    create function empty_tables() returns void language plpgsql as $$ begin
      -- References are not followed: all that refers goes as well.
      set local session_replication_role = replica;
      ${tables.map(({ name }) => `delete from ${name};`).join(" ")}
      ${sequences.rows.map(({ name }) => `perform setval('${name}', 1, false);`).join(" ")}
      set local session_replication_role = origin;
    end $$`;
}

async function connected(lite: PGlite): Promise<pg.Client> {
  const client = new pg.Client({ stream: () => new Wire(lite) });
  await client.connect();
  await client.query(settings);
  return client;
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
