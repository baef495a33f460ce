import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { openDb } from "#store/db.ts";
import { type Holder, startHolder } from "#test/support/holder.ts";
import { quietRuntime } from "#test/support/quiet-runtime.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./start-embedded-postgres.ts";
import { stopLeftServer } from "./stop-left-server.ts";

// Servers start and stop in each test, and write to the disk in earnest.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let prepared: string;
let folder: string;
let holders: Holder[] = [];
let servers: EmbeddedPostgres[] = [];

beforeAll(async () => {
  prepared = await mkdtemp("/tmp/pintumbler-embedded-");
  const server = await startEmbeddedPostgres({ dataDirectory: prepared, runtime: quietRuntime() });
  if ("refused" in server) throw new Error(server.refused);
  await server.stop();
});

/** A copy of a database that was stopped in good order, which takes less time than making one. */
beforeEach(async () => {
  folder = await mkdtemp("/tmp/pintumbler-embedded-");
  await promisify(execFile)("cp", ["-a", `${prepared}/.`, folder]);
});

afterAll(() => rm(prepared, { recursive: true }));

afterEach(async () => {
  for (const server of servers) await server.stop();
  for (const holder of holders) await holder.kill("SIGKILL");
  servers = [];
  holders = [];
  expect(await stopLeftServer(quietRuntime(), folder)).toBeUndefined();
  await rm(folder, { recursive: true });
});

async function start(dataDirectory = folder): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDirectory, runtime: quietRuntime() });
  if ("refused" in server) throw new Error(server.refused);
  servers.push(server);
  return server;
}

async function refusal(dataDirectory = folder, signal?: AbortSignal): Promise<string> {
  const server = await startEmbeddedPostgres({ dataDirectory, runtime: quietRuntime(), ...(signal && { signal }) });
  if ("refused" in server) return server.refused;
  servers.push(server);
  return "(started)";
}

async function hold(): Promise<Holder & { readonly url: string }> {
  const holder = await startHolder({ what: "database", path: folder });
  holders.push(holder);
  expect(holder.said.refused).toBeUndefined();
  return { ...holder, url: holder.said.url ?? "" };
}

async function query<Row extends object>(url: string, statement: string): Promise<readonly Row[]> {
  const db = openDb(url, { maxConnections: 1 });
  return db.query<Row>(statement).finally(() => db.close());
}

async function serverPid(dataDirectory = folder): Promise<number> {
  return Number((await readFile(join(dataDirectory, "postgres", "postmaster.pid"), "utf8")).split("\n")[0]);
}

const keep = "create table kept (n integer); insert into kept select generate_series(1, 100)";
const count = "select count(*)::integer as count from kept";

describe("the embedded database", () => {
  test("keeps its rows over a stop and a start, and a stop is quick", async () => {
    const first = await start();
    await query(first.url, keep);
    const before = Date.now();
    await first.stop();
    expect(Date.now() - before).toBeLessThan(5_000);
    expect(await query((await start()).url, count)).toEqual([{ count: 100 }]);
  });

  test("writes to the disk before it answers, speaks UTF-8 and UTC, and listens to no network", async () => {
    const { url } = await start();
    const names = [
      "fsync",
      "full_page_writes",
      "synchronous_commit",
      "listen_addresses",
      "TimeZone",
      "server_encoding",
    ];
    const rows = await query<{ name: string; setting: string }>(
      url,
      `select name, setting from pg_settings where name in (${names.map((name) => `'${name}'`).join(", ")})`,
    );
    expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toEqual({
      fsync: "on",
      full_page_writes: "on",
      synchronous_commit: "on",
      listen_addresses: "",
      TimeZone: "UTC",
      server_encoding: "UTF8",
    });
    expect(await query(url, "select 'É' < 'a' as bytewise")).toEqual([{ bytewise: false }]);
  });

  test("cannot have its durability switched off by a file in the cluster", async () => {
    await writeFile(join(folder, "postgres", "postgresql.auto.conf"), "fsync = off\nlisten_addresses = '*'\n");
    const { url } = await start();
    expect(
      await query(url, "select current_setting('fsync') as fsync, current_setting('listen_addresses') as net"),
    ).toEqual([{ fsync: "on", net: "" }]);
  });

  test("is used through a role that owns its database and is no administrator", async () => {
    const { url } = await start();
    const role = "select rolname, rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user";
    expect(await query(url, role)).toEqual([
      { rolname: "pintumbler", rolsuper: false, rolcreatedb: false, rolcreaterole: false },
    ]);
  });

  test("is reached only through a folder that no other user can enter", async () => {
    const { url } = await start();
    const socketFolder = new URL(url).searchParams.get("host") ?? "";
    expect((await stat(socketFolder)).mode & 0o777).toBe(0o700);
    expect((await stat(socketFolder)).uid).toBe((await stat(join(folder, "postgres"))).uid);
  });

  test("starts in a folder with a long path, and in one with quotes, commas and spaces in its name", async () => {
    for (const name of ["x".repeat(150), `it's, "here" é %2F`]) {
      const dataDirectory = join(folder, name);
      await promisify(execFile)("cp", ["-a", prepared, dataDirectory]);
      const server = await start(dataDirectory);
      expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
      await server.stop();
      const socketFolder = new URL(server.url).searchParams.get("host") ?? "";
      await expect(stat(socketFolder)).rejects.toThrow();
    }
  });

  test("puts no value of a failed statement into its log", async () => {
    const { url } = await start();
    await query(url, "create table doors (code text primary key)");
    await query(url, "insert into doors values ('73519')");
    await expect(query(url, "insert into doors values ('73519')")).rejects.toThrow();
    const log = await readFile(join(folder, "postgres.log"), "utf8");
    expect(log).toContain("duplicate key value");
    expect(log).not.toContain("73519");
  });

  test("is refused where another version made it", async () => {
    await writeFile(join(folder, "postgres", "PG_VERSION"), "17\n");
    expect(await refusal()).toContain("was made by PostgreSQL 17, and this is 18");
  });

  test("says why it does not start", async () => {
    await writeFile(join(folder, "postgres", "postgresql.conf"), "no_such_setting = 1\n");
    expect(await refusal()).toContain("did not start");
  });

  test("says what the operating system objects to", async () => {
    await rm(join(folder, "postgres-hba.conf"));
    await mkdir(join(folder, "postgres-hba.conf"));
    expect(await refusal()).toContain("EISDIR");
  });

  test("leaves nothing running when its start is interrupted", async () => {
    const interrupt = new AbortController();
    interrupt.abort();
    expect(await refusal(folder, interrupt.signal)).toContain("interrupted");
    await expect(serverPid()).rejects.toThrow();
  });

  test("is started again when it ends unasked", async () => {
    const { url } = await start();
    await query(url, keep);
    const killed = await serverPid();
    process.kill(killed, "SIGKILL");
    await expect
      .poll(() => query(url, count).catch(() => "away"), { timeout: 20_000, interval: 50 })
      .toEqual([{ count: 100 }]);
    expect(await serverPid()).not.toBe(killed);
  });
});

