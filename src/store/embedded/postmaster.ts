import { type ChildProcess, spawn } from "node:child_process";
import { constants, open, readFile, rename, stat } from "node:fs/promises";
import type { Runtime } from "#runtime/runtime.ts";
import { program } from "./binaries.ts";
import { clusterFolder } from "./cluster.ts";
import type { Placement } from "./placement.ts";
import { clearOrphan, readPidFile } from "./postmaster-pid.ts";
import type { Refused } from "./refused.ts";
import { childEnvironment, type OsUser } from "./run-command.ts";

/** A server process that accepts connections. */
export interface Postmaster {
  readonly pid: number;
  /** Resolves when the process is gone, for whatever reason. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface PostmasterSetup {
  readonly placement: Placement;
  readonly socketFolder: string;
  readonly rules: { readonly hba: string; readonly ident: string };
  readonly logFile: string;
}

const longestLogBytes = 10_000_000;

export async function startPostmaster(
  runtime: Runtime,
  setup: PostmasterSetup,
  signal: AbortSignal,
): Promise<Postmaster | Refused> {
  const cluster = clusterFolder(setup.placement.home);
  const giveUpAt = runtime.now() + 15_000;
  for (;;) {
    const blocked = await clearOrphan(runtime, cluster, signal);
    if (blocked !== undefined) return blocked;
    const started = await launch(runtime, setup, signal);
    if (!("refused" in started)) return started;
    // Children of a killed server leave at their next breath, and until then PostgreSQL rightly refuses.
    const mayPass = started.refused.includes("shared memory block") && runtime.now() < giveUpAt;
    if (!mayPass || signal.aborted) return started;
    await runtime.sleep(200, signal);
  }
}

async function launch(runtime: Runtime, setup: PostmasterSetup, signal: AbortSignal): Promise<Postmaster | Refused> {
  const { placement, logFile } = setup;
  const cluster = clusterFolder(placement.home);
  const log = await openLog(logFile, placement.user);
  const child = spawn(program(placement.binaries, "postgres"), ["-D", cluster, ...settings(setup)], {
    cwd: "/",
    env: childEnvironment,
    stdio: ["ignore", log.fd, log.fd],
    // A session of its own: Ctrl-C at the terminal stops us first, and we stop the server last.
    detached: true,
    ...(placement.runAs && { uid: placement.runAs.uid, gid: placement.runAs.gid }),
  });
  const failure = { reason: "" };
  const ended = new Promise<void>((done) => {
    child.once("error", (error) => {
      failure.reason = error.message;
      done();
    });
    child.once("exit", () => done());
  });
  await log.close();
  const stop = () => stopChild(runtime, child, ended);
  if (await becomesReady(runtime, child, ended, cluster, signal)) {
    // The server alone is no reason for this process to live on.
    child.unref();
    return { pid: child.pid ?? 0, ended, stop };
  }
  if (signal.aborted) {
    await stop();
    return { refused: "The start of the database was interrupted." };
  }
  const said = failure.reason || (await lastWords(logFile, log.from));
  return { refused: `The database did not start: ${said} (see ${logFile})` };
}

/** Given on the command line, where no file in the cluster can weaken them. */
function settings({ socketFolder, rules }: PostmasterSetup): readonly string[] {
  const values = {
    listen_addresses: "",
    port: "5432",
    // A list of quoted names, where a comma would otherwise part two.
    unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: "0700",
    hba_file: rules.hba,
    ident_file: rules.ident,
    fsync: "on",
    full_page_writes: "on",
    synchronous_commit: "on",
    timezone: "UTC",
    log_timezone: "UTC",
    log_destination: "stderr",
    logging_collector: "off",
    // Statements and the values of rows stay out of the log: names, and what opens doors, could be in them.
    log_statement: "none",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

async function becomesReady(
  runtime: Runtime,
  child: ChildProcess,
  ended: Promise<void>,
  cluster: string,
  signal: AbortSignal,
): Promise<boolean> {
  const startedAt = runtime.now();
  const life = { over: false };
  const over = ended.then(() => {
    life.over = true;
  });
  for (let reported = 1; !life.over && !signal.aborted; ) {
    const file = await readPidFile(cluster);
    if (file?.pid === child.pid && file?.ready) return true;
    const waitedMs = runtime.now() - startedAt;
    // Recovery after a power loss may take minutes, and cutting it short would only make the next one longer.
    if (waitedMs > reported * 5_000) {
      runtime.log("postgres.still_starting", { waitedMs });
      reported += 1;
    }
    await Promise.race([over, runtime.sleep(10, signal)]);
  }
  return false;
}

async function stopChild(runtime: Runtime, child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.ref();
  // SIGINT closes every session and writes a checkpoint. Should that hang, SIGQUIT leaves it to recovery.
  for (const [kill, patienceMs] of [
    ["SIGINT", 30_000],
    ["SIGQUIT", 10_000],
    ["SIGKILL", 5_000],
  ] as const) {
    child.kill(kill);
    if (await endsWithin(runtime, patienceMs, ended)) return;
  }
}

async function endsWithin(runtime: Runtime, ms: number, ended: Promise<void>): Promise<boolean> {
  const waiting = new AbortController();
  const timeout = runtime.sleep(ms, waiting.signal).then(() => false);
  const inTime = await Promise.race([ended.then(() => true), timeout]);
  waiting.abort();
  return inTime;
}

/** The log belongs to whom the server runs as, so that this user can start it again without root. */
async function openLog(path: string, user: OsUser): Promise<{ fd: number; from: number; close(): Promise<void> }> {
  const size = (await stat(path).catch(() => undefined))?.size ?? 0;
  if (size > longestLogBytes) await rename(path, `${path}.1`);
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const file = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  if ((await file.stat()).uid !== user.uid) await file.chown(user.uid, user.gid);
  return { fd: file.fd, from: size > longestLogBytes ? 0 : size, close: () => file.close() };
}

async function lastWords(path: string, from: number): Promise<string> {
  const log = (await readFile(path)).subarray(from).toString("utf8").trim().split("\n");
  const fatal = log.findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? log.at(-1) ?? "";
  return fatal.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, "") || "it gave no reason";
}
