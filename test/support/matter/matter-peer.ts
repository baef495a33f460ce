import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { LockHabits } from "./keypad-lock.ts";

/** What a lock is made with. */
export interface NewLock extends Partial<LockHabits> {
  /** How many codes it takes. Default: 10. */
  readonly places?: number;
  /** It tells the time and the zone of its clock. Default: it does. */
  readonly tellsTime?: boolean;
}

/** One lock of the peer, seen from the door. */
export interface PeerLock {
  readonly name: string;
  /** With the address at which it answers: `<code>@127.0.0.1:<port>`. */
  readonly setupCode: string;
  readonly port: number;
  judge(digits: string): Promise<boolean>;
  enter(digits: string): Promise<boolean>;
  program(name: string, digits: string): Promise<boolean>;
  change(from: string, to: string): Promise<boolean>;
  remove(digits: string): Promise<boolean>;
  /** Takes every code off it. */
  empty(): Promise<void>;
  describe(): Promise<Described>;
  /** Switches it off properly. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** As somebody does who holds its button: it forgets who may control it. */
  erase(): Promise<void>;
}

export interface Described {
  readonly users: readonly {
    readonly userIndex: number;
    readonly userName: string;
    readonly userUniqueId: number | null;
    readonly userStatus: number;
    readonly userType: number;
    readonly credentials: readonly unknown[];
    readonly creatorFabricIndex: number;
  }[];
  readonly pins: number;
  readonly yearDaySchedules: readonly {
    readonly userIndex: number;
    readonly localStartTime: number;
    readonly localEndTime: number;
  }[];
  readonly isLocked: boolean;
}

/** Matter locks in a process of their own, which keep what they know in a folder. */
export interface MatterPeer {
  addLock(name: string, like?: NewLock): Promise<PeerLock>;
  /** Takes the power from every lock in an instant. */
  kill(): Promise<void>;
  /** Gives it back: they are as they were. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** `clock`: the file that says how far every clock runs ahead. */
export async function startMatterPeer(folder: string, clock: string): Promise<MatterPeer> {
  let running = await launch(folder, clock);
  let made = 0;
  const ask = (order: object) => running.ask(order);
  return {
    addLock: async (name, { zone = "UTC", places = 10, tellsTime = true, ...habits } = {}) => {
      const port = await freePort();
      made += 1;
      const passcode = 20_202_021 + made;
      const made_ = (await ask({ do: "add", lock: name, port, passcode, places, tellsTime, zone, ...habits })) as {
        readonly code: string;
      };
      return peerLock(ask, name, port, made_.code);
    },
    kill: () => running.kill(),
    restart: async () => {
      running = await launch(folder, clock);
    },
    close: () => running.end(),
  };
}

function peerLock(ask: (order: object) => Promise<unknown>, lock: string, port: number, code: string): PeerLock {
  const tell = (order: object) => ask({ lock, ...order });
  return {
    name: lock,
    setupCode: `${code}@127.0.0.1:${port}`,
    port,
    judge: async (digits) => (await tell({ do: "judge", digits })) === true,
    enter: async (digits) => (await tell({ do: "enter", digits })) === true,
    program: async (name, digits) => (await tell({ do: "program", name, digits })) === true,
    change: async (from, to) => (await tell({ do: "change", from, to })) === true,
    remove: async (digits) => (await tell({ do: "remove", digits })) === true,
    describe: async () => (await tell({ do: "describe" })) as Described,
    empty: async () => void (await tell({ do: "empty" })),
    stop: async () => void (await tell({ do: "stop" })),
    start: async () => void (await tell({ do: "start" })),
    erase: async () => void (await tell({ do: "erase" })),
  };
}

interface Running {
  ask(order: object): Promise<unknown>;
  kill(): Promise<void>;
  end(): Promise<void>;
}

async function launch(folder: string, clock: string): Promise<Running> {
  const program = join(import.meta.dirname, "locks-process.ts");
  const child = spawn(process.execPath, [program, folder, clock], { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4_000);
  });
  const waiting = new Map<number, (answer: { readonly did?: unknown; readonly failed?: string }) => void>();
  let asked = 0;
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (!line.startsWith("{")) return;
      const answer = JSON.parse(line) as { ready?: true; id: number; did?: unknown; failed?: string };
      if (answer.ready === true) resolve();
      else {
        waiting.get(answer.id)?.(answer);
        waiting.delete(answer.id);
      }
    });
    child.once("exit", () => {
      reject(new Error(`The locks have ended. ${said}`));
      for (const settle of waiting.values()) settle({ failed: `The locks have ended. ${said}` });
    });
  });
  await ready;
  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null || child.signalCode !== null)
          return reject(new Error(`The locks have ended. ${said}`));
        asked += 1;
        waiting.set(asked, ({ did, failed }) => (failed === undefined ? resolve(did) : reject(new Error(failed))));
        child.stdin.write(`${JSON.stringify({ id: asked, ...order })}\n`);
      }),
    kill: () => ended(child, () => child.kill("SIGKILL")),
    end: () => ended(child, () => child.stdin.end()),
  };
}

async function ended(child: ChildProcess, end: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  end();
  await exit;
}

/** A port that nobody uses at the moment, to which a lock comes back after a power cut. */
async function freePort(): Promise<number> {
  const socket = createSocket("udp6");
  socket.bind(0);
  await once(socket, "listening");
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}
