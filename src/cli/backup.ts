import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import type { Config } from "#config.ts";
import { keptMasterKey } from "#master-key.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { restoreBackup } from "#store/backup/restore-backup.ts";
import { writeBackup } from "#store/backup/write-backup.ts";
import { pendingMigrations } from "#store/migrate.ts";
import { changeAgain, observingSince, whatWaits } from "#store/observing.ts";
import { openDatabase, type Refused } from "./house.ts";

/** Writes a backup beside `file`, and gives it that name once it is whole. */
export async function backUp(
  file: string,
  config: Config,
  runtime: Runtime,
  version: string,
): Promise<string | Refused> {
  if (await isThere(file)) return { refused: `There is a file ${file} already.` };
  const opened = await openDatabase(config, runtime);
  if ("refused" in opened) return opened;
  const unfinished = `${file}.unfinished`;
  try {
    const pending = await pendingMigrations(opened.db);
    if (pending.length > 0) return { refused: `The database is not up to date. Run: pintumbler migrate` };
    const to = createWriteStream(unfinished, { mode: 0o600, flush: true });
    const { rows } = await writeBackup(opened.url, to, { program: version, now: runtime.now() });
    await rename(unfinished, file);
    return `Backed up to ${file}: ${inWords(rows)}.\n\nPINs in it are sealed. Keep the master key too, and elsewhere.`;
  } catch (error) {
    return { refused: `The backup could not be written: ${reasonOf(error)}.` };
  } finally {
    await rm(unfinished, { force: true });
    await opened.close();
  }
}

/** Puts a backup into an empty database; servers that start on it look at locks and change none. */
export async function restore(file: string, config: Config, runtime: Runtime): Promise<string | Refused> {
  if (!(await isThere(file))) return { refused: `There is no file ${file}.` };
  if (config.databaseUrl === undefined) await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const opened = await openDatabase(config, runtime, { makes: true });
  if ("refused" in opened) return opened;
  try {
    const done = await restoreBackup(opened.url, createReadStream(file), runtime.now());
    if ("refused" in done) return done;
    const key = config.masterKey ?? (await keptMasterKey(config.dataDir));
    const first = key === undefined ? "put the master key where it was (see pintumbler doctor), " : "";
    return (
      `Restored what was there at ${new Date(done.header.takenAt).toISOString()}: ${inWords(done.rows)}.\n\n` +
      `Next: ${first}start the server. It looks at the locks and changes none, until: pintumbler resume`
    );
  } catch (error) {
    return { refused: `The backup could not be restored: ${reasonOf(error)}.` };
  } finally {
    await opened.close();
  }
}

/** Says what is to be done at locks, or lets it be done. */
export async function resume({ yes }: { readonly yes?: boolean }, config: Config, runtime: Runtime) {
  const opened = await openDatabase(config, runtime);
  if ("refused" in opened) return opened;
  try {
    const since = await observingSince(opened.db);
    if (since === undefined) return "Locks are changed as they should be: there is nothing to resume.";
    const { toSet, toClear } = await whatWaits(opened.db);
    const waiting = `${toSet} codes are to be put on locks, and ${toClear} taken off`;
    if (yes !== true) {
      return `Since ${new Date(since).toISOString()} locks are only looked at. ${waiting}, as far as it is known without looking.\n\nNext, if that is right: pintumbler resume --yes`;
    }
    await changeAgain(opened.db, runtime.now());
    return `Locks are changed again: ${waiting}. A server that runs begins within seconds.`;
  } finally {
    await opened.close();
  }
}

function inWords(rows: Readonly<Record<string, number>>): string {
  const of = (name: string) => rows[name] ?? 0;
  return `${of("workspaces")} workspaces, ${of("devices")} devices, ${of("access_codes")} access codes, ${of("events")} events`;
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** What PostgreSQL or the file system call it; a message of theirs may quote a row. */
function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? `${error.code}` : "see that the disk has room";
}
