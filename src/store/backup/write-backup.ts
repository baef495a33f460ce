import { Transform, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { endOfTable, type Header } from "./format.ts";
import { columnsOf, quoted, type Table, tablesInOrder } from "./tables.ts";

export interface BackupDone {
  readonly header: Header;
  /** By table. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Writes all that the database at `url` holds, as it stands at one instant; servers work on meanwhile. `program`: the
 * version that writes it. The stream is ended.
 */
export async function writeBackup(
  url: string,
  file: Writable,
  { program, now }: { readonly program: string; readonly now: number },
): Promise<BackupDone> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    const { rows: applied } = await client.query<{ name: string }>("select name from migrations order by name");
    const tables = await tablesInOrder(client);
    const migrations = applied.map(({ name }) => name);
    const header: Header = {
      format: "pintumbler-backup",
      version: 1,
      program,
      takenAt: now,
      migrations,
      tables: [...tables.map(({ name, columns }) => ({ name, columns: [...columns] }))],
    };
    const rows: Record<string, number> = {};
    await pipeline(
      async function* () {
        yield `${JSON.stringify(header)}\n`;
        for (const table of tables) {
          const counted = countingRows();
          // What breaks on the way breaks the reading of `counted`, and with it the backup.
          client
            .query(copyOut(table))
            .on("error", (error) => counted.destroy(error))
            .pipe(counted);
          yield* counted;
          rows[table.name] = counted.rows;
          yield endOfTable;
        }
        yield `${JSON.stringify({ rows })}\n`;
      },
      createGzip(),
      file,
    );
    await client.query("commit");
    return { header, rows };
  } finally {
    await client.end();
  }
}

function copyOut(table: Table) {
  return copyTo(`copy (select ${columnsOf(table)} from ${quoted(table.name)}) to stdout`);
}

/** A row is a line: COPY writes a line's end within a value in another way. */
function countingRows(): Transform & { readonly rows: number } {
  let rows = 0;
  const counting = new Transform({
    transform: (chunk: Buffer, _, done) => {
      for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) rows += 1;
      done(null, chunk);
    },
  });
  return Object.defineProperty(counting, "rows", { get: () => rows }) as Transform & { readonly rows: number };
}
