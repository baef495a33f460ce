import { type ChildProcess, spawn } from "node:child_process";
import { chown, cp, mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openDb } from "#store/db.ts";
import { program } from "#store/embedded/binaries.ts";
import type { Placement } from "#store/embedded/placement.ts";
import { childEnvironment, runCommand } from "#store/embedded/run-command.ts";
import { sleep, until } from "./time.ts";

/** One PostgreSQL server, reached over a socket in a folder of its own. */
export interface Cluster {
  readonly name: string;
  /** The socket's path, for whoever passes connections on. */
  readonly socket: string;
  /** For `openDb`, past everything that stands between a server process and the database. */
  url(role: string, database?: string): string;
  start(): Promise<void>;
  /** Every process of it, at once: the machine is gone, its disk is not. */
  kill(): Promise<void>;
  /** In good order. */
  stop(): Promise<void>;
  promote(): Promise<void>;
  isUp(): boolean;
}

export interface ClusterPlace {
  readonly placement: Pick<Placement, "binaries" | "runAs">;
  /** Holds the cluster's files, its socket and its log. */
  readonly folder: string;
  readonly name: string;
}

const startsWithinMs = 60_000;

/** A cluster that stands in `folder`; `makeCluster` or `copyCluster` puts one there. */
export function clusterAt({ placement, folder, name }: ClusterPlace): Cluster {
  const data = join(folder, "data");
  let child: ChildProcess | undefined;
  const isUp = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  const url = (role: string, database = role) =>
    `postgres://${role}@localhost/${database}?host=${encodeURIComponent(folder)}`;
  const ended = () => until("the database has ended", startsWithinMs, () => !isUp());
  return {
    name,
    socket: join(folder, ".s.PGSQL.5432"),
    url,
    isUp,
    start: async () => {
      await until("the former database is gone", startsWithinMs, async () => {
        const log = await open(join(folder, "log"), "a");
        child = spawn(program(placement.binaries, "postgres"), ["-D", data, ...settings(folder)], {
          cwd: "/",
          env: childEnvironment,
          stdio: ["ignore", log.fd, log.fd],
          detached: true,
          ...(placement.runAs && { uid: placement.runAs.uid, gid: placement.runAs.gid }),
        });
        await log.close();
        await until("the database has begun", startsWithinMs, async () => !isUp() || (await isReady(data, child?.pid)));
        // Children of a killed server leave at their next breath, and until then PostgreSQL rightly refuses.
        return isUp();
      });
    },
    kill: async () => {
      if (!isUp() || child?.pid === undefined) return;
      // Its children have sessions of their own, and are told from the others by whose they are.
      const children = await childrenOf(child.pid);
      for (const pid of [child.pid, ...children]) killHard(pid);
      await ended();
      await rm(join(data, "postmaster.pid"), { force: true });
    },
    stop: async () => {
      if (!isUp()) return;
      child?.kill("SIGINT");
      await ended();
    },
    promote: async () => {
      const db = openDb(url("postgres"), { maxConnections: 1 });
      await db.query("select pg_promote(true, 60)").finally(() => db.close());
    },
  };
}

function settings(folder: string): readonly string[] {
  const values = {
    listen_addresses: "",
    unix_socket_directories: folder,
    fsync: "on",
    full_page_writes: "on",
    synchronous_commit: "on",
    wal_level: "replica",
    wal_keep_size: "256MB",
    max_connections: "120",
    shared_buffers: "32MB",
    timezone: "UTC",
    log_statement: "none",
    log_min_error_statement: "panic",
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

async function isReady(data: string, pid: number | undefined): Promise<boolean> {
  const lines = (await readFile(join(data, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const isListening = lines[7]?.trim() === "ready" || lines[7]?.trim() === "standby";
  return Number(lines[0]) === pid && isListening;
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const { output } = await runCommand("ps", ["-o", "pid=", "--ppid", String(pid)]);
  return output
    .split("\n")
    .map(Number)
    .filter((child) => child > 0);
}

function killHard(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}

/** An empty cluster, in which everybody on this machine who reaches the folder is whom they say. */
export async function makeCluster({ placement, folder }: ClusterPlace): Promise<void> {
  await makeFolder(placement, folder);
  const encoding = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const made = await runCommand(
    program(placement.binaries, "initdb"),
    ["--pgdata", join(folder, "data"), "--username", "postgres", "--auth=trust", ...encoding],
    placement.runAs,
  );
  if (!made.ok) throw new Error(`The database could not be made: ${made.output}`);
}

/** A standby of a running primary, which it follows once it is started; whatever stood there is replaced. */
export async function copyCluster(from: Cluster, fromFolder: string, { placement, folder, name }: ClusterPlace) {
  await rm(join(folder, "data"), { recursive: true, force: true });
  await makeFolder(placement, folder);
  const db = openDb(from.url("postgres"), { maxConnections: 1 });
  try {
    await db.query("select pg_backup_start('standby', true)");
    const data = join(folder, "data");
    const skipped = ["postmaster.pid", "postmaster.opts", "standby.signal"];
    await cp(join(fromFolder, "data"), data, {
      recursive: true,
      filter: (source) => !skipped.some((file) => source.endsWith(`/${file}`)),
    });
    const [label] = await db.query<{ labelfile: string }>("select labelfile from pg_backup_stop(false)");
    await writeFile(join(data, "backup_label"), label?.labelfile ?? "");
    await writeFile(join(data, "standby.signal"), "");
    const follows = `host=${fromFolder} user=postgres application_name=${name}`;
    await writeFile(join(data, "postgresql.auto.conf"), `primary_conninfo = '${follows}'\n`);
    if (placement.runAs !== undefined) {
      await runCommand("chown", ["-R", `${placement.runAs.uid}:${placement.runAs.gid}`, data]);
    }
  } finally {
    await db.close();
  }
}

async function makeFolder({ runAs }: ClusterPlace["placement"], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (runAs !== undefined) await chown(folder, runAs.uid, runAs.gid);
}

/** Has each commit wait until a standby has it too, or no longer. Resolves once the standby is one to wait for. */
export async function waitForStandby(primary: Cluster, waits: boolean): Promise<void> {
  const db = openDb(primary.url("postgres"), { maxConnections: 1 });
  try {
    await db.query(`alter system set synchronous_standby_names = '${waits ? "*" : ""}'`);
    await db.query("select pg_reload_conf()");
    if (!waits) return;
    await until("the standby follows", startsWithinMs, async () => {
      const rows = await db.query("select from pg_stat_replication where sync_state = 'sync' and state = 'streaming'");
      return rows.length > 0;
    });
    await sleep(50);
  } finally {
    await db.close();
  }
}
