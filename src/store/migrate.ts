import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Db } from "./db.ts";

const folder = join(import.meta.dirname, "migrations");
/** Any constant: two processes that start at once migrate one after the other. */
const migrationLock = 7_468_625;

/** The migrations of this version of the program that this database has not had. */
export async function pendingMigrations(db: Db): Promise<readonly string[]> {
  const [table] = await db.query<{ name: string | null }>("select to_regclass('migrations')::text as name");
  const done = table?.name ? await db.query<{ name: string }>("select name from migrations") : [];
  const names = new Set(done.map((row) => row.name));
  return (await migrationFiles()).filter((file) => !names.has(file));
}

/** Every migration that this version of the program has, in order. */
export const knownMigrations = migrationFiles;

/**
 * Brings the schema to this version of the program, or as far as those migrations that are `wanted`. Safe to run from
 * several processes at once.
 */
export async function migrate(db: Db, wanted?: readonly string[]): Promise<readonly string[]> {
  const files = (await migrationFiles()).filter((file) => wanted?.includes(file) ?? true);
  return db.transaction(async (tx) => {
    await tx.query("select pg_advisory_xact_lock($1)", [migrationLock]);
    await tx.query("create table if not exists migrations (name text primary key)");
    const done = new Set((await tx.query<{ name: string }>("select name from migrations")).map((row) => row.name));
    const due = files.filter((file) => !done.has(file));
    for (const file of due) {
      await tx.query(await readFile(join(folder, file), "utf8"));
      await tx.query("insert into migrations (name) values ($1)", [file]);
    }
    return due;
  });
}

async function migrationFiles(): Promise<readonly string[]> {
  return (await readdir(folder)).filter((file) => file.endsWith(".sql")).sort();
}
