import { type ChildProcess, fork } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import { until } from "#test/support/house.ts";
import type { FromStick, ToStick } from "./air.ts";
import type { FromBroker, ToBroker } from "./broker-messages.ts";
import { type LockKind, ZigbeeLock } from "./zigbee-lock.ts";

/**
 * A Zigbee network: Zigbee2MQTT and a broker as they are shipped, each in a process of its own, and locks in this one.
 * The locks outlive both, as they do when the power of the small computer in the hall fails.
 */
export interface ZigbeePeer {
  /** Where the broker listens, and the password that lets any user in. */
  readonly url: string;
  readonly password: string;
  /** A lock with nothing on it that Zigbee2MQTT knows: a new one is let in where none was given back. */
  takeLock(kind: NetworkedKind): Promise<ZigbeeLock>;
  /** Empties a lock that is no longer needed. */
  giveBack(lock: ZigbeeLock): void;
  /** Takes a lock out of the network. */
  removeLock(lock: ZigbeeLock): Promise<void>;
  /** Asks Zigbee2MQTT itself for something, and waits until it has done it. */
  request(what: string, message: Readonly<Record<string, unknown>>): Promise<void>;
  /** Publishes what Zigbee2MQTT would in time. */
  publish(topic: string, payload: string): Promise<void>;
  toBroker(message: ToBroker): void;
  /** Resolves once the broker has done everything that it was told. */
  synced(): Promise<void>;
  /** Tells of everything that a user of the broker publishes, one line each. */
  overhear(user: string, hear: (line: string) => void): void;
  kill(what: "broker" | "bridge"): Promise<void>;
  start(what: "broker" | "bridge"): Promise<void>;
  close(): Promise<void>;
}

/** A kind of lock, and whether Zigbee2MQTT is told to publish its PINs. */
export interface NetworkedKind extends LockKind {
  readonly isExposed?: boolean;
}

const password = "open-sesame";
const watcher = "watcher";

