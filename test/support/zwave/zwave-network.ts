import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { WebSocket } from "ws";
import { freePort } from "#test/support/free-port.ts";
import { until } from "#test/support/house.ts";
import type { Held, LockKind } from "./mock-locks.ts";
import type { StickRequest } from "./stick-process.ts";

/** A Z-Wave network on this machine: a virtual stick with locks, and the real Z-Wave JS server in front of it. */
export interface ZwaveNetwork {
  /** Where the Z-Wave JS server listens. */
  readonly url: string;
  /** How the network calls itself, as its server says it. */
  readonly homeId: number;
  readonly kinds: readonly LockKind[];
  /** Asks the locks themselves; the driver under test does not know of this way. */
  ask<Answer = void>(request: StickRequest): Promise<Answer>;
  held(node: number): Promise<readonly Held[]>;
  /** Asks the server, as another of its clients does. */
  command(command: string, fields?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  /** Kills the server as a power cut would; the locks and the stick know nothing of it. */
  killServer(): Promise<void>;
  startServer(): Promise<void>;
  close(): Promise<void>;
}

/** Longer than a slow machine takes to interview every lock. */
const startWithinMs = 180_000;
const program = join(
  dirname(createRequire(import.meta.url).resolve("@zwave-js/server/package.json")),
  "dist-esm/bin/server.js",
);

/** Starts a network with one lock of each of these kinds, numbered from 2, and waits until the server knows them. */
export async function openZwaveNetwork(kinds: readonly LockKind[]): Promise<ZwaveNetwork> {
  const directory = await mkdtemp(join(tmpdir(), "pintumbler-zwave-"));
  const [stickPort, serverPort] = [await freePort(), await freePort()];
  const config = join(directory, "config.json");
  await writeFile(config, JSON.stringify({ ...serverSettings, storage: { cacheDir: join(directory, "cache") } }));
  const stick = fork(join(import.meta.dirname, "stick-process.ts"), [String(stickPort), JSON.stringify(kinds)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ask = questions(stick);
  const url = `ws://127.0.0.1:${serverPort}`;
  let server: ChildProcess | undefined;
  let talk: Talk | undefined;
  let starts = 0;
  const killServer = async () => {
    talk?.close();
    if (server !== undefined) await ended(server);
    server = undefined;
  };
  const startServer = async () => {
    const words = [program, `tcp://127.0.0.1:${stickPort}`, "--config", config, "--port", String(serverPort)];
    starts += 1;
    // One that was killed leaves its hold on its files, which lapses after a minute: the next looks for it elsewhere.
    const env = { PATH: process.env.PATH, ZWAVEJS_LOCK_DIRECTORY: join(directory, `locks-${starts}`) };
    const start = () =>
      spawn(process.execPath, [...words, "--host", "127.0.0.1", "--disable-dns-sd"], {
        cwd: directory,
        env,
        stdio: "ignore",
      });
    talk = await greeted(url, () => {
      if (stick.exitCode !== null) throw new Error("The virtual stick has ended.");
      if (server === undefined || server.exitCode !== null) server = start();
    });
    const open = talk;
    // Each answer is the whole state of the network: asked all the time, the server would do nothing else.
    const asked = async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const nodes = nodesIn(await open.command("start_listening"));
      // A lock that sleeps is got to know while it is awake.
      for (const { nodeId, status, ready } of nodes)
        if (status === asleep && !ready) await ask({ do: "wake", node: nodeId });
      return nodes.length > 1 && nodes.every(({ ready }) => ready);
    };
    await until(asked, { withinMs: startWithinMs, what: "interview of every lock" });
    for (const [at, kind] of kinds.entries()) if (kind === "sleeping") await sendToSleep(open, at + 2);
  };
  await once(stick, "message");
  await startServer();
  return {
    url,
    homeId: talk?.homeId ?? 0,
    kinds,
    ask: ask as ZwaveNetwork["ask"],
    held: (node) => ask({ do: "held", node }) as Promise<readonly Held[]>,
    command: (command, fields) => {
      if (talk === undefined) throw new Error("The server does not run.");
      return talk.command(command, fields);
    },
    killServer,
    startServer,
    close: async () => {
      await killServer();
      stick.disconnect();
      await ended(stick);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The keys that a stick has; nothing of this network is encrypted with them, and no secret is in them. */
const serverSettings = {
  securityKeys: {
    S0_Legacy: "0102030405060708090a0b0c0d0e0f10",
    S2_AccessControl: "11".repeat(16),
    S2_Authenticated: "22".repeat(16),
    S2_Unauthenticated: "33".repeat(16),
  },
  logConfig: { enabled: false },
};

/** `NodeStatus` of zwave-js. */
const asleep = 1;

/** An interview that was begun twice leaves its lock awake (run against zwave-js 15.29.0, November 2026). */
async function sendToSleep(talk: Talk, nodeId: number): Promise<void> {
  await talk.command("node.set_keep_awake", { nodeId, keepAwake: false });
  await talk.command("node.ping", { nodeId });
  const isAsleep = async () =>
    nodesIn(await talk.command("start_listening")).some((node) => node.nodeId === nodeId && node.status === asleep);
  await until(isAsleep, { what: "sleep" });
}

function nodesIn({ state }: Record<string, unknown>) {
  return (state as { nodes: readonly { readonly nodeId: number; readonly status: number; readonly ready: boolean }[] })
    .nodes;
}

function questions(stick: ChildProcess): (request: StickRequest) => Promise<unknown> {
  const waiting = new Map<number, { answered: (result: unknown) => void; failed: (error: Error) => void }>();
  let asked = 0;
  stick.on("message", (message: { number?: number; result?: unknown; error?: string }) => {
    const asker = waiting.get(message.number ?? 0);
    waiting.delete(message.number ?? 0);
    if (message.error === undefined) asker?.answered(message.result);
    else asker?.failed(new Error(message.error));
  });
  stick.on("exit", () => {
    for (const { failed } of waiting.values()) failed(new Error("The virtual stick has ended."));
  });
  return (request) =>
    new Promise((answered, failed) => {
      asked += 1;
      waiting.set(asked, { answered, failed });
      stick.send({ number: asked, request });
    });
}

interface Talk {
  readonly homeId: number;
  command(command: string, fields?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  close(): void;
}

/** A client of the server that has said hello, once the server answers. */
async function greeted(url: string, keepUp: () => void): Promise<Talk> {
  let talk: Talk | undefined;
  await until(
    async () => {
      keepUp();
      talk = await hello(url).catch(() => undefined);
      return talk !== undefined;
    },
    { withinMs: startWithinMs, what: "Z-Wave JS server" },
  );
  if (talk === undefined) throw new Error("The Z-Wave JS server does not answer.");
  await talk.command("initialize", { schemaVersion: 48 });
  return talk;
}

function hello(url: string): Promise<Talk> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    const waiting = new Map<string, (message: Record<string, unknown>) => void>();
    let asked = 0;
    socket.on("error", reject);
    socket.on("message", (data) => {
      const message = JSON.parse(data.toString()) as Record<string, unknown>;
      if (message.type === "result") waiting.get(String(message.messageId))?.(message);
      if (message.type !== "version") return;
      resolve({
        homeId: Number(message.homeId),
        close: () => socket.terminate(),
        command: (command, fields = {}) =>
          new Promise((answered, failed) => {
            asked += 1;
            waiting.set(String(asked), ({ success, result, ...error }) =>
              success === true ? answered(result as Record<string, unknown>) : failed(new Error(JSON.stringify(error))),
            );
            socket.send(JSON.stringify({ messageId: String(asked), command, ...fields }));
          }),
      });
    });
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