describe("after the process that started it was killed", () => {
  /** Rows that the database said it has, until it goes away. */
  async function insertUntilGone(url: string, until: Promise<void>): Promise<number> {
    const db = openDb(url, { maxConnections: 1 });
    let acknowledged = 0;
    let over = false;
    void until.then(() => {
      over = true;
    });
    try {
      await db.query("create table if not exists kept (n integer)");
      while (!over) {
        await db.query("insert into kept values ($1)", [acknowledged]);
        acknowledged += 1;
      }
    } catch {
      // The server went away: what it acknowledged until then counts.
    }
    await db.close();
    return acknowledged;
  }

  test("the server lives on, and the next start stops it in good order and loses nothing", async () => {
    const holder = await hold();
    const orphan = await serverPid();
    const killed = new Promise((done) => setTimeout(done, 300)).then(() => holder.kill("SIGKILL"));
    const acknowledged = await insertUntilGone(holder.url, killed);
    expect(acknowledged).toBeGreaterThan(0);
    expect(await query(holder.url, "select 1 as one")).toEqual([{ one: 1 }]);
    const { url } = await start();
    expect(await query(url, count)).toEqual([{ count: acknowledged }]);
    expect(await serverPid()).not.toBe(orphan);
    expect(await readFile(join(folder, "postgres.log"), "utf8")).not.toContain("not properly shut down");
  });

  test("a server killed with it recovers every row that it acknowledged", async () => {
    const holder = await hold();
    const server = await serverPid();
    const killed = new Promise((done) => setTimeout(done, 300)).then(async () => {
      await holder.kill("SIGKILL");
      process.kill(server, "SIGKILL");
    });
    const acknowledged = await insertUntilGone(holder.url, killed);
    expect(acknowledged).toBeGreaterThan(0);
    const rows = await query<{ count: number }>((await start()).url, count);
    // One more may have been kept than was heard of.
    expect([acknowledged, acknowledged + 1]).toContain(rows[0]?.count);
    expect(await readFile(join(folder, "postgres.log"), "utf8")).toContain("not properly shut down");
  });

  test("a child of the killed server that still works is waited for", async () => {
    const holder = await hold();
    const server = await serverPid();
    // A loop that waits for nothing does not notice that its server died.
    const loop = "do $$ begin while clock_timestamp() < now() + interval '3 s' loop end loop; end $$";
    const busy = query(holder.url, loop).catch(() => "cut off");
    const active = "select count(*)::integer as n from pg_stat_activity where query like 'do %' and state = 'active'";
    await expect.poll(() => query(holder.url, active)).toEqual([{ n: 1 }]);
    await holder.kill("SIGKILL");
    process.kill(server, "SIGKILL");
    expect(await query((await start()).url, "select 1 as one")).toEqual([{ one: 1 }]);
    await busy;
  });

  test("a process number that was given out again does not keep the database from starting, nor gets a signal", async () => {
    const holder = await hold();
    await query(holder.url, keep);
    const server = await serverPid();
    await holder.kill("SIGKILL");
    process.kill(server, "SIGKILL");
    const { uid, gid } = await stat(join(folder, "postgres"));
    const asServer = process.getuid?.() === 0 ? { uid, gid } : {};
    const stranger = spawn("sleep", ["60"], { cwd: "/", stdio: "ignore", ...asServer });
    const ended = once(stranger, "exit");
    const pidFile = join(folder, "postgres", "postmaster.pid");
    const [, ...rest] = (await readFile(pidFile, "utf8")).split("\n");
    await writeFile(pidFile, [stranger.pid, ...rest].join("\n"));
    expect(await query((await start()).url, count)).toEqual([{ count: 100 }]);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    stranger.kill();
    await ended;
  });
});

test("Ctrl-C at the terminal reaches the process that started the database, and not the database", async () => {
  const holder = await hold();
  // A holder leads a process group of its own, as a program started at a terminal does.
  process.kill(-holder.pid, "SIGINT");
  await query(holder.url, keep);
  expect(await query(holder.url, count)).toEqual([{ count: 100 }]);
  await holder.kill("SIGTERM");
  await expect(serverPid()).rejects.toThrow();
});
