import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Runtime } from "#runtime/runtime.ts";
import { openDb } from "#store/db.ts";
import { findBinaries } from "./binaries.ts";
import { adminRole, appRole, ensureCluster, writeAccessRules } from "./cluster.ts";
import { type Placement, place } from "./placement.ts";
import { type Postmaster, type PostmasterSetup, startPostmaster } from "./postmaster.ts";
import type { Refused } from "./refused.ts";
import { makeSocketFolder } from "./socket-folder.ts";
import { socketUrl } from "./socket-url.ts";

export interface EmbeddedPostgres {
  /** For `openDb`: the program's own role and database. It holds no secret. */
  readonly url: string;
  /** The same server as its administrator, who can create databases. */
  readonly adminUrl: string;
  /** Closes every session and ends the server in good order. Close the pools first. */
  stop(): Promise<void>;
}

/**
 * Runs PostgreSQL for this process alone, its cluster in `<dataDirectory>/postgres`.
 * The caller holds the data directory (`lockDataDirectory`) before and until after.
 */
export async function startEmbeddedPostgres(options: {
  readonly dataDirectory: string;
  readonly runtime: Runtime;
  /** Interrupts the start; `stop` is what ends a server that has started. */
  readonly signal?: AbortSignal;
}): Promise<EmbeddedPostgres | Refused> {
  const { dataDirectory, runtime, signal = new AbortController().signal } = options;
  if (process.platform === "win32") {
    return { refused: "The embedded database runs on Linux and macOS. On Windows, set DATABASE_URL." };
  }
  const startedAt = runtime.now();
  const binaries = await findBinaries();
  if ("refused" in binaries) return binaries;
  const placement = await place(runtime, dataDirectory, binaries).catch(asRefused);
  if ("refused" in placement) return placement;
  const started = await startIn(placement, dataDirectory, runtime, signal).catch(asRefused);
  if ("refused" in started) {
    await placement.release();
    return started;
  }
  runtime.log("postgres.started", {
    home: placement.home,
    user: placement.user.name,
    tookMs: runtime.now() - startedAt,
  });
  return started;
}

async function startIn(
  placement: Placement,
  dataDirectory: string,
  runtime: Runtime,
  signal: AbortSignal,
): Promise<EmbeddedPostgres | Refused> {
  const unfit = await ensureCluster(runtime, placement);
  if (unfit !== undefined) return unfit;
  const socketFolder = await makeSocketFolder(placement);
  if (typeof socketFolder !== "string") return socketFolder;
  const rules = await writeAccessRules(placement);
  const setup = { placement, socketFolder, rules, logFile: join(dataDirectory, "postgres.log") };
  const postmaster = await startPostmaster(runtime, setup, signal);
  if ("refused" in postmaster) return postmaster;
  const adminUrl = socketUrl(socketFolder, adminRole);
  try {
    await ensureDatabase(adminUrl);
  } catch (error) {
    await postmaster.stop();
    throw error;
  }
  const stop = keepRunning(runtime, setup, postmaster);
  let stopping: Promise<void> | undefined;
  return {
    url: socketUrl(socketFolder, appRole),
    adminUrl,
    stop: () => {
      stopping ??= stop()
        .then(() => rm(socketFolder, { recursive: true, force: true }))
        .then(placement.release);
      return stopping;
    },
  };
}

/** Starts the server again when it ends unasked, for example by the kernel's want of memory. */
function keepRunning(runtime: Runtime, setup: PostmasterSetup, first: Postmaster): () => Promise<void> {
  const over = new AbortController();
  let running: Postmaster | undefined = first;
  const watch = async () => {
    while (!over.signal.aborted) {
      if (running !== undefined) {
        await running.ended;
        if (over.signal.aborted) return;
        runtime.log("postgres.ended", { pid: running.pid });
      }
      const next = await startPostmaster(runtime, setup, over.signal).catch(asRefused);
      running = "refused" in next ? undefined : next;
      if ("refused" in next) runtime.log("postgres.start_failed", { because: next.refused });
      else runtime.log("postgres.started_again", { pid: next.pid });
      await runtime.sleep(1_000, over.signal);
    }
  };
  const watching = watch();
  return async () => {
    over.abort();
    await running?.stop();
    await watching;
    // A server that became ready at that very moment.
    await running?.stop();
  };
}

/** The program's role owns its database and nothing else. Names are constants, so they need no quoting. */
async function ensureDatabase(adminUrl: string): Promise<void> {
  const admin = openDb(adminUrl, { maxConnections: 1, answersWithinMs: 0 });
  try {
    const [role] = await admin.query("select from pg_roles where rolname = $1", [appRole]);
    if (role === undefined) await admin.query(`create role ${appRole} login`);
    const [database] = await admin.query("select from pg_database where datname = $1", [appRole]);
    if (database === undefined) await admin.query(`create database ${appRole} owner ${appRole}`);
  } finally {
    await admin.close();
  }
}

/** The operating system's own reasons: a full disk, a folder that may not be written. */
function asRefused(error: unknown): Refused {
  return { refused: `The database could not be started: ${error instanceof Error ? error.message : String(error)}` };
}
