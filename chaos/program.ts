import { type ChildProcess, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { until } from "./time.ts";

export interface ProgramSpec {
  readonly name: string;
  /** The file and its arguments. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Whether this line of its output says that it is ready. */
  readonly isReady: (line: string) => boolean;
  /** Where its log goes. */
  readonly log: string;
}

/** A program of ours under test: it is ended, stopped and started again, as its machine would. */
export interface Program {
  readonly name: string;
  pid(): number | undefined;
  isUp(): boolean;
  /** Starts it, and answers the line by which it said that it is ready. */
  start(): Promise<string>;
  /** At once, wherever it is. */
  kill(): Promise<void>;
  /** It stands still, and knows nothing of it. */
  freeze(): void;
  thaw(): void;
  /** Asks it to end. Answers how long that took, in milliseconds, and with what it ended. */
  end(): Promise<{ readonly tookMs: number; readonly code: number | null }>;
}

const startsWithinMs = 90_000;
const endsWithinMs = 60_000;

export function programOf(spec: ProgramSpec): Program {
  let child: ChildProcess | undefined;
  const isUp = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  const gone = () => until(`${spec.name} has ended`, endsWithinMs, () => !isUp());
  return {
    name: spec.name,
    pid: () => (isUp() ? child?.pid : undefined),
    isUp,
    start: async () => {
      const started = await launch(spec);
      child = started.child;
      return started.ready;
    },
    kill: async () => {
      child?.kill("SIGKILL");
      await gone();
    },
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    end: async () => {
      const from = Date.now();
      child?.kill("SIGTERM");
      await gone();
      return { tookMs: Date.now() - from, code: child?.exitCode ?? null };
    },
  };
}

async function launch({ name, command, environment, isReady, log }: ProgramSpec) {
  const file = await open(log, "a", 0o600);
  const child = spawn(process.execPath, [...command], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ...environment },
    stdio: ["ignore", "pipe", file.fd],
  });
  await file.close();
  let ready: string | undefined;
  if (child.stdout === null) throw new Error(`${name} has no output.`);
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (isReady(line)) ready ??= line;
  });
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  await until(`${name} is ready`, startsWithinMs, () => ready !== undefined || isOver());
  if (ready === undefined) throw new Error(`${name} ended with ${child.exitCode ?? child.signalCode}; see ${log}`);
  return { child, ready };
}
