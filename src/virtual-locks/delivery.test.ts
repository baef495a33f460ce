import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { lastLock, type TestCloud, testCloud } from "./test-cloud.ts";

const url = "https://control.example/events";

async function withWebhook(more: object = { secret: "shared" }, profile = "yale") {
  const cloud = testCloud();
  const account = await cloud.account({ profile, name: "Door", codes: [{ name: "Guest", code: "48215" }] });
  const id = lastLock(account);
  const registered = await cloud.call(account.access_token, "POST", "/webhooks", { url, events: [], ...more });
  return { cloud, account, id, registered };
}

function events(cloud: TestCloud): Record<string, unknown>[] {
  return cloud.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
}

const types = (cloud: TestCloud) => events(cloud).map((event) => event.event_type);

test("a typed code is told of, signed over the raw body, under either name of the lock", async () => {
  const { cloud, id } = await withWebhook();
  await cloud.control.typeCode(id, "48215");
  await cloud.world.settle();
  const [used, turned] = events(cloud);
  expect(used).toMatchObject({ event_type: "access_code.used", lock_id: id, device_id: id, performed_via: "pin_code" });
  expect(used?.access_code_id).toEqual(expect.any(String));
  expect(turned).toMatchObject({
    event_type: "lock.action_completed",
    action: "unlock",
    status: "success",
    performed_via: "pin_code",
  });
  expect(used?.event_id).not.toBe(turned?.event_id);
  for (const { request, body } of cloud.received) {
    const digest = createHmac("sha256", "shared").update(body).digest("hex");
    expect(request.headers.get("x-lock-cloud-signature")).toBe(`sha256=${digest}`);
    expect(body).not.toContain("48215");
  }
});

test("a lock whose maker does not say which code was used does not", async () => {
  const { cloud, id } = await withWebhook({}, "tedee");
  await cloud.control.typeCode(id, "48215");
  await cloud.world.settle();
  expect(types(cloud)).toEqual(["access_code.used", "lock.action_completed"]);
  expect(events(cloud)[0]).not.toHaveProperty("access_code_id");
  expect(cloud.received[0]?.request.headers.has("x-lock-cloud-signature")).toBe(false);
});

test("registering an address again changes the webhook that is there", async () => {
  const { cloud, account, id, registered } = await withWebhook();
  const narrowed = { url, events: ["device.offline"], secret: "shared" };
  const again = await cloud.call(account.access_token, "POST", "/webhooks", narrowed);
  expect(again).toMatchObject({ status: 200, body: registered.body });
  await cloud.control.typeCode(id, "48215");
  await cloud.control.setConnection(id, false);
  await cloud.world.settle();
  expect(types(cloud)).toEqual(["device.offline"]);
});

test("only the account's own events reach its webhook", async () => {
  const { cloud } = await withWebhook();
  const other = await cloud.account({ profile: "yale", name: "Elsewhere" });
  await cloud.control.turnByHand(lastLock(other), "unlocked");
  await cloud.world.settle();
  expect(cloud.received).toEqual([]);
});

test("an event that nobody takes is sent again, unchanged and before the later ones, over a restart, for a day", async () => {
  const { cloud, id } = await withWebhook();
  cloud.receiverStatus = 503;
  await cloud.control.turnByHand(id, "unlocked");
  await cloud.control.turnByHand(id, "locked");
  await cloud.world.advance(60_000);
  const failed = cloud.received.length;
  expect(failed).toBeGreaterThan(3);
  expect(new Set(cloud.received.map(({ body }) => body)).size).toBe(1);
  cloud.restart();
  await cloud.world.advance(23 * 3_600_000);
  expect(new Set(cloud.received.map(({ body }) => body)).size).toBe(1);
  cloud.receiverStatus = 204;
  await cloud.world.advance(10 * 60_000);
  const taken = events(cloud).slice(-2);
  expect(taken.map((event) => event.action)).toEqual(["unlock", "lock"]);
  const sent = cloud.received.length;
  await cloud.world.advance(3_600_000);
  expect(cloud.received.length).toBe(sent);
});

