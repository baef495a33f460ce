import { expect, test } from "vitest";
import type { FaultInput } from "./control-contract.ts";
import { lastLock, testCloud } from "./test-cloud.ts";

async function withFaults(faults: FaultInput, of: "lock" | "account" = "lock") {
  const cloud = testCloud();
  const account = await cloud.account({ profile: "yale", name: "Door", codes: [{ name: "Owner", code: "1935" }] });
  const id = lastLock(account);
  await cloud.control.setFaults(of === "lock" ? id : account.account_id, faults);
  const call = (method: string, path: string, body?: unknown) => cloud.call(account.access_token, method, path, body);
  return {
    cloud,
    id,
    create: (code: string) => call("POST", `/locks/${id}/access_codes`, { name: "Guest", code }),
    look: () => call("GET", `/locks/${id}`),
    list: async () => (await call("GET", `/locks/${id}/access_codes`)).body.access_codes as Record<string, unknown>[],
    account,
    call,
  };
}

test("a request that fails before its effect leaves nothing behind", async () => {
  const lock = await withFaults({ fail_next: { count: 2, status: 503 } });
  expect((await lock.create("4821")).status).toBe(503);
  expect((await lock.create("4821")).status).toBe(503);
  expect(await lock.list()).toHaveLength(1);
  expect((await lock.create("4821")).status).toBe(200);
});

test.each([
  ["cut", "The reply was lost."],
  ["timeout", undefined],
] as const)("a lost reply (%s) leaves the work done", async (as, error) => {
  const lock = await withFaults({ lose_replies: { count: 1, as } });
  const reply = await lock.create("4821").catch((thrown: Error) => thrown.message);
  if (error === undefined) expect(reply).toMatchObject({ status: 504 });
  else expect(reply).toBe(error);
  expect(await lock.list()).toHaveLength(2);
  expect(await lock.create("4821")).toMatchObject({ body: { error_code: "PIN_CONFLICT" } });
});

test("a dropped write says pending for ever, and another write of it is done", async () => {
  const lock = await withFaults({ drop_writes: 1 });
  const made = await lock.create("4821");
  expect(made.body.status).toBe("pending");
  await lock.cloud.control.setConnection(lock.id, false);
  await lock.cloud.control.setConnection(lock.id, true);
  await lock.cloud.world.advance(7 * 86_400_000);
  expect(await lock.cloud.control.wouldOpen(lock.id, "4821")).toBe(false);
  const { access_token } = await lock.cloud.control.issueTokens(lock.account.account_id);
  const path = `/access_codes/${made.body.access_code_id}`;
  expect((await lock.cloud.call(access_token, "DELETE", path)).status).toBe(200);
  await lock.cloud.world.advance(60_000);
  expect((await lock.cloud.control.inspect(lock.id)).access_codes).toHaveLength(1);
});

test("what was accepted for a lock that is out of its account when it is due, the lock has once it is back", async () => {
  const lock = await withFaults({});
  await lock.create("4821");
  await lock.cloud.control.remove(lock.id);
  await lock.cloud.world.advance(60_000);
  expect(await lock.cloud.control.wouldOpen(lock.id, "4821")).toBe(false);
  await lock.cloud.control.restore(lock.id);
  await lock.cloud.world.advance(60_000);
  expect(await lock.cloud.control.wouldOpen(lock.id, "4821")).toBe(true);
});

test("a stale listing shows what was, for its time, while the lock goes on", async () => {
  const lock = await withFaults({ stale_listing_ms: 60_000 });
  await lock.create("4821");
  await lock.cloud.world.advance(30_000);
  expect(await lock.list()).toHaveLength(1);
  expect(await lock.cloud.control.wouldOpen(lock.id, "4821")).toBe(true);
  await lock.cloud.world.advance(30_000);
  expect(await lock.list()).toHaveLength(2);
});

test("an unconfirmed listing calls pending what stands on the lock and opens it, until the fault is over", async () => {
  const lock = await withFaults({});
  await lock.cloud.control.addCode(lock.id, { name: "Guest", digits: "4821" });
  const statuses = async () => (await lock.list()).map((code) => (code as { readonly status: string }).status);
  expect(await statuses()).toContain("active");
  await lock.cloud.control.setFaults(lock.id, { unconfirmed_listing_ms: 60_000 });
  expect(new Set(await statuses())).toEqual(new Set(["pending"]));
  expect(await lock.cloud.control.wouldOpen(lock.id, "4821")).toBe(true);
  await lock.cloud.world.advance(60_000);
  expect(new Set(await statuses())).toEqual(new Set(["active"]));
});

test("above its rate an account is told when to come back, and is served then", async () => {
  const lock = await withFaults({ rate_per_minute: 2 }, "account");
  expect([(await lock.look()).status, (await lock.look()).status]).toEqual([200, 200]);
  const third = await lock.look();
  expect(third).toMatchObject({ status: 429, body: { error_code: "RATE_LIMITED" } });
  const seconds = Number(third.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(0);
  await lock.cloud.world.advance(seconds * 1_000);
  expect((await lock.look()).status).toBe(200);
});

test("an outage of an account ends when it is healed; other accounts do not notice", async () => {
  const lock = await withFaults({ outage: true }, "account");
  const other = await lock.cloud.account();
  expect(await lock.look()).toMatchObject({ status: 503, body: { error_code: "SERVICE_UNAVAILABLE" } });
  expect((await lock.cloud.call(other.access_token, "GET", "/locks")).status).toBe(200);
  await lock.cloud.control.setFaults(lock.account.account_id, {});
  expect((await lock.look()).status).toBe(200);
});

test("an error rate strikes some requests and not others, the same ones for the same seed", async () => {
  const run = async () => {
    const lock = await withFaults({ error_rate: 0.5 });
    const statuses: number[] = [];
    for (let turn = 0; turn < 20; turn += 1) statuses.push((await lock.look()).status);
    return statuses;
  };
  const statuses = await run();
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  expect(await run()).toEqual(statuses);
});

test("a slow lock answers after its latency and programs after its own time", async () => {
  const lock = await withFaults({ latency_ms: 5_000, programming_ms: 600_000 });
  const before = lock.cloud.world.now();
  const reply = lock.create("4821").then(({ status }) => [status, lock.cloud.world.now() - before]);
  await lock.cloud.world.advance(20_000);
  expect(await reply).toEqual([200, 5_000]);
  await lock.cloud.world.advance(300_000);
  expect(await lock.cloud.control.wouldOpen(lock.id, "4821")).toBe(false);
  await lock.cloud.world.advance(300_000);
  expect(await lock.cloud.control.wouldOpen(lock.id, "4821")).toBe(true);
});

test("the control API knows no strangers, no unknown faults and no unknown locks", async () => {
  const lock = await withFaults({});
  await expect(lock.cloud.control.setFaults("nobody", {})).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(lock.cloud.control.setFaults(lock.id, { error_rate: 7 })).rejects.toMatchObject({
    code: "INVALID_REQUEST",
  });
  await expect(lock.cloud.control.wouldOpen("nowhere", "1234")).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await lock.call("GET", "/control/health")).status).toBe(401);
});
