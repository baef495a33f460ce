import { stat } from "node:fs/promises";
import type { Desk } from "#app/desk.ts";
import type { Config } from "#config.ts";
import { keptMasterKey, masterKeyBefore } from "#master-key.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { lockDataDirectory } from "#store/data-directory.ts";
import { type Db, openDb } from "#store/db.ts";
import { runningPostgres } from "#store/embedded/running-postgres.ts";
import { startEmbeddedPostgres } from "#store/embedded/start-embedded-postgres.ts";
import { pendingMigrations } from "#store/migrate.ts";
import { openStore } from "#store/store.ts";

/** Why a command cannot be done, and what to do about it. */
export interface Refused {
  readonly refused: string;
}

export interface OpenDatabase {
  readonly db: Db;
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The house's database: the server at DATABASE_URL; or the embedded one, whether it is run by a server that
 * serves or by nobody, in which case it is run for as long as the command takes. `makes`: where there is none yet, it is
 * made.
 */
export async function openDatabase(
  config: Config,
  runtime: Runtime,
  { makes = false }: { readonly makes?: boolean } = {},
): Promise<OpenDatabase | Refused> {
  if (config.databaseUrl !== undefined) return connect(config.databaseUrl, async () => {});
  const isThere =
    makes ||
    (await stat(config.dataDir).then(
      () => true,
      () => false,
    ));
  if (!isThere) {
    return {
      refused:
        `There is no data directory ${config.dataDir}. Start the server once (pintumbler serve), or set ` +
        "PINTUMBLER_DATA_DIR or DATABASE_URL to those of your server.",
    };
  }
  const directory = await lockDataDirectory(config.dataDir);
  if ("refused" in directory) {
    const running = await runningPostgres(config.dataDir);
    return "refused" in running ? running : connect(running.url, async () => {});
  }
  const postgres = await startEmbeddedPostgres({ dataDirectory: directory.directory, runtime });
  if ("refused" in postgres) {
    await directory.release();
    return postgres;
  }
  return connect(postgres.url, async () => {
    await postgres.stop();
    await directory.release();
  });
}

/** Whoever does not reach the database is told so at once, and not in the middle of a command. */
async function connect(url: string, leave: () => Promise<void>): Promise<OpenDatabase | Refused> {
  const db = openDb(url, { maxConnections: 2, answersWithinMs: 0 });
  const close = async () => {
    await db.close();
    await leave();
  };
  try {
    await db.query("select 1");
    return { db, url, close };
  } catch (error) {
    await close();
    const because = error instanceof Error && error.message !== "" ? error.message : "it does not answer";
    return { refused: `The database cannot be reached: ${because}. Is DATABASE_URL right, and does the server run?` };
  }
}

/** Does something at the desk of a house that is up to date. */
export async function atDesk<Result>(
  config: Config,
  runtime: Runtime,
  work: (desk: Desk) => Promise<Result | Refused>,
): Promise<Result | Refused> {
  const opened = await openDatabase(config, runtime);
  if ("refused" in opened) return opened;
  try {
    const pending = await pendingMigrations(opened.db);
    if (pending.length > 0) {
      return { refused: `The database is not up to date (${pending.join(", ")}). Run: pintumbler migrate` };
    }
    const key = config.masterKey ?? (await keptMasterKey(config.dataDir));
    const before = await masterKeyBefore(config.dataDir, config.masterKeyBefore);
    if (key === undefined) {
      return {
        refused:
          `There is no master key in ${config.dataDir}, and PINTUMBLER_MASTER_KEY is not set. ` +
          "Start the server once, or say where its data directory is (PINTUMBLER_DATA_DIR).",
      };
    }
    const store = openStore(opened.db, runtime, key, before);
    return await work({ store, runtime, nudge: () => {}, virtualLocks: undefined });
  } finally {
    await opened.close();
  }
}

export function isRefused(value: unknown): value is Refused {
  return typeof value === "object" && value !== null && "refused" in value;
}
