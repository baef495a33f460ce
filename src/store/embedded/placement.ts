import { createHash } from "node:crypto";
import { chmod, chown, mkdir, open, readFile, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Runtime } from "#runtime/runtime.ts";
import { lockDataDirectory } from "#store/data-directory.ts";
import { type Binaries, copyBinaries, program } from "./binaries.ts";
import { currentUser, serviceUser, userOf } from "./os-user.ts";
import type { Refused } from "./refused.ts";
import { type OsUser, runCommand } from "./run-command.ts";
import { syncFolder } from "./sync-folder.ts";

/** Who runs the server, from where, and where the cluster is. */
export interface Placement {
  /** The folder that holds the cluster and what belongs to it; the data directory, wherever possible. */
  readonly home: string;
  readonly binaries: Binaries;
  readonly user: OsUser;
  /** Set where `user` is not who we are: children are started as this user. */
  readonly runAs: OsUser | undefined;
  /** Everybody who may connect, by the names that the operating system knows them by. */
  readonly mayConnect: readonly string[];
  release(): Promise<void>;
}

/** Where root keeps what another user must reach: binaries for all to run, and homes by data directory. */
const shelter = "/var/lib/pintumbler";

/** In the data directory; says where the cluster is kept instead. */
const pointerName = "postgres-location";

export async function place(
  runtime: Runtime,
  dataDirectory: string,
  installed: Binaries,
): Promise<Placement | Refused> {
  const me = currentUser();
  if ("refused" in me) return me;
  const elsewhere = await readPointer(dataDirectory);
  const home = elsewhere ?? dataDirectory;
  if ((await owner(home)) === undefined) {
    return {
      refused:
        `The database of ${dataDirectory} is kept in ${home}, which is gone. Put it back, ` +
        `or delete ${join(dataDirectory, pointerName)} to start with an empty database.`,
    };
  }
  const placed = me.uid === 0 ? await placeAsRoot(runtime, dataDirectory, elsewhere, installed) : { home, user: me };
  if ("refused" in placed) return placed;
  const found = await owner(join(placed.home, "postgres"));
  if (found !== undefined && found.uid !== placed.user.uid) {
    return { refused: notTheirs(join(placed.home, "postgres"), found.uid, me, placed.user) };
  }
  // Two data directories can come to point at one home (a copied folder), so the home is held as well.
  const lock = placed.home === dataDirectory ? undefined : await lockDataDirectory(placed.home);
  if (lock !== undefined && "refused" in lock) return lock;
  return {
    binaries: installed,
    ...placed,
    runAs: placed.user.uid === me.uid ? undefined : placed.user,
    // Root could connect as anybody; so it may as itself, to look into what an ordinary user runs.
    mayConnect: [...new Set([placed.user.name, me.name, "root"])],
    release: async () => lock?.release(),
  };
}

function notTheirs(cluster: string, ownerId: number, me: OsUser, user: OsUser): string {
  const gift = `give that folder to ${user.name} (chown -R ${user.name}: ${cluster})`;
  return ownerId === 0
    ? `The database in ${cluster} belongs to root, whom PostgreSQL does not run as: ${gift}.`
    : `The database in ${cluster} belongs to the user id ${ownerId}, and this process runs as ${me.name}: ` +
        `start it as that user, or ${gift}.`;
}

interface Placed {
  readonly home: string;
  readonly user: OsUser;
  readonly binaries: Binaries;
}

