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

let house: House;
let folder: string;
let port: number;
let receiver: ChildProcess;

beforeEach(async () => {
  house = await openHouse();
  folder = await mkdtemp(join(tmpdir(), "pintumbler-receiver-"));
  port = await freePort();
  receiver = await startReceiver();
}, 60_000);

afterEach(async () => {
  vi.useRealTimers();
  await killReceiver();
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

test("no event is lost when the sender or the receiver is killed at any moment, and each keeps its id", {
  timeout: 300_000,
}, async () => {
  const { seam } = house;
  const { webhook_id, secret = "" } = await seam.webhooks.create({ url: `http://127.0.0.1:${port}/hooks` });
  const devices = await until(async () => {
    const listed = await seam.devices.list();
    return listed.filter((device) => device.can_program_online_access_codes).length >= 2 && listed;
  });
  const doors = devices.filter((device) => device.can_program_online_access_codes);
  const codes: string[] = [];
  for (const round of [0, 1, 2, 3, 4, 5]) {
    for (const door of doors.slice(0, 3)) {
      const name = `Guest ${round}`;
      codes.push((await seam.accessCodes.create({ device_id: door.device_id, name })).access_code_id);
    }
    await new Promise((resolve) => setTimeout(resolve, [0, 60, 200, 500, 10, 120][round]));
    if (round % 3 === 1) await killReceiver();
    else await house.killAndRestart();
    if (round % 3 === 2) receiver = await startReceiver();
  }
  if (receiver.exitCode !== null || receiver.signalCode !== null) receiver = await startReceiver();

  await until(
    async () => {
      const set = (await seam.accessCodes.list({ access_code_ids: codes })).filter((code) => code.status === "set");
      return set.length === codes.length;
    },
    { withinMs: 100_000, what: "code on every lock" },
  );
  const told = async () => {
    const events = await seam.events.list({ access_code_ids: codes, limit: 5_000 });
    return events.map((event) => event.event_id);
  };
  const received = async () => new Set((await messages()).map(({ headers }) => headers["svix-id"]));
  await until(
    async () => {
      // What failed while the receiver was down waits for its next try.
      house.clock.advance(20_000);
      const had = await received();
      return (await told()).every((id) => had.has(id));
    },
    { withinMs: 100_000, what: "delivery of every event" },
  );
  expect((await told()).length).toBeGreaterThanOrEqual(codes.length * 2);
  await expectFaithful(await messages(), secret);

  await seam.webhooks.update({ webhook_id, event_types: ["lock.unlocked"] });
  expect(await seam.webhooks.get({ webhook_id })).toMatchObject({ event_types: ["lock.unlocked"] });
  await seam.webhooks.delete({ webhook_id });
  expect(await seam.webhooks.list()).toEqual([]);
});

/** Each message is signed for its time, and says what the API says of the event of its id. */
async function expectFaithful(got: readonly Message[], secret: string): Promise<void> {
  const bodies = new Map<string, string>();
  vi.useFakeTimers({ toFake: ["Date"] });
  for (const { headers, body } of got) {
    vi.setSystemTime(Number(headers["svix-timestamp"]) * 1_000);
    const event = new SeamWebhook(secret).verify(body, headers);
    expect(headers["svix-id"]).toBe(event.event_id);
    expect(headers["webhook-id"]).toBe(event.event_id);
    expect(bodies.get(event.event_id) ?? body).toBe(body);
    bodies.set(event.event_id, body);
  }
  vi.useRealTimers();
  for (const [event_id, body] of [...bodies].slice(0, 25)) {
    expect(await house.seam.events.get({ event_id })).toEqual(JSON.parse(body));
  }
}

async function messages(): Promise<readonly Message[]> {
  const text = await readFile(join(folder, "messages"), "utf8").catch(() => "");
  // The last line may be half written, by a receiver that was killed over it: then it was not acknowledged either.
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Message);
}

async function startReceiver(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, String(port), join(folder, "messages")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

async function killReceiver(): Promise<void> {
  if (receiver.exitCode !== null || receiver.signalCode !== null) return;
  const exited = once(receiver, "exit");
  receiver.kill("SIGKILL");
  await exited;
}
