import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SeamHttp } from "@seamapi/http/connect";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "#test/support/house.ts";

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");
let dataDirectory: string;
let running: Started[] = [];

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "pintumbler-start-"));
});

afterEach(async () => {
  for (const each of running) await each.end("SIGTERM");
  running = [];
  await rm(dataDirectory, { recursive: true, force: true });
});

test("a start brings up everything, a restart finds everything again, and Ctrl-C ends it in good order", {
  timeout: 120_000,
}, async () => {
  const first = start();
  const { url, apiKey } = await first.ready();
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const seam = SeamHttp.fromApiKey(apiKey, { endpoint: url });
  const device = await until(async () =>
    (await seam.devices.list()).find((one) => one.can_program_online_access_codes),
  );
  const code = await seam.accessCodes.create({ device_id: device.device_id, name: "Keeps" });
  expect(((await stat(join(dataDirectory, "master.key"))).mode & 0o777).toString(8)).toBe("600");

  const second = start();
  expect(await second.exit()).toBe(1);
  expect(second.errors()).toContain(dataDirectory);
  expect(await first.end("SIGINT")).toBe(0);

  const again = start();
  const restarted = await again.ready();
  expect(restarted.apiKey).toBe(apiKey);
  const kept = await SeamHttp.fromApiKey(apiKey, { endpoint: restarted.url }).accessCodes.get({
    access_code_id: code.access_code_id,
  });
  expect(kept).toMatchObject({ name: "Keeps", code: code.code });
});

test("a server that was killed leaves locks and database to the next one", { timeout: 120_000 }, async () => {
  const first = start();
  const { url, apiKey } = await first.ready();
  const seam = SeamHttp.fromApiKey(apiKey, { endpoint: url });
  const device = await until(async () =>
    (await seam.devices.list()).find((one) => one.can_program_online_access_codes),
  );
  const code = await seam.accessCodes.create({ device_id: device.device_id, name: "Survivor" });
  const locks = await tracedLocks();
  await first.end("SIGKILL");
  const next = start();
  const after = await next.ready();
  expect(await tracedLocks()).toEqual(locks);
  const kept = await SeamHttp.fromApiKey(apiKey, { endpoint: after.url }).accessCodes.get({
    access_code_id: code.access_code_id,
  });
  expect(kept.name).toBe("Survivor");
});

test("settings that make no sense are named, all of them, and nothing starts", async () => {
  const started = start({ PORT: "eighty", PINTUMBLER_MASTER_KEY: "short", PINTUMBLER_DATADIR: "x" });
  expect(await started.exit()).toBe(2);
  for (const name of ["PORT", "PINTUMBLER_MASTER_KEY", "PINTUMBLER_DATADIR"]) expect(started.errors()).toContain(name);
});

interface Started {
  /** Where it serves and with which key, as it prints them. */
  ready(): Promise<{ url: string; apiKey: string }>;
  errors(): string;
  exit(): Promise<number | null>;
  end(signal: NodeJS.Signals): Promise<number | null>;
}

function start(more: NodeJS.ProcessEnv = {}): Started {
  const env = {
    PATH: process.env.PATH,
    PORT: "0",
    PINTUMBLER_DATA_DIR: dataDirectory,
    PINTUMBLER_SANDBOX_GUESTS: "no",
    ...more,
  };
  const child: ChildProcess = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = once(child, "exit") as Promise<[number | null]>;
  const started: Started = {
    ready: () =>
      until(
        async () => {
          if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}: ${errors}`);
          const url = /serves at (\S+)/.exec(output)?.[1];
          const apiKey = /API key +(\S+)/.exec(output)?.[1];
          return url !== undefined && apiKey !== undefined && { url, apiKey };
        },
        { withinMs: 60_000, what: "server" },
      ),
    errors: () => errors,
    exit: async () => (await ended)[0],
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return (await ended)[0];
    },
  };
  running.push(started);
  return started;
}

/** The process id of the virtual locks. */
async function tracedLocks(): Promise<number> {
  return JSON.parse(await readFile(join(dataDirectory, "virtual-locks", "process.json"), "utf8")).pid;
}
