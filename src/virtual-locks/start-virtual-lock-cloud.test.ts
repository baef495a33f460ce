import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ControlClient, controlClient } from "./control-client.ts";

const token = "control-token";
let directory = "";
const running = new Set<ChildProcess>();
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "virtual-locks-"));
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
  rmSync(directory, { recursive: true });
});

async function start(): Promise<{ child: ChildProcess; control: ControlClient; baseUrl: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], {
    env: { PATH: process.env.PATH, VIRTUAL_LOCKS_CONTROL_TOKEN: token, VIRTUAL_LOCKS_STATE_DIR: directory },
    stdio: ["ignore", "pipe", "ignore"],
  });
  running.add(child);
  const [line] = (await once(child.stdout ?? child, "data")) as [Buffer];
  const { port } = JSON.parse(line.toString("utf8")) as { port: number };
  const baseUrl = `http://127.0.0.1:${port}`;
  return { child, baseUrl, control: controlClient({ baseUrl, token, fetch: (request) => fetch(request) }) };
}

async function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
  child.kill(signal);
  const [code] = (await once(child, "exit")) as [number | null];
  running.delete(child);
  return code;
}

test("locks and codes outlive a killed process, and what was being programmed is finished", {
  timeout: 30_000,
}, async () => {
  const first = await start();
  const overrides = { programming_ms: 300 };
  const account = await first.control.createAccount({
    email: "jane@example.com",
    password: "1234",
    locks: [{ profile: "yale", name: "Door", codes: [{ name: "Owner", code: "1935" }], overrides }],
  });
  const id = account.locks[0]?.lock_id ?? "";
  const write = (baseUrl: string, code: string) =>
    fetch(`${baseUrl}/locks/${id}/access_codes`, {
      method: "POST",
      headers: { authorization: `Bearer ${account.access_token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "Guest", code }),
    });
  expect((await write(first.baseUrl, "4821")).status).toBe(200);
  await end(first.child, "SIGKILL");

  const second = await start();
  expect(await second.control.wouldOpen(id, "1935")).toBe(true);
  await expect.poll(() => second.control.wouldOpen(id, "4821"), { timeout: 10_000 }).toBe(true);
  expect((await write(second.baseUrl, "4821")).status).toBe(409);

  await second.control.setFaults(id, { lose_replies: { count: 1, as: "cut" } });
  await expect(write(second.baseUrl, "5512")).rejects.toThrow();
  await expect.poll(() => second.control.wouldOpen(id, "5512"), { timeout: 10_000 }).toBe(true);

  expect(statSync(join(directory, "journal.jsonl")).mode & 0o777).toBe(0o600);
  expect(await end(second.child, "SIGTERM")).toBe(0);
});
