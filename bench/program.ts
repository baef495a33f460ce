import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

/** A program that we started, once it has said that it is ready. */
export interface Program {
  /** The line by which it said so. */
  readonly line: string;
  readonly pid: number;
  /** Asks it to end, and waits until it has; after some seconds it is not asked any more. */
  end(): Promise<void>;
}

const startsWithinMs = 60_000;
const endsWithinMs = 20_000;

/** Starts a TypeScript program with this Node, and waits for the line of its output that `isReady` knows. */
export async function startProgram(
  file: string,
  { environment, nodeOptions = [], isReady }: ProgramOptions,
): Promise<Program> {
  const child = spawn(process.execPath, [...nodeOptions, file], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ...environment },
    // Its input ends when we do, however we end.
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000);
  });
  const ended = new Promise<never>((_resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code}:\n${said}`)));
  });
  ended.catch(() => {});
  try {
    const line = await Promise.race([readyLine(child.stdout, isReady), ended, tooLate(file)]);
    if (child.pid === undefined) throw new Error(`${file} did not start.`);
    return { line, pid: child.pid, end: () => end(child) };
  } catch (error) {
    await end(child);
    throw error;
  }
}

/** Megabytes of memory that a process holds now, as Linux tells it. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
}

export interface ProgramOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
  readonly isReady: (line: string) => boolean;
}

/** Reads on after the line, so that a program that goes on speaking is not held up. */
function readyLine(output: NodeJS.ReadableStream, isReady: (line: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: output }).on("line", (line) => {
      if (isReady(line)) resolve(line);
    });
  });
}

function tooLate(file: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`${file} was not ready in time.`)), startsWithinMs).unref();
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  const lastResort = setTimeout(() => child.kill("SIGKILL"), endsWithinMs);
  child.kill("SIGTERM");
  await exit;
  clearTimeout(lastResort);
}