/** PostgreSQL refuses to run as root: another user runs it, who must reach the binaries and the cluster. */
async function placeAsRoot(
  runtime: Runtime,
  dataDirectory: string,
  elsewhere: string | undefined,
  installed: Binaries,
): Promise<Placed | Refused> {
  const present = await owner(join(elsewhere ?? dataDirectory, "postgres"));
  const user = present === undefined || present.uid === 0 ? await serviceUser() : await userOf(present);
  if ("refused" in user) return user;
  // The caller finds that it is root's, and says so.
  if (present?.uid === 0) return { home: elsewhere ?? dataDirectory, user, binaries: installed };
  const home = elsewhere ?? (await chooseHome(runtime, dataDirectory, present !== undefined, user));
  if (typeof home !== "string") return home;
  if (!(await canEnter(user, home))) {
    return {
      refused:
        `PostgreSQL runs as ${user.name}, who cannot reach the database in ${home}. ` +
        "Move the data directory to where that user can, or set DATABASE_URL.",
    };
  }
  const { ok } = await runCommand(program(installed, "postgres"), ["--version"], user);
  if (ok) return { home, user, binaries: installed };
  const unfit = await openShelter();
  if (unfit !== undefined) return unfit;
  const binaries = await copyBinaries(installed, shelter);
  runtime.log("postgres.binaries_copied", {
    to: binaries.folder,
    because: `${user.name}, who runs PostgreSQL for root, cannot run it from ${installed.folder}`,
  });
  return { home, user, binaries };
}

async function chooseHome(
  runtime: Runtime,
  dataDirectory: string,
  settled: boolean,
  user: OsUser,
): Promise<string | Refused> {
  if (await canEnter(user, dataDirectory)) return dataDirectory;
  const folder = await stat(dataDirectory);
  const ours = folder.uid === 0 && (folder.gid === 0 || folder.gid === user.gid);
  if (ours && (await canEnter(user, dirname(dataDirectory)))) {
    // The user's group may pass through, and neither list nor write; everybody else stays out.
    await chown(dataDirectory, 0, user.gid);
    await chmod(dataDirectory, (folder.mode & 0o7707) | 0o010);
    if (await canEnter(user, dataDirectory)) return dataDirectory;
  }
  if (settled) return dataDirectory;
  const unfit = await openShelter();
  if (unfit !== undefined) return unfit;
  const home = await newHome(dataDirectory, user);
  await writePointer(dataDirectory, home);
  runtime.log("postgres.kept_elsewhere", {
    dataDirectory,
    home,
    because: `${user.name}, who runs PostgreSQL for root, cannot reach the data directory`,
  });
  return home;
}

async function openShelter(): Promise<Refused | undefined> {
  await mkdir(shelter, { recursive: true });
  if ((await stat(shelter)).uid !== 0) return { refused: `${shelter} must belong to root, and does not.` };
  await chmod(shelter, 0o755);
  return undefined;
}

/** A home that is not there yet: what an earlier data directory of the same name left behind stays untouched. */
async function newHome(dataDirectory: string, user: OsUser): Promise<string> {
  const name = createHash("sha256").update(dataDirectory).digest("hex").slice(0, 16);
  for (let count = 1; ; count += 1) {
    const home = join(shelter, count === 1 ? name : `${name}-${count}`);
    try {
      await mkdir(home, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      throw error;
    }
    await chown(home, 0, user.gid);
    await chmod(home, 0o710);
    await syncFolder(shelter);
    return home;
  }
}

export async function readPointer(dataDirectory: string): Promise<string | undefined> {
  const text = await readFile(join(dataDirectory, pointerName), "utf8").catch(() => "");
  return text.trim() === "" ? undefined : text.trim();
}

/** On the disk before the first row is: a pointer lost with the power would look like an empty database. */
async function writePointer(dataDirectory: string, home: string): Promise<void> {
  const path = join(dataDirectory, pointerName);
  const file = await open(`${path}.new`, "w", 0o600);
  await file.writeFile(`${home}\n`);
  await file.sync();
  await file.close();
  await rename(`${path}.new`, path);
  await syncFolder(dataDirectory);
}

async function canEnter(user: OsUser, folder: string): Promise<boolean> {
  const { ok } = await runCommand("sh", ["-c", 'cd -- "$1"', "sh", folder], user);
  return ok;
}

async function owner(path: string): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  return stat(path).catch(() => undefined);
}
