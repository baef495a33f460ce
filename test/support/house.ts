import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SeamHttp } from "@seamapi/http/connect";
import { type Db, openDb } from "#store/db.ts";
import { type ControlClient, controlClient } from "#virtual-locks/control-client.ts";
import { ClockFile } from "./clock-file.ts";
import { freePort } from "./free-port.ts";
import { freshDatabase } from "./postgres.ts";

/** A whole house in processes of their own, by the test's clock: the server, its database, its virtual locks. */
export interface House {
  readonly clock: ClockFile;
  /** The official client, signed in to the sandbox. */
  readonly seam: SeamHttp;
  readonly url: string;
  readonly apiKey: string;
  /** Asks the API for what the official client has no method for. */
  ask(path: string, body?: object): Promise<unknown>;
  /** What the server was started with. */
  readonly environment: NodeJS.ProcessEnv;
  /** Where its cloud of virtual locks answers. */
  readonly lockCloudUrl: string;
  /** Everything that the server has logged so far. */
  log(): string;
  /** The locks themselves: what a keypad would do, and what people do to it. */
  readonly locks: ControlClient;
  /** What a device's own cloud calls it. */
  nativeIdOf(deviceId: string): Promise<string>;
  /** Everything that the database holds, as text. */
  dump(): Promise<string>;
  /** Connects an account through the command line, which manages its locks from the start. */
  connectAccount(driver: string, settings: Readonly<Record<string, string>>): Promise<void>;
  /** The real command line, beside the house's server: what it printed. Rejects where it refuses. */
  command(...words: readonly string[]): Promise<string>;
  /** Kills the server as a power cut would, and starts it again on what it left. */
  killAndRestart(): Promise<void>;
  /** The same, with the server away for as long as this takes. */
  whileAway(work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const apiKey = "seam_testHouse1_AbCdEfGhJkMnPqRsTuVwXyZ2";
const program = join(import.meta.dirname, "clocked-server.ts");

/** `further`: variables of the environment beside the usual ones. */
export async function openHouse({ further = {} }: { readonly further?: NodeJS.ProcessEnv } = {}): Promise<House> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "pintumbler-house-"));
  const clock = new ClockFile(join(dataDirectory, "clock"));
  const database = await freshDatabase();
  const db = openDb(database.url, { maxConnections: 1 });
  const port = await freePort();
  const log: string[] = [];
  const environment = {
    PATH: process.env.PATH,
    PORT: String(port),
    PINTUMBLER_DATA_DIR: dataDirectory,
    DATABASE_URL: database.url,
    PINTUMBLER_SANDBOX_API_KEY: apiKey,
    PINTUMBLER_SANDBOX_GUESTS: "no",
    // Where the tests' receivers of webhooks stand.
    PINTUMBLER_WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32",
    ...further,
  };
  let server = await start(environment, log);
  await until(() => hasSeenItsLocks(db), { what: "look at every lock of the sandbox" });
  const trace = JSON.parse(await readFile(join(dataDirectory, "virtual-locks", "process.json"), "utf8"));
  const baseUrl = `http://127.0.0.1:${trace.port}`;
  const url = `http://127.0.0.1:${port}`;
  return {
    clock,
    url,
    apiKey,
    environment,
    lockCloudUrl: baseUrl,
    seam: SeamHttp.fromApiKey(apiKey, { endpoint: url }),
    ask: (path, body) => askApi(`${url}${path}`, body),
    log: () => log.join(""),
    locks: controlClient({ baseUrl, token: trace.token, fetch: (request) => fetch(request) }),
    nativeIdOf: (deviceId) => nativeIdIn(db, deviceId),
    dump: async () => {
      const tables = await db.query<{ name: string }>(
        "select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by 1",
      );
      const parts: string[] = [];
      for (const { name } of tables) {
        const rows = await db.query<{ line: string }>(`select ${name}::text as line from ${name}`);
        parts.push(...rows.map((row) => row.line));
      }
      return parts.join("\n");
    },
    connectAccount: async (driver, settings) => {
      const values = Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
      await command(["accounts", "connect", driver, "--manage", ...values], environment);
    },
    command: (...words) => command(words, environment),
    killAndRestart: async () => {
      await ended(server, "SIGKILL");
      // It is down for as long as its leases run: whoever starts next may take the work up at once.
      clock.advance(10_000);
      server = await start(environment, log);
    },
    whileAway: async (work) => {
      await ended(server, "SIGKILL");
      await work();
      clock.advance(10_000);
      server = await start(environment, log);
    },
    close: async () => {
      await ended(server, "SIGTERM");
      await db.close();
      await database.drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function askApi(address: string, body: object = {}): Promise<unknown> {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  return response.json();
}

async function nativeIdIn(db: Db, deviceId: string): Promise<string> {
  const text = "select native_id from devices where device_id = $1";
  const [row] = await db.query<{ native_id: string }>(text, [deviceId]);
  return row?.native_id ?? "";
}

/** Whoever asks sooner is shown the locks that have been found so far. */
async function hasSeenItsLocks(db: Db): Promise<boolean> {
  const [row] = await db.query<{ waits: boolean }>(`
    select exists (select 1 from connected_accounts where first_synced_at is null)
      or exists (select 1 from devices where observed_at is null) as waits`);
  return row?.waits === false;
}

/**
 * Asks again and again, in real time, until the answer is there. The time allowed outlasts a first retry: a
 * call that is under way while a test moves the clock is given up, and made again after 15 s and more.
 */
export async function until<Answer>(
  ask: () => Promise<Answer | undefined | false>,
  { withinMs = 40_000, what = "what was waited for" }: { withinMs?: number; what?: string } = {},
): Promise<Answer> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`Within ${withinMs} ms there was no ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function start(environment: NodeJS.ProcessEnv, log: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  child.stderr.on("data", (chunk: Buffer) => log.push(chunk.toString()));
  const exited = new Promise<never>((_resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}:\n${log.join("").slice(-4_000)}`)));
  });
  exited.catch(() => {});
  const ready = async () => {
    for await (const line of createInterface({ input: child.stdout })) return line;
    return exited;
  };
  await Promise.race([ready(), exited]);
  return child;
}

const commandLine = join(import.meta.dirname, "..", "..", "src", "cli", "main.ts");

/** Runs the command line beside the server; rejects with what it said where it refuses. */
async function command(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, [commandLine, ...args], { env: environment, stdio: "pipe" });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`The command ended with ${code}: ${said}`);
  return said;
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await exit;
}
