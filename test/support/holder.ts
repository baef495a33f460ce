import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A process that holds a data directory (see hold.ts), and what it said about it. */
export interface Holder {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly said: { readonly directory?: string; readonly url?: string; readonly refused?: string };
  /** What it logged so far. */
  readonly logged: () => string;
  /** Resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

export interface HolderOptions {
  readonly what: "lock" | "database";
  readonly path: string;
  /** The house that it runs, where it is not this one. */
  readonly house?: string;
  /** As another user, by a program of node that this user can reach; needs root. */
  readonly as?: { readonly uid: number; readonly gid: number; readonly node: string };
  /** In a network of its own, as in another container; needs root. */
  readonly ownNetwork?: boolean;
}

export async function startHolder(options: HolderOptions): Promise<Holder> {
  const house = options.house ?? join(import.meta.dirname, "..", "..");
  const command = [
    options.as?.node ?? process.execPath,
    join(house, "test", "support", "hold.ts"),
    options.what,
    options.path,
  ];
  const [file = "", ...args] = options.ownNetwork ? ["unshare", "--net", ...command] : command;
  const user = options.as && { uid: options.as.uid, gid: options.as.gid };
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], cwd: "/", detached: true, ...user });
  let logged = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    logged += text;
  });
  const gone = once(child, "exit");
  const line = await Promise.race([
    once(createInterface(child.stdout), "line").then(([text]) => String(text)),
    gone.then(() => undefined),
  ]);
  if (line === undefined) throw new Error(`The holder ended without a word: ${logged}`);
  return {
    process: child,
    pid: child.pid ?? 0,
    said: JSON.parse(line) as Holder["said"],
    logged: () => logged,
    kill: async (signal) => {
      child.kill(signal);
      await gone;
    },
  };
}
