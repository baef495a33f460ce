import { spawn } from "node:child_process";
import { mkdir, open, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { invariant } from "#domain/invariant.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { type ControlClient, controlClient } from "#virtual-locks/control-client.ts";

/** The virtual lock cloud that runs beside us, in a process of its own. */
export interface VirtualCloudProcess {
  readonly baseUrl: string;
  readonly control: ControlClient;
  /** Ends it. Without this it runs on, as real locks do when their control plane dies. */
  stop(): Promise<void>;
}

/** What is kept of a running cloud, so that whoever starts next finds it. */
interface Trace {
  readonly pid: number;
  readonly port: number;
  readonly token: string;
}

export interface VirtualCloudSettings {
  /** Where its journal, log and trace are kept. */
  readonly directory: string;
  /** The program to run: the virtual lock cloud's `main.ts`, or a test's composition of it. */
  readonly program: string;
}

const startsWithinMs = 20_000;

/** Finds the virtual lock cloud that an earlier run left behind, or starts one. Rejects where neither works. */
export async function startVirtualCloud(
  runtime: Runtime,
  settings: VirtualCloudSettings,
): Promise<VirtualCloudProcess> {
  await mkdir(settings.directory, { recursive: true, mode: 0o700 });
  const traceFile = traceFileIn(settings.directory);
  const before = await readTrace(traceFile);
  if (before !== undefined && (await answers(runtime, before))) return attached(runtime, before);
  const token = before?.token ?? Buffer.from(runtime.randomBytes(24)).toString("base64url");
  // The accounts keep the cloud's address: the same port again spares them a change.
  const ports = before === undefined ? [0] : [before.port, 0];
  for (const port of ports) {
    const started = await spawnCloud(runtime, settings, { port, token });
    if (started === undefined) continue;
    await writeTrace(traceFile, started);
    return attached(runtime, started);
  }
  throw new Error(`The virtual lock cloud did not start; ${join(settings.directory, "virtual-locks.log")} says why.`);
}

/** Whether a virtual lock cloud answers that was started in this directory; `undefined`: none was. */
export async function virtualCloudAnswers(runtime: Runtime, directory: string): Promise<boolean | undefined> {
  const trace = await readTrace(traceFileIn(directory));
  return trace === undefined ? undefined : answers(runtime, trace);
}

function traceFileIn(directory: string): string {
  return join(directory, "process.json");
}

function attached(runtime: Runtime, trace: Trace): VirtualCloudProcess {
  const baseUrl = `http://127.0.0.1:${trace.port}`;
  return {
    baseUrl,
    control: controlClient({ baseUrl, token: trace.token, fetch: runtime.fetch }),
    stop: () => end(runtime, trace.pid),
  };
}

async function answers(runtime: Runtime, trace: Trace): Promise<boolean> {
  return attached(runtime, trace)
    .control.health()
    .then(
      () => true,
      () => false,
    );
}

async function spawnCloud(
  runtime: Runtime,
  { directory, program }: VirtualCloudSettings,
  { port, token }: { readonly port: number; readonly token: string },
): Promise<Trace | undefined> {
  const log = await open(join(directory, "virtual-locks.log"), "a", 0o600);
  // In a session of its own: neither a Ctrl-C meant for us nor our death ends it.
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program], {
    detached: true,
    stdio: ["ignore", "pipe", log.fd],
    env: {
      VIRTUAL_LOCKS_PORT: String(port),
      VIRTUAL_LOCKS_STATE_DIR: directory,
      VIRTUAL_LOCKS_CONTROL_TOKEN: token,
    },
  });
  await log.close();
  const over = new AbortController();
  const exited = new Promise<undefined>((resolve) => {
    child.once("exit", () => resolve(undefined));
    child.once("error", () => resolve(undefined));
  });
  const late = runtime.sleep(startsWithinMs, over.signal).then(() => undefined);
  const { stdout } = child;
  invariant(stdout !== null, "the child's output is a pipe");
  const line = await Promise.race([firstLine(stdout), exited, late]);
  over.abort();
  child.unref();
  stdout.destroy();
  const ready = line === undefined ? undefined : (JSON.parse(line) as { port: number });
  if (ready === undefined || child.pid === undefined) {
    child.kill();
    return undefined;
  }
  return { pid: child.pid, port: ready.port, token };
}

async function firstLine(from: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface({ input: from })) return line;
  return undefined;
}

async function end(runtime: Runtime, pid: number): Promise<void> {
  const never = new AbortController().signal;
  if (!signalled(pid, "SIGTERM")) return;
  for (let waited = 0; waited < 5_000; waited += 50) {
    if (!signalled(pid, 0)) return;
    await runtime.sleep(50, never);
  }
  signalled(pid, "SIGKILL");
}

function signalled(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function readTrace(file: string): Promise<Trace | undefined> {
  try {
    const trace = JSON.parse(await readFile(file, "utf8")) as Partial<Trace>;
    const { pid, port, token } = trace;
    return pid === undefined || port === undefined || token === undefined ? undefined : { pid, port, token };
  } catch {
    return undefined;
  }
}

async function writeTrace(file: string, trace: Trace): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(trace), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
