import type { Config } from "#config.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { lockDataDirectory } from "#store/data-directory.ts";
import { openDb } from "#store/db.ts";
import { startEmbeddedPostgres } from "#store/embedded/start-embedded-postgres.ts";
import { migrate } from "#store/migrate.ts";
import { openStore, type Store } from "#store/store.ts";
import type { Closing } from "./closing.ts";
import { masterKey, masterKeyBefore } from "./master-key.ts";

/** What every role works with. */
export interface House {
  readonly store: Store;
  readonly databaseUrl: string;
  readonly dataDirectory: string;
}

/** The data directory, the database as this version wants it, and the keys that open it. */
export async function openHouse(
  config: Config,
  runtime: Runtime,
  opened: Closing,
): Promise<House | { readonly refused: string }> {
  const directory = await lockDataDirectory(config.dataDir);
  if ("refused" in directory) return directory;
  opened.add("data directory", directory.release);
  const dataDirectory = directory.directory;
  const databaseUrl = await database(config, runtime, dataDirectory, opened);
  if (typeof databaseUrl !== "string") return databaseUrl;
  const db = openDb(databaseUrl);
  opened.add("database connections", db.close);
  await bringUpToDate(databaseUrl);
  const key = await masterKey(runtime, dataDirectory, config.masterKey);
  const store = openStore(db, runtime, key, await masterKeyBefore(dataDirectory, config.masterKeyBefore));
  return { store, databaseUrl, dataDirectory };
}

async function database(
  config: Config,
  runtime: Runtime,
  dataDirectory: string,
  opened: Closing,
): Promise<string | { readonly refused: string }> {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  const postgres = await startEmbeddedPostgres({ dataDirectory, runtime });
  if ("refused" in postgres) return postgres;
  opened.add("database", () => postgres.stop());
  return postgres.url;
}

/** Over a connection of its own, on which a statement may take as long as it needs. */
async function bringUpToDate(url: string): Promise<void> {
  const db = openDb(url, { maxConnections: 1, answersWithinMs: 0 });
  await migrate(db).finally(db.close);
}
