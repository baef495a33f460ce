import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SeamWebhook } from "@seamapi/webhook";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freePort } from "#test/support/free-port.ts";
import { type House, openHouse, until } from "#test/support/house.ts";

const program = join(import.meta.dirname, "..", "support", "webhook-receiver.ts");
const minute = 60_000;
const hour = 60 * minute;
const pulledType = "access_code.backup_access_code_pulled";

let house: House;
let folder: string;
let receiver: ChildProcess;
let hooks: string;

beforeEach(async () => {
  house = await openHouse();
  folder = await mkdtemp(join(tmpdir(), "pintumbler-receiver-"));
  const port = await freePort();
  hooks = `http://127.0.0.1:${port}/hooks`;
  receiver = spawn(process.execPath, [program, String(port), join(folder, "messages")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(receiver.stdout as NonNullable<ChildProcess["stdout"]>, "data");
}, 60_000);

afterEach(async () => {
  vi.useRealTimers();
  const exited = once(receiver, "exit");
  receiver.kill("SIGKILL");
  await exited;
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

test("a guest whose code the lock never got is let in by a spare one, pulled and announced before the stay begins", {
  timeout: 180_000,
}, async () => {
  const { seam, clock, locks } = house;
  const { secret = "" } = await seam.webhooks.create({ url: hooks, event_types: [pulledType] });
  const [watched, unwatched] = await Promise.all([doorOf("Orchard Cottage, porch"), doorOf("Bay Bungalow, deck")]);
  await wish(watched.device, {
    backup_access_code_pool_enabled: true,
    backup_access_code_fail_over_lead_minutes: 30,
  });
  await wish(unwatched.device, { backup_access_code_pool_enabled: true });
  for (const { device } of [watched, unwatched]) await poolIs(device, { ready: 2, pulled: 0 });

  // From now on both locks take whatever they are told, and forget it.
  for (const { lock } of [watched, unwatched]) await locks.setFaults(lock, { drop_writes: 10_000 });
  const startsAt = Math.ceil((clock.now() + 2 * hour) / minute) * minute;
  const [code, other] = await Promise.all([watched, unwatched].map(({ device }) => stay(device, startsAt)));
  clock.advanceTo(startsAt - 31 * minute);
  await until(async () => (await codeOf(other)).warnings.length + (await codeOf(other)).errors.length > 0);
  expect(await received()).toEqual([]);

  // A process that dies at this moment is as good as one that does not.
  clock.advanceTo(startsAt - 29 * minute);
  await house.killAndRestart();
  const pulled = await until(async () => (await received())[0], { withinMs: 90_000, what: "a webhook" });
  expect(clock.now()).toBeLessThan(startsAt);
  const { pulled_backup_access_code_id: backupId = "", errors } = await codeOf(code);
  expect(errors.map((error) => ("error_code" in error ? error.error_code : ""))).toContain("failed_to_set_on_device");
  vi.useFakeTimers({ toFake: ["Date"], now: Number(pulled.headers["svix-timestamp"]) * 1_000 });
  const event = new SeamWebhook(secret).verify(pulled.body, pulled.headers);
  vi.useRealTimers();
  expect(event).toMatchObject({
    event_type: pulledType,
    access_code_id: code,
    device_id: watched.device,
    backup_access_code_id: backupId,
    is_automatic: true,
    reason: "late",
  });
  expect(pulled.body).toBe(JSON.stringify(await seam.events.get({ event_id: event.event_id })));

  const backup = await codeOf(backupId ?? "");
  expect(backup).toMatchObject({ is_backup: true, status: "set" });
  clock.advanceTo(startsAt + minute);
  expect(await locks.enterCode(watched.lock, backup.code ?? "")).toMatchObject({ opened: true });
  expect((await codeOf(code)).status).not.toBe("set");

  // The lock is well again: the pool is filled, in place of what was lost, and the backup stays, for the guest was told.
  await locks.setFaults(watched.lock, {});
  clock.advance(61 * minute);
  await poolIs(watched.device, { ready: 2, pulled: 1 });
  expect((await codeOf(code)).pulled_backup_access_code_id).toBe(backupId);
  expect(await locks.enterCode(watched.lock, backup.code ?? "")).toMatchObject({ opened: true });
  expect((await codeOf(other)).pulled_backup_access_code_id).toBeNull();
  expect(await received()).toHaveLength(1);
});

interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function received(): Promise<readonly Message[]> {
  const text = await readFile(join(folder, "messages"), "utf8").catch(() => "");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Message);
}

async function doorOf(name: string): Promise<{ readonly device: string; readonly lock: string }> {
  const found = await until(async () => {
    const listed = await house.seam.devices.list();
    return listed.find((one) => one.display_name === name && one.can_program_online_access_codes === true);
  });
  return { device: found.device_id, lock: await house.nativeIdOf(found.device_id) };
}

/** Beyond the contract, so that the client's types do not know these fields. */
async function wish(device_id: string, fields: object): Promise<void> {
  await house.seam.devices.update({ device_id, ...fields });
}

async function poolIs(device_id: string, expected: object): Promise<void> {
  const poolOf = async () => {
    const device: object = await house.seam.devices.get({ device_id });
    return "backup_access_code_pool" in device ? device.backup_access_code_pool : undefined;
  };
  const isSo = async () => {
    const now = (await poolOf()) as Readonly<Record<string, unknown>> | undefined;
    return Object.entries(expected).every(([key, value]) => now?.[key] === value);
  };
  // A call that was under way when the clock was moved is given up. What it left on its way counts as stuck an hour after
  // it was seen, by that clock.
  for (let tries = 0; tries < 6; tries += 1) {
    const reached = await until(isSo, { withinMs: 20_000 }).catch(() => false);
    if (reached) return;
    house.clock.advance(61 * minute);
  }
  throw new Error(`There was no pool of ${JSON.stringify(expected)}.`);
}

async function stay(device_id: string, startsAt: number): Promise<string> {
  const { access_code_id } = await house.seam.accessCodes.create({
    device_id,
    name: "Grace",
    starts_at: new Date(startsAt).toISOString(),
    ends_at: new Date(startsAt + 24 * hour).toISOString(),
  });
  return access_code_id;
}

function codeOf(access_code_id = "") {
  return house.seam.accessCodes.get({ access_code_id });
}
