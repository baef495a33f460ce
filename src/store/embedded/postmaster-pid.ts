import { constants, open, readFile, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Runtime } from "#runtime/runtime.ts";
import type { Refused } from "./refused.ts";
import { runCommand } from "./run-command.ts";

/** What the server writes about itself into postmaster.pid (PostgreSQL 18, src/include/utils/pidfile.h). */
export interface PidFile {
  readonly pid: number;
  readonly ready: boolean;
}

export async function readPidFile(cluster: string): Promise<PidFile | undefined> {
  const lines = (await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 1 ? { pid, ready: lines[7]?.trim() === "ready" } : undefined;
}

/**
 * Leaves the cluster free for a new server. A server whose starter was killed lives on: it is stopped in
 * good order, and no acknowledged write is lost. The data directory's lock says that nobody else uses it.
 */
export async function clearOrphan(
  runtime: Runtime,
  cluster: string,
  signal: AbortSignal,
): Promise<Refused | undefined> {
  const found = await readPidFile(cluster);
  if (found === undefined || !isAlive(found.pid)) return undefined;
  if (!(await isServerOf(found.pid, cluster))) {
    await disown(cluster);
    return undefined;
  }
  const startedAt = runtime.now();
  // SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one, after which it recovers from its log.
  for (const [kill, patienceMs] of [
    ["SIGINT", 60_000],
    ["SIGQUIT", 10_000],
  ] as const) {
    process.kill(found.pid, kill);
    const deadline = runtime.now() + patienceMs;
    while (runtime.now() < deadline && !signal.aborted) {
      if (!isAlive(found.pid)) {
        runtime.log("postgres.orphan_stopped", { pid: found.pid, tookMs: runtime.now() - startedAt });
        return undefined;
      }
      await runtime.sleep(10, signal);
    }
  }
  return {
    refused: `A PostgreSQL server of an earlier run (process ${found.pid}) still uses ${cluster} and does not stop.`,
  };
}

/**
 * The file names a process that is no server of this cluster: its number was given out again. PostgreSQL
 * would take any living process of its own user for another server, except its own parent, which we are
 * (CreateLockFile in src/backend/utils/init/miscinit.c). The rest of the file stays: by it the new server
 * still finds children of the old one that use the cluster's shared memory.
 */
async function disown(cluster: string): Promise<void> {
  const path = join(cluster, "postmaster.pid");
  const [, ...rest] = (await readFile(path, "utf8")).split("\n");
  // Not through a link: as root we write where another user may.
  const file = await open(path, constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW);
  await file.writeFile([String(process.pid), ...rest].join("\n")).finally(() => file.close());
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A server works inside its cluster's folder, whatever the folder was called when it started. */
async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  if (process.platform !== "linux") {
    const { output } = await runCommand("ps", ["-ww", "-o", "command=", "-p", String(pid)]);
    return output.includes("postgres") && output.includes(cluster);
  }
  try {
    const [worksIn, folder] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(cluster)]);
    const runs = await readlink(`/proc/${pid}/exe`);
    const isSameFolder = worksIn.dev === folder.dev && worksIn.ino === folder.ino;
    // A program that was replaced on disk while it ran has " (deleted)" after its name.
    return isSameFolder && /\/postgres( \(deleted\))?$/.test(runs);
  } catch {
    return false;
  }
}