export async function openZigbeePeer(): Promise<ZigbeePeer> {
  const directory = await mkdtemp(join(tmpdir(), "pintumbler-zigbee-"));
  const locks = new Map<string, ZigbeeLock>();
  const broker = brokerProcess();
  const bridge = bridgeProcess(directory, locks);
  const port = await broker.start();
  const url = `mqtt://127.0.0.1:${port}`;
  await writeFile(join(directory, "configuration.yaml"), settings(url));
  await bridge.start();
  const watch = await openWatch(url);
  const shelves = new Map<string, ZigbeeLock[]>();
  const shelfOf = new Map<ZigbeeLock, ZigbeeLock[]>();
  return {
    url,
    password,
    takeLock: async ({ isExposed = false, ...kind }) => {
      const key = JSON.stringify({ isExposed, ...kind });
      const shelf = shelves.get(key) ?? [];
      shelves.set(key, shelf);
      const kept = shelf.pop();
      if (kept !== undefined) return kept;
      const lock = new ZigbeeLock(0x100 + locks.size, kind, (address, frame) =>
        bridge.send({ kind: "say", address, frame }),
      );
      locks.set(lock.address, lock);
      shelfOf.set(lock, shelf);
      bridge.send(joining(lock, true));
      await until(async () => watch.knows(lock.address), { what: "lock that Zigbee2MQTT knows" });
      if (isExposed) await watch.request("device/options", { id: lock.address, options: { expose_pin: true } });
      return lock;
    },
    giveBack: (lock) => {
      lock.reset();
      shelfOf.get(lock)?.push(lock);
    },
    removeLock: async (lock) => {
      shelfOf.delete(lock);
      await watch.request("device/remove", { id: lock.address, force: true });
    },
    request: watch.request,
    publish: watch.publish,
    toBroker: broker.send,
    synced: broker.synced,
    overhear: broker.overhear,
    kill: (what) => (what === "broker" ? broker : bridge).kill(),
    start: async (what) => {
      await (what === "broker" ? broker : bridge).start();
    },
    close: async () => {
      await watch.close();
      await bridge.kill();
      await broker.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function brokerProcess() {
  const overhearing = new Map<string, (line: string) => void>();
  const syncs = new Map<number, () => void>();
  let child: ChildProcess | undefined;
  let port = 0;
  const send = (message: ToBroker) => void child?.send(message);
  return {
    send,
    /** Where it listens, which stays the same. */
    start: async (): Promise<number> => {
      const started = forked("broker-process.ts", [String(port), password], {});
      child = started;
      port = await new Promise<number>((resolve, reject) => {
        started.on("message", (message) => {
          const told = message as FromBroker;
          if (told.kind === "listening") resolve(told.port);
          else if (told.kind === "synced") syncs.get(told.id)?.();
          else overhearing.get(told.user)?.(`${told.topic} ${told.payload}`);
        });
        started.once("exit", (code) => reject(new Error(`The broker ended with ${code}.`)));
      });
      return port;
    },
    synced: () =>
      new Promise<void>((resolve) => {
        const id = syncs.size + 1;
        syncs.set(id, resolve);
        send({ kind: "sync", id });
      }),
    overhear: (user: string, hear: (line: string) => void) => void overhearing.set(user, hear),
    kill: () => killed(child),
  };
}

/** Zigbee2MQTT, in whose air the locks are. */
function bridgeProcess(directory: string, locks: ReadonlyMap<string, ZigbeeLock>) {
  let child: ChildProcess | undefined;
  const send = (message: ToStick) => {
    if (child?.connected === true) child.send(message);
  };
  return {
    send,
    start: async (): Promise<void> => {
      const started = forked("bridge-process.ts", [], { ZIGBEE2MQTT_DATA: directory });
      child = started;
      await new Promise<void>((resolve, reject) => {
        started.on("message", (message) => {
          const told = message as FromStick;
          if (told.kind === "plugged_in") for (const lock of locks.values()) send(joining(lock, false));
          else if (told.kind === "ready") resolve();
          else if (told.kind === "failed") reject(new Error(told.why));
          else send({ kind: "answer", id: told.id, frames: locks.get(told.address)?.receive(told.frame) });
        });
        started.once("exit", (code) => reject(new Error(`Zigbee2MQTT ended with ${code}.`)));
      });
    },
    kill: () => killed(child),
  };
}

function joining({ address, shortAddress, clusters }: ZigbeeLock, isNew: boolean): ToStick {
  return { kind: "join", address, shortAddress, clusters, isNew };
}

/** Somebody else at the broker, who sees what Zigbee2MQTT says and can ask it for things. */
async function openWatch(url: string) {
  const client: MqttClient = await mqtt.connectAsync(url, { username: watcher, password, reconnectPeriod: 200 });
  let known: readonly string[] = [];
  const answered = new Map<string, string>();
  client.on("message", (topic, payload) => {
    const message = JSON.parse(payload.toString());
    if (topic.endsWith("/bridge/devices")) known = addressesOf(message);
    else if (typeof message.transaction === "string") answered.set(message.transaction, message.status);
  });
  await client.subscribeAsync(["zigbee2mqtt/bridge/devices", "zigbee2mqtt/bridge/response/#"]);
  let asked = 0;
  return {
    knows: (address: string) => known.includes(address),
    request: async (what: string, message: Readonly<Record<string, unknown>>) => {
      asked += 1;
      const transaction = `watcher-${asked}`;
      const request = JSON.stringify({ ...message, transaction });
      await client.publishAsync(`zigbee2mqtt/bridge/request/${what}`, request);
      const status = await until(async () => answered.get(transaction), { what: `answer to ${what}` });
      if (status !== "ok") throw new Error(`Zigbee2MQTT did not do ${what}.`);
    },
    publish: async (topic: string, payload: string) =>
      void (await client.publishAsync(topic, payload, { retain: true })),
    close: () => client.endAsync(true),
  };
}

/** The devices of which Zigbee2MQTT knows what they are. */
function addressesOf(devices: readonly { ieee_address: string; definition?: unknown; interview_completed: boolean }[]) {
  return devices
    .filter((one) => one.interview_completed && one.definition !== undefined && one.definition !== null)
    .map((one) => one.ieee_address);
}

function settings(url: string): string {
  const ofMqtt = { base_topic: "zigbee2mqtt", server: url, user: "zigbee2mqtt", password };
  const advanced = {
    log_level: "warning",
    log_output: [],
    channel: 11,
    network_key: [1, 3, 5, 7, 9, 11, 13, 15, 0, 2, 4, 6, 8, 10, 12, 13],
    pan_id: 6754,
  };
  // JSON is YAML, too.
  return JSON.stringify({
    version: 5,
    mqtt: ofMqtt,
    serial: { port: "/dev/null", adapter: "ember" },
    frontend: { enabled: false },
    homeassistant: { enabled: false },
    availability: { enabled: true },
    advanced,
  });
}

function forked(file: string, args: readonly string[], environment: NodeJS.ProcessEnv): ChildProcess {
  return fork(join(import.meta.dirname, file), args, {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

/** Ends a process as a power cut would. */
async function killed(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await exit;
}
