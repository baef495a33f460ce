import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Runtime } from "#runtime/runtime.ts";
import { majorVersion, program } from "./binaries.ts";
import type { Placement } from "./placement.ts";
import type { Refused } from "./refused.ts";
import { runCommand } from "./run-command.ts";
import { syncFolder } from "./sync-folder.ts";

/** The role that owns the cluster; used only to create the other one and its database. */
export const adminRole = "postgres";
/** The role and the database that the program works with. */
export const appRole = "pintumbler";

export function clusterFolder(home: string): string {
  return join(home, "postgres");
}

/** A cluster that this version of PostgreSQL can open; made where there is none. */
export async function ensureCluster(runtime: Runtime, placement: Placement): Promise<Refused | undefined> {
  const folder = clusterFolder(placement.home);
  const version = await readFile(join(folder, "PG_VERSION"), "utf8").catch(() => undefined);
  if (version === undefined) return makeCluster(runtime, placement);
  if (version.trim() === majorVersion) return undefined;
  return {
    refused:
      `The database in ${folder} was made by PostgreSQL ${version.trim()}, and this is ${majorVersion}. ` +
      "Dump it with the version that made it, and restore the dump into a new data directory.",
  };
}

/**
 * Under another name first, so that a start that was cut short leaves no half cluster behind. The name is
 * a new one each time: an initdb whose starter was killed may still be writing to the last one.
 */
async function makeCluster(runtime: Runtime, placement: Placement): Promise<Refused | undefined> {
  const folder = clusterFolder(placement.home);
  const unfinished = `${folder}.unfinished-${runtime.uuid().slice(0, 8)}`;
  const startedAt = runtime.now();
  for (const name of await readdir(placement.home)) {
    if (name.startsWith("postgres.unfinished-")) await rm(join(placement.home, name), { recursive: true, force: true });
  }
  await mkdir(unfinished, { mode: 0o700 });
  if (placement.runAs !== undefined) await chown(unfinished, placement.runAs.uid, placement.runAs.gid);
  const encoding = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const made = await runCommand(
    program(placement.binaries, "initdb"),
    ["--pgdata", unfinished, "--username", adminRole, "--auth=peer", ...encoding, "--set", "max_connections=100"],
    placement.runAs,
  );
  if (!made.ok) return { refused: `The database could not be created in ${folder}: ${complaint(made.output)}` };
  await rename(unfinished, folder);
  await syncFolder(placement.home);
  runtime.log("postgres.cluster_made", { folder, tookMs: runtime.now() - startedAt });
  return undefined;
}

/**
 * Who may connect: those the operating system vouches for, over the Unix socket, as our two roles.
 * There is no password to leak. The files stand outside the cluster, where the server cannot change them.
 */
export async function writeAccessRules(placement: Placement): Promise<{ hba: string; ident: string }> {
  const hba = join(placement.home, "postgres-hba.conf");
  const ident = join(placement.home, "postgres-ident.conf");
  const maps = placement.mayConnect.flatMap((name) => [adminRole, appRole].map((role) => `house "${name}" ${role}`));
  await writeRules(hba, `local all ${adminRole},${appRole} peer map=house\n`);
  await writeRules(ident, `${maps.join("\n")}\n`);
  return { hba, ident };
}

/** Anew: the last one may be root's where an ordinary user now starts, or a link where root now does. */
async function writeRules(path: string, text: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, text, { flag: "wx" });
  await chmod(path, 0o644);
}

/** initdb tells of its trouble first, and then of clearing up. */
function complaint(output: string): string {
  const lines = output.split("\n");
  return lines.find((line) => /error|FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? "";
}
