import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SeamHttp } from "@seamapi/http";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "#roles.ts";
import { openDb } from "#store/db.ts";
import { freePort } from "#test/support/free-port.ts";
import { until } from "#test/support/house.ts";
import { type FreshDatabase, freshDatabase } from "#test/support/postgres.ts";
import { controlClient } from "#virtual-locks/control-client.ts";

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");
const receiverProgram = join(import.meta.dirname, "..", "support", "webhook-receiver.ts");
const apiKey = "seam_testClus1_AbCdEfGhJkMnPqRsTuVwXyZ2";

interface Part {
  readonly url: string;
  readonly process: ChildProcess;
}

let folder: string;
let database: FreshDatabase;
let received: string;
let receiver: ChildProcess;
let hook: string;
let sandboxFolder: string;
const parts: Part[] = [];

async function start(...roles: readonly Role[]): Promise<Part> {
  const dataDirectory = await mkdtemp(join(folder, "part-"));
  if (roles.includes("sandbox")) sandboxFolder = dataDirectory;
  const child = spawn(process.execPath, [main, ...roles.map((role) => `--${role}`)], {
    env: {
      PATH: process.env.PATH,
      PORT: "0",
      DATABASE_URL: database.url,
      PINTUMBLER_MASTER_KEY: "ab".repeat(32),
      PINTUMBLER_DATA_DIR: dataDirectory,
      PINTUMBLER_SANDBOX_API_KEY: apiKey,
      PINTUMBLER_SANDBOX_GUESTS: "no",
      PINTUMBLER_WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32",
    },
    stdio: ["ignore", "pipe", "ignore"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /^Pintumbler serves at (\S+)$/.exec(line) ?? [];
    if (url === undefined) continue;
    child.stdout.resume();
    const part = { url, process: child };
    parts.push(part);
    return part;
  }
  throw new Error(`${roles.join()} did not start.`);
}

async function end({ process: child }: Part, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  child.kill(signal);
  await once(child, "exit");
  return child.exitCode;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pintumbler-cluster-"));
  database = await freshDatabase();
  received = join(folder, "received");
  const port = await freePort();
  receiver = spawn(process.execPath, [receiverProgram, String(port), received], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (receiver.stdout !== null) await once(receiver.stdout, "data");
  hook = `http://127.0.0.1:${port}/hook`;
}, 60_000);

afterAll(async () => {
  for (const part of parts) await end(part, "SIGKILL");
  receiver.kill();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

test("two APIs, two workers and two posts on one database are one house, and lose nothing where one of each is killed", {
  timeout: 180_000,
}, async () => {
  const first = await start("api", "sandbox");
  const [second, worker, otherWorker, post, otherPost] = await Promise.all([
    start("api"),
    start("workers"),
    start("workers"),
    start("webhooks"),
    start("webhooks"),
  ]);
  for (const { url } of parts) expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await fetch(`${worker.url}/devices/list`)).status).toBe(404);
  const [one, other] = [first, second].map(({ url }) => SeamHttp.fromApiKey(apiKey, { endpoint: url })) as [
    SeamHttp,
    SeamHttp,
  ];
  await one.webhooks.create({ url: hook });
  const doors = await until(async () => {
    const found = (await other.devices.list()).filter((device) => device.can_program_online_access_codes);
    return found.length >= 3 && found.slice(0, 3);
  });

  const codes: { id: string; pin: string; door: string }[] = [];
  for (let round = 0; round < 4; round += 1) {
    for (const [number, { device_id }] of doors.entries()) {
      const made = await (number % 2 === 0 ? one : other).accessCodes.create({ device_id, name: `Guest ${round}` });
      codes.push({ id: made.access_code_id, pin: made.code ?? "", door: device_id });
    }
    if (round === 1) await Promise.all([end(worker, "SIGKILL"), end(post, "SIGKILL")]);
  }
  const ids = codes.map(({ id }) => id);
  await until(
    async () => (await other.accessCodes.list({ access_code_ids: ids })).every(({ status }) => status === "set"),
    { withinMs: 90_000, what: "code on every lock" },
  );
  await expectOnLocks(codes);

  const toldOf = async () =>
    (await one.events.list({ access_code_ids: ids, limit: 1_000 })).map((event) => event.event_id);
  await until(
    async () => {
      const had = await readFile(received, "utf8").catch(() => "");
      return (await toldOf()).every((id) => had.includes(id));
    },
    { withinMs: 60_000, what: "delivery of every event" },
  );

  // The others end in good order, and leave nothing in their hands.
  for (const part of [second, otherWorker, otherPost, first]) expect(await end(part, "SIGTERM")).toBe(0);
  const db = openDb(database.url, { maxConnections: 1 });
  const held = await db.query(
    `select 1 from devices where lease_until > $1 union all select 1 from connected_accounts where lease_until > $1
     union all select 1 from webhooks where lease_until > $1`,
    [new Date().toISOString()],
  );
  await db.close();
  expect(held).toEqual([]);
});

/** Each code opens its door, and stands there once. */
async function expectOnLocks(codes: readonly { readonly pin: string; readonly door: string }[]): Promise<void> {
  const db = openDb(database.url, { maxConnections: 1 });
  const { port, token } = JSON.parse(await readFile(join(sandboxFolder, "virtual-locks", "process.json"), "utf8"));
  const locks = controlClient({ baseUrl: `http://127.0.0.1:${port}`, token, fetch: (request) => fetch(request) });
  for (const { pin, door } of codes) {
    const [row] = await db.query<{ native_id: string }>("select native_id from devices where device_id = $1", [door]);
    const { access_codes: standing } = await locks.inspect(row?.native_id ?? "");
    expect(standing.filter(({ on_lock: stands }) => stands?.code === pin)).toHaveLength(1);
    expect(await locks.wouldOpen(row?.native_id ?? "", pin)).toBe(true);
  }
  await db.close();
}
