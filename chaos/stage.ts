import { randomBytes } from "node:crypto";
import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Entropy } from "#sim/entropy.ts";
import { freePort } from "#test/support/free-port.ts";
import { type Api, apiOf } from "./api.ts";
import type { Door } from "./customers.ts";
import { type Database, openDatabase } from "./database.ts";
import { type LockCloud, makeEstate, openLockCloud } from "./estate.ts";
import { type FaultProxy, openFaultProxy } from "./fault-proxy.ts";
import type { Commanded } from "./history.ts";
import { ownerOfPort } from "./owner-of-port.ts";
import { type Program, programOf } from "./program.ts";
import { prepareSystem, type ServerProcess, systems } from "./system.ts";
import { until } from "./time.ts";

/** Everything that takes part in a run, each in a process of its own. */
export interface Stage {
  readonly folder: string;
  readonly database: Database;
  readonly servers: readonly ServerProcess[];
  readonly cloud: LockCloud;
  readonly toCloud: FaultProxy;
  readonly receiver: Program;
  readonly receiverJournal: string;
  readonly api: Api;
  /** Since when the endpoint is told of events, ISO 8601. */
  readonly toldSince: string;
  readonly doors: readonly Door[];
  /** What servers told locks to do, as it passed the line. */
  readonly commands: readonly Commanded[];
  close(): Promise<void>;
}

export interface StageOptions {
  readonly system: string;
  readonly lockCount: number;
  readonly withStandby: boolean;
  readonly entropy: Entropy;
}

/** Every so many locks have a pool of backup codes. */
const poolEvery = 5;

export async function openStage({ system, lockCount, withStandby, entropy }: StageOptions): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "pintumbler-chaos-"));
  await chmod(folder, 0o711);
  const closes: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const each of closes.splice(0).reverse()) await each().catch(() => {});
  };
  try {
    const database = await openDatabase(join(folder, "database"), withStandby);
    closes.push(database.close);
    const cloud = await openLockCloud(folder);
    closes.push(cloud.program.kill);
    const masterKey = randomBytes(32).toString("hex");
    const random = entropy("lines").fraction;
    const servers = await prepareSystem(systems[system] ?? [], {
      folder,
      database: database.primary().socket,
      random,
      masterKey,
      cloud,
    });
    for (const { program, toDatabase } of servers) closes.push(toDatabase.close, program.kill);
    const commands: Commanded[] = [];
    const toCloud = await openFaultProxy({ to: cloud.port, random, ...listening(servers, commands) });
    closes.push(toCloud.close);
    const address = `http://127.0.0.1:${toCloud.port}`;
    const { token, locks } = await makeEstate(database, cloud, { address, masterKey, lockCount });
    await servers[0]?.program.start();
    await Promise.all(servers.slice(1).map(({ program }) => program.start()));
    const api = apiOf(servers, token);
    const receiverJournal = join(folder, "received.jsonl");
    const port = await freePort();
    const receiver = programOf({
      name: "receiver",
      command: [join(import.meta.dirname, "receiver-process.ts")],
      environment: { RECEIVER_PORT: String(port), RECEIVER_JOURNAL: receiverJournal },
      isReady: (line) => line.startsWith("{"),
      log: join(folder, "receiver.log"),
    });
    await receiver.start();
    closes.push(receiver.kill);
    const { webhook } = await api.read("/webhooks/create", { url: `http://127.0.0.1:${port}/`, event_types: ["*"] });
    const toldSince = (webhook as { readonly created_at: string }).created_at;
    const doors = await doorsOf(api, database, locks);
    return {
      folder,
      database,
      servers,
      cloud,
      toCloud,
      receiver,
      receiverJournal,
      api,
      toldSince,
      doors,
      commands,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waits until the servers have found every lock. */
async function doorsOf(api: Api, database: Database, locks: readonly string[]): Promise<readonly Door[]> {
  const db = database.open();
  try {
    const find = () =>
      db.query<{ device_id: string; native_id: string }>(
        "select device_id, native_id from devices where native_id = any($1)",
        [locks],
      );
    await until("every lock is found", 120_000, async () => (await find()).length === locks.length);
    const doors = (await find()).map(({ device_id: device, native_id: lock }) => ({
      device,
      lock,
      hasPool: locks.indexOf(lock) % poolEvery === 0,
    }));
    await until("every lock can be given codes", 120_000, async () => {
      const { devices } = await api.read("/devices/list", {});
      const able = (devices as { can_program_online_access_codes?: boolean }[]).filter(
        (one) => one.can_program_online_access_codes,
      );
      return able.length === locks.length;
    });
    return doors;
  } finally {
    await db.close();
  }
}

/** Who sends what over the line to the locks: by the process that holds the connection. */
function listening(servers: readonly ServerProcess[], commands: Commanded[]) {
  const owners = new Map<number, Promise<string | undefined>>();
  const nameOf = async (port: number) => {
    const pids = servers.flatMap(({ program }) => program.pid() ?? []);
    const pid = await ownerOfPort(port, pids);
    return servers.find(({ program }) => pid !== undefined && program.pid() === pid)?.program.name;
  };
  return {
    connected: (port: number) => void owners.set(port, nameOf(port)),
    overheard: (chunk: Buffer, port: number) => {
      const target = /^(?:POST|PATCH|DELETE) (\/locks\/[^/ ]+\/|\/access_codes\/[^ ]+)/.exec(
        chunk.subarray(0, 200).toString("latin1"),
      );
      const path = target?.[1];
      if (path === undefined) return;
      const at = Date.now();
      const lock = decodeURIComponent(path.split("/")[2] ?? "");
      void owners.get(port)?.then((by) => by !== undefined && commands.push({ at, lock, by }));
    },
  };
}