test("an event that nobody takes for more than a day is given up", async () => {
  const { cloud, id } = await withWebhook();
  cloud.receiverStatus = 500;
  await cloud.control.turnByHand(id, "unlocked");
  await cloud.world.advance(26 * 3_600_000);
  expect((await cloud.control.journal()).map((fact) => fact.what)).toContain("event_given_up");
  cloud.receiverStatus = 200;
  const before = cloud.received.length;
  await cloud.world.advance(3_600_000);
  expect(cloud.received.length).toBe(before);
});

test("a lock that is cut off tells later what happened meanwhile, with the time when it did", async () => {
  const { cloud, id } = await withWebhook();
  await cloud.control.setConnection(id, false);
  const at = new Date(cloud.world.now()).toISOString();
  await cloud.control.typeCode(id, "48215");
  await cloud.world.advance(60_000);
  expect(types(cloud)).toEqual(["device.offline"]);
  await cloud.control.setConnection(id, true);
  await cloud.world.settle();
  expect(types(cloud)).toEqual(["device.offline", "device.online", "access_code.used", "lock.action_completed"]);
  expect(events(cloud)[2]).toMatchObject({ timestamp: at });
});

test("programming, batteries, clocks, hubs and removal are told of", async () => {
  const cloud = testCloud();
  const account = await cloud.account(
    { profile: "ttlock_gateway", name: "Gateway", key: "gateway" },
    { profile: "ttlock", name: "Door", hub: "gateway" },
  );
  const id = lastLock(account);
  const call = (method: string, path: string, body: object) => cloud.call(account.access_token, method, path, body);
  await call("POST", "/webhooks", { url });
  const made = await call("POST", `/locks/${id}/access_codes`, { name: "Guest", code: "4821" });
  await cloud.world.advance(10_000);
  await call("PATCH", `/access_codes/${made.body.access_code_id}`, { name: "Guest", code: "4822" });
  await cloud.world.advance(10_000);
  await call("DELETE", `/access_codes/${made.body.access_code_id}`, {});
  await cloud.world.advance(10_000);
  await cloud.control.typeCode(id, "4822");
  await cloud.control.setBattery(id, 9);
  await cloud.control.setBattery(id, 100);
  await cloud.control.setClockError(id, 3_600_000);
  await cloud.control.setHubConnection(id, false);
  await cloud.control.setHubConnection(id, true);
  await cloud.control.remove(id);
  await cloud.world.until(() => cloud.received.length >= 12);
  const of = (lockId: string | undefined) =>
    events(cloud).flatMap((event) => (event.lock_id === lockId ? [event.event_type] : []));
  expect(of(account.locks[0]?.lock_id)).toEqual(["bridge.offline", "bridge.online"]);
  expect(of(id)).toEqual([
    "access_code.created",
    "access_code.updated",
    "access_code.deleted",
    "access_code.incorrect_attempt",
    "device.low_battery",
    "battery.replaced",
    "device.time_wrong",
    "device.offline",
    "device.online",
    "device.removed",
  ]);
  const attempt = events(cloud).find((event) => event.event_type === "access_code.incorrect_attempt");
  expect(attempt).toMatchObject({ pin: "4822" });
});

test("a lock that joins an account is told of, and a deleted account is told of nothing more", async () => {
  const { cloud, account } = await withWebhook();
  const { locks } = await cloud.control.addLock(account.account_id, { profile: "yale", name: "Back door" });
  await cloud.world.until(() => cloud.received.length === 1);
  expect(events(cloud)[0]).toMatchObject({ event_type: "device.added", lock_id: locks[0]?.lock_id });
  cloud.receiverStatus = 500;
  await cloud.control.turnByHand(locks[0]?.lock_id ?? "", "unlocked");
  await cloud.world.until(() => cloud.received.length === 2);
  await cloud.control.deleteAccount(account.account_id);
  await cloud.world.advance(3_600_000);
  expect(cloud.received).toHaveLength(2);
});
