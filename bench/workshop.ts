import { chmod, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockDataDirectory } from "#store/data-directory.ts";
import { openDb } from "#store/db.ts";
import { startEmbeddedPostgres } from "#store/embedded/start-embedded-postgres.ts";
import { stopLeftServer } from "#store/embedded/stop-left-server.ts";
import { migrate } from "#store/migrate.ts";
import { quietRuntime } from "#test/support/quiet-runtime.ts";

/** A folder and a database server of this run's own, and a list of what has to be cleared away. */
export interface Workshop {
  /** An empty folder for one program. */
  newFolder(name: string): Promise<string>;
  /** A new database with the schema in place, on the one real server with full durability. */
  newDatabase(name: string): Promise<string>;
  /** Called at the end, the last first. */
  onClose(close: () => Promise<void>): void;
  close(): Promise<void>;
}

const prefix = "pintumbler-bench-";

export async function openWorkshop(): Promise<Workshop> {
  await clearAbandoned();
  const folder = await mkdtemp(join(tmpdir(), prefix));
  // Where we are root, another user runs the server, and must pass through.
  await chmod(folder, 0o711);
  const closes: (() => Promise<void>)[] = [];
  let closing: Promise<void> | undefined;
  const close = async () => {
    for (const each of closes.splice(0).reverse()) await each();
  };
  const workshop = { onClose: (each: () => Promise<void>) => void closes.push(each) };
  workshop.onClose(() => rm(folder, { recursive: true, force: true }));
  const lock = await lockDataDirectory(folder);
  if ("refused" in lock) throw new Error(lock.refused);
  workshop.onClose(lock.release);
  await mkdir(join(folder, "data"), { mode: 0o711 });
  const server = await startEmbeddedPostgres({ dataDirectory: join(folder, "data"), runtime: quietRuntime() });
  if ("refused" in server) {
    await close();
    throw new Error(server.refused);
  }
  workshop.onClose(() => server.stop());
  return {
    ...workshop,
    newFolder: async (name) => {
      const path = join(folder, name);
      await mkdir(path, { mode: 0o700 });
      return path;
    },
    newDatabase: async (name) => {
      await onServer(server.adminUrl, `create database ${name} owner pintumbler`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      const db = openDb(url.href, { maxConnections: 1 });
      await migrate(db).finally(() => db.close());
      return url.href;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const db = openDb(url, { maxConnections: 1 });
  await db.query(statement).finally(() => db.close());
}

/** A run that was killed leaves its database server running; its folder's lock says that nobody is there any more. */
async function clearAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(tmpdir(), name);
    const lock = await lockDataDirectory(folder);
    if ("refused" in lock) continue;
    await stopLeftServer(quietRuntime(), join(folder, "data"));
    await rm(folder, { recursive: true, force: true });
    await lock.release();
  }
}
