import { once } from "node:events";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { openDb } from "#store/db.ts";
import { knownMigrations, migrate } from "#store/migrate.ts";
import { endOfTable, footer, type Header, header, readJson } from "./format.ts";
import { linesOf } from "./lines-of.ts";
import { columnsOf, quoted, type Table } from "./tables.ts";

export interface Restored {
  readonly header: Header;
  readonly rows: Readonly<Record<string, number>>;
}

/** Why a backup cannot be restored; nothing of it was. */
export interface NotRestored {
  readonly refused: string;
}

/**
 * Puts a backup into a database that holds nothing, all of it or none, and has whoever serves from it observe only:
 * what was wanted when the backup was taken may be wanted no more. Doors that were to be turned are not.
 */
export async function restoreBackup(url: string, file: Readable, now: number): Promise<Restored | NotRestored> {
  const lines = linesOf(file.pipe(createGunzip()));
  const first = await lines.next().catch(() => undefined);
  const about = first?.done === true ? undefined : readJson(header, first?.value);
  if (about === undefined) return { refused: "This is no backup of Pintumbler, or it was cut off." };
  const unfit = await prepare(url, about);
  if (unfit !== undefined) return { refused: unfit };
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("begin");
    const rows: Record<string, number> = {};
    for (const table of about.tables) rows[table.name] = await copyIn(client, table, lines);
    await catchUp(client);
    const last = readJson(footer, (await lines.next()).value ?? undefined);
    const differs = about.tables.find(({ name }) => last?.rows[name] !== rows[name]);
    if (differs !== undefined) {
      await client.query("rollback");
      return { refused: `The backup was cut off: it has not all of ${differs.name}.` };
    }
    for (const statement of [observeOnly, holdTurns]) await client.query(statement, [new Date(now).toISOString()]);
    await client.query("commit");
    await bringUpToDate(url);
    return { header: about, rows };
  } catch (error) {
    if (error instanceof Cut || isOfGzip(error)) return { refused: "The backup was cut off or damaged on its way." };
    throw error;
  } finally {
    await client.end();
  }
}

/** Brings an empty database to where the one was that was backed up. Answers why not, where it cannot be. */
async function prepare(url: string, { migrations }: Header): Promise<string | undefined> {
  const db = openDb(url, { maxConnections: 2, answersWithinMs: 0 });
  try {
    const known = await knownMigrations();
    const strange = migrations.filter((name) => !known.includes(name));
    if (strange.length > 0) return `The backup is of a newer version, which has ${strange.join(", ")}.`;
    await migrate(db, migrations);
    const done = await db.query<{ name: string }>("select name from migrations");
    if (done.length > migrations.length) return "The database is of a newer version than the backup. Take a new one.";
    const [held] = await db.query("select 1 from workspaces limit 1");
    if (held !== undefined) return "The database holds workspaces already. A backup goes into an empty one.";
    return undefined;
  } finally {
    await db.close();
  }
}

/** Brings what was restored to this version of the program. */
async function bringUpToDate(url: string): Promise<void> {
  const db = openDb(url, { maxConnections: 2, answersWithinMs: 0 });
  await migrate(db).finally(db.close);
}

class Cut extends Error {}

function isOfGzip(error: unknown): boolean {
  return error instanceof Error && "code" in error && `${error.code}`.startsWith("Z_");
}

const chunkLength = 64 * 1024;

/** Events are not told again to those who had them: what is made by triggers is in the backup itself. */
async function copyIn(client: pg.Client, table: Table, lines: AsyncIterator<Buffer>): Promise<number> {
  const name = quoted(table.name);
  await client.query(`alter table ${name} disable trigger user`);
  const into = client.query(copyFrom(`copy ${name} (${columnsOf(table)}) from stdin`));
  const ended = finished(into);
  ended.catch(() => {});
  let rows = 0;
  let chunk: Buffer[] = [];
  let length = 0;
  const flush = async () => {
    if (!into.write(Buffer.concat(chunk))) await Promise.race([once(into, "drain"), ended]);
    [chunk, length] = [[], 0];
  };
  for (;;) {
    const { value: line, done } = await lines.next();
    if (done === true) {
      into.destroy(new Cut());
      throw new Cut();
    }
    if (line.length === endOfTable.length && line.toString("latin1") === endOfTable) break;
    chunk.push(line);
    length += line.length;
    rows += 1;
    if (length > chunkLength) await flush();
  }
  await flush();
  into.end();
  await ended;
  await client.query(`alter table ${name} enable trigger user`);
  return rows;
}

/** Numbers that the database gives out go on behind those that were given out. */
async function catchUp(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.attidentity <> '' order by 1, 2`,
  );
  for (const { table, column } of rows)
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), (select coalesce(max(${quoted(column)}), 0) + 1 from ${quoted(table)}), false)`,
      [quoted(table), column],
    );
}

const observeOnly = "insert into observing (since) values ($1) on conflict do nothing";
/** A door that is marked as told to turn is not told again. */
const holdTurns = `
  update action_attempts set started_at = $1
  where status = 'pending' and started_at is null and action_type in ('LOCK_DOOR', 'UNLOCK_DOOR')`;
