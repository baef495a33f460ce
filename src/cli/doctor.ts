import { access, constants, stat } from "node:fs/promises";
import { join } from "node:path";
import { listWorkspaces } from "#app/workspaces.ts";
import type { Config } from "#config.ts";
import { keptMasterKey, masterKeyBefore } from "#master-key.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { virtualCloudAnswers } from "#sandbox/virtual-cloud-process.ts";
import type { Db } from "#store/db.ts";
import { pendingMigrations } from "#store/migrate.ts";
import { openStore } from "#store/store.ts";
import { addressState } from "./address.ts";
import { openDatabase } from "./house.ts";

/** One thing that was looked at. */
export interface Finding {
  readonly state: "ok" | "warn" | "fail";
  readonly what: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** Looks at everything that the server needs, and changes none of it. */
export async function examine(config: Config, runtime: Runtime): Promise<readonly Finding[]> {
  const settings: Finding = { state: "ok", what: "The settings make sense." };
  const directory = await dataDirectory(config);
  const address = await addressFinding(config, runtime);
  if (directory.state === "fail" && config.databaseUrl === undefined) return [settings, directory, address];
  return [
    settings,
    directory,
    ...(await databaseFindings(config, runtime)),
    await virtualLocks(config, runtime, address.isServed),
    address,
  ];
}

export function printFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ state, what, remedy }) => `${state.padEnd(4)}  ${what}${remedy === undefined ? "" : `\n      ${remedy}`}`)
    .join("\n");
}

async function dataDirectory({ dataDir }: Config): Promise<Finding> {
  const found = await stat(dataDir).catch(() => undefined);
  if (found === undefined) {
    const remedy = "Start the server once (pintumbler serve), or set PINTUMBLER_DATA_DIR to where its data is.";
    return { state: "fail", what: `There is no data directory ${dataDir}.`, remedy };
  }
  const isUsable =
    found.isDirectory() &&
    (await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    ));
  if (!isUsable) {
    const remedy = `Run as the user whom it belongs to, or give it to this one (chown -R USER ${dataDir}).`;
    return { state: "fail", what: `The data directory ${dataDir} cannot be read and written.`, remedy };
  }
  if ((found.mode & 0o007) !== 0) {
    const what = `Everybody on this machine can look into the data directory ${dataDir}.`;
    return { state: "warn", what, remedy: `chmod o-rwx ${dataDir}` };
  }
  return { state: "ok", what: `The data directory is ${dataDir}.` };
}

async function databaseFindings(config: Config, runtime: Runtime): Promise<readonly Finding[]> {
  const opened = await openDatabase(config, runtime).catch((error: unknown) => ({
    refused: error instanceof Error ? error.message : String(error),
  }));
  if ("refused" in opened) return [{ state: "fail", what: "The database does not answer.", remedy: opened.refused }];
  try {
    const kind = config.databaseUrl === undefined ? "embedded database" : "database at DATABASE_URL";
    const pending = await pendingMigrations(opened.db);
    const reached: Finding = { state: "ok", what: `The ${kind} answers.` };
    if (pending.length > 0) {
      const what = `The database lacks ${pending.join(", ")}.`;
      return [reached, { state: "fail", what, remedy: "Run: pintumbler migrate (a start of the server does it too)" }];
    }
    return [
      reached,
      { state: "ok", what: "The database is up to date." },
      await keyFinding(config, runtime, opened.db),
    ];
  } finally {
    await opened.close();
  }
}

async function keyFinding(config: Config, runtime: Runtime, db: Db): Promise<Finding> {
  const where = config.masterKey === undefined ? join(config.dataDir, "master.key") : "PINTUMBLER_MASTER_KEY";
  const key = config.masterKey ?? (await keptMasterKey(config.dataDir).catch(() => undefined));
  const workspaces = await listWorkspaces({
    store: openStore(db, runtime, key ?? new Uint8Array(0)),
    runtime,
    nudge: () => {},
    virtualLocks: undefined,
  });
  if (key === undefined) {
    if (workspaces.length === 0) return { state: "ok", what: "There is no master key yet; the first start makes it." };
    const remedy = `Restore ${where} from a backup, or set PINTUMBLER_MASTER_KEY: without it no PIN can be read.`;
    return { state: "fail", what: "There are workspaces and no master key.", remedy };
  }
  const before = await masterKeyBefore(config.dataDir, config.masterKeyBefore).catch(() => undefined);
  const store = openStore(db, runtime, key, before);
  const shut: string[] = [];
  for (const { id, name } of workspaces) await store.keysOf(id).catch(() => shut.push(name));
  if (shut.length === 0) {
    const what = `The master key opens all ${workspaces.length} workspaces.`;
    if (before === undefined) return { state: "ok", what };
    const remedy = "Once every server knows both: pintumbler master-key rotate, and then take the one before away.";
    return { state: "warn", what: `${what} One before it is kept too.`, remedy };
  }
  const remedy = `Put back the ${where} that this database was made with.`;
  return { state: "fail", what: `The master key does not open: ${shut.join(", ")}.`, remedy };
}

async function virtualLocks(config: Config, runtime: Runtime, isServed: boolean): Promise<Finding> {
  const directory = join(config.dataDir, "virtual-locks");
  const answers = await virtualCloudAnswers(runtime, directory);
  if (answers === true) return { state: "ok", what: "The virtual locks answer." };
  if (!isServed) return { state: "ok", what: "The virtual locks do not run; they start with the server." };
  const remedy = `Start the server again; ${join(directory, "virtual-locks.log")} says why they ended.`;
  return { state: "warn", what: "The server runs, and its virtual locks do not answer.", remedy };
}

async function addressFinding(
  { host, port }: Config,
  runtime: Runtime,
): Promise<Finding & { readonly isServed: boolean }> {
  const at = `${host}:${port}`;
  const state = await addressState(runtime, { host, port });
  switch (state.kind) {
    case "free":
      return { state: "ok", what: `The address ${at} is free; nobody serves there now.`, isServed: false };
    case "served":
      return { state: "ok", what: `Pintumbler ${state.version} serves at ${at}.`, isServed: true };
    case "taken": {
      const remedy = "Stop the other program, or set PORT or HOST to an address of its own.";
      return { state: "fail", what: `Another program holds the address ${at}.`, remedy, isServed: false };
    }
    case "unfit": {
      const remedy = "Set HOST to an address of this machine, and PORT to one that this user may take.";
      return { state: "fail", what: `Nobody can listen at ${at} (${state.because}).`, remedy, isServed: false };
    }
  }
}
