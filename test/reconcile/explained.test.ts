import { afterEach, beforeEach, expect, test } from "vitest";
import { createApi } from "#api/app.ts";
import type { WireExplanation } from "#api/contract/explanation.ts";
import type { WireTimelineEvent } from "#api/contract/wire.ts";
import { createApiKey, getWorkspace } from "#app/workspaces.ts";
import type { DeviceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { isProblem } from "#domain/problem.ts";
import type { BenchLock } from "#drivers/contract/bench.ts";
import { devicePass } from "#reconcile/device-pass.ts";
import { claimDue, release } from "#store/leases.ts";
import { forgetGone, wipePins } from "#store/purge.ts";
import { origin } from "#test/support/api-house.ts";
import { conforming } from "#test/support/conformance.ts";
import { addDevice, openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { type LockCloudBench, lockCloudBench } from "#test/support/lock-cloud-bench.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

let desk: TestDesk;
let bench: LockCloudBench;
let lock: BenchLock;
let device: DeviceId;
let post: (path: string, body: object) => Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;

async function stand(profile: string): Promise<void> {
  bench = await lockCloudBench(profile);
  lock = await bench.makeLock();
  device = await addDevice(desk, { nativeId: lock.id, capabilities: { codeLengths: [6] } });
  await passes();
}

beforeEach(async () => {
  desk = await openTestDesk();
  const workspace = await getWorkspace(desk, desk.workspace);
  invariant(!isProblem(workspace), "the desk has its workspace");
  const key = await createApiKey(desk, workspace, { name: "Booking system" });
  invariant(!isProblem(key), "a drawn key is well formed");
  const fetch = conforming(createApi({ desk, version: "0.0.0" }).fetch);
  post = async (path, body) => {
    const headers = { authorization: `Bearer ${key.token}`, "content-type": "application/json" };
    const response = await fetch(new Request(origin + path, { method: "POST", headers, body: JSON.stringify(body) }));
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
});

afterEach(async () => {
  await bench.close();
  await desk.close();
});

test("a code whose PIN a stranger has names the stranger as the cause; once he leaves, it says how it is known to be set", async () => {
  await stand("tedee");
  const code = await created();
  await lock.personAdds("Owner", "529174");
  await passes();
  const refused = await explained(code);
  expect(refused).toMatchObject({ status: "setting", cause: { cause_code: "same_pin_on_lock", lies_with: "host" } });
  expect(refused.cause?.remedy).toContain("choose another PIN");
  expect(refused.next_attempt_at).toBeNull();
  expect(refused.next.waits_for).toContain("other code to leave the lock");
  expect(refused.errors).toHaveLength(1);

  await lock.personRemoves("529174");
  await passes();
  const set = await explained(code);
  expect(set).toMatchObject({ status: "set", cause: null, plan: { action: "nothing" } });
  expect(set.knowledge.evidence[0]).toMatchObject({ grade: "read_back" });
  expect(Date.parse(set.knowledge.last_seen_at ?? "")).toBe(Date.parse(set.knowledge.last_look_at ?? ""));
  expect(set.attempts[0]).toMatchObject({ action: "put_on_lock", outcome: expect.stringMatching(/done|pending/) });
  expect(set.story[0]).toContain("The API key “Booking system” asked for the code.");
  expect(JSON.stringify([refused, set])).not.toContain("529174");
});

test("a lock that is offline is named with the next attempt, and the attempt comes then", async () => {
  await stand("tedee");
  await lock.setConnection(false);
  const code = await created();
  await passOnce();
  const offline = await explained(code);
  expect(offline.cause).toMatchObject({ cause_code: "device_unreachable", lies_with: "device" });
  expect(offline.summary).toContain("cannot be reached");
  const at = Date.parse(offline.next_attempt_at ?? "");
  expect(at).toBeGreaterThan(desk.runtime.now());

  await lock.setConnection(true);
  await advance(at - desk.runtime.now());
  await passOnce({ asDue: true });
  expect((await explained(code)).attempts).toHaveLength(1);
});

test("a code that is deleted is explained until it is forgotten, without its PIN", async () => {
  await stand("tedee");
  const code = await created();
  await passes();
  await post("/access_codes/delete", { access_code_id: code });
  expect(await explained(code)).toMatchObject({ status: "removing", cause: { cause_code: "being_removed" } });
  await passes();
  expect((await post("/access_codes/get", { access_code_id: code })).status).toBe(404);
  const gone = await explained(code);
  expect(gone).toMatchObject({ status: "gone", cause: { cause_code: "deleted" }, next: { action: "nothing" } });
  expect(gone.wanted.requests[0]?.description).toBe("asked for the code to be deleted.");

  await advance(2 * day);
  await wipePins(desk.store.db, { now: desk.runtime.now(), limit: 10 });
  expect(await explained(code)).toMatchObject({ status: "gone", story: gone.story });
  expect((await timeline(code)).length).toBeGreaterThan(5);

  await advance(90 * day);
  const now = desk.runtime.now();
  await forgetGone(desk.store.db, { now, forgetBefore: now - 90 * day, limit: 10 });
  expect((await post("/access_codes/explain", { access_code_id: code })).status).toBe(404);
});

test("a lock that hides its PINs says that looking there proves no more than that a code is there", async () => {
  await stand("kwikset");
  const code = await created();
  await passes();
  const { status, knowledge } = await explained(code);
  expect(status).toBe("set");
  expect(knowledge.best_by_looking).toBe("acknowledged");
  expect(knowledge.evidence.map(({ grade }) => grade)).toEqual(["acknowledged", "claimed"]);
  expect(knowledge.description).toContain("does not show its PINs");
});

test("what is known of a code grows older while its lock is out of reach", async () => {
  await stand("tedee");
  const code = await created();
  await passes();
  await lock.setConnection(false);
  await advance(3 * day);
  await passOnce();
  const { knowledge, status } = await explained(code);
  expect(status).toBe("set");
  expect(knowledge.description).toMatch(/read back from the lock, 3 days ago\..*not been seen since/);
});

test("the timeline tells in sentences who asked, what was tried, and how it is known", async () => {
  await stand("tedee");
  const code = await created();
  await passes();
  await post("/access_codes/update", { access_code_id: code, code: "830461" });
  await passes();
  await lock.personRemoves("830461");
  await passes();
  const told = await timeline(code);
  const sentences = told.map(({ description }) => description);
  expect(sentences).toContain("The API key “Booking system” asked for the code.");
  expect(sentences).toContain("The API key “Booking system” asked for another PIN.");
  expect(sentences).toContain("Somebody removed the code at the lock or in the maker's app.");
  expect(sentences).toContain("The code was read back from the lock.");
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/);
  expect(new Set(told.map(({ actor }) => actor.type))).toEqual(new Set(["api_key", "system", "external"]));
  expect(JSON.stringify(told)).not.toMatch(/529174|830461/);
});

async function created(): Promise<string> {
  const { body } = await post("/access_codes/create", { device_id: device, name: "Guest", code: "529174" });
  return (body.access_code as { readonly access_code_id: string }).access_code_id;
}

async function explained(code: string): Promise<WireExplanation> {
  return (await post("/access_codes/explain", { access_code_id: code })).body.explanation as WireExplanation;
}

async function timeline(code: string): Promise<readonly WireTimelineEvent[]> {
  const { body } = await post("/access_codes/get_timeline", { access_code_id: code, limit: 200 });
  return body.timeline_events as readonly WireTimelineEvent[];
}

/** One pass, as a worker makes it; `asDue`: only what is due by itself. */
async function passOnce({ asDue = false } = {}): Promise<void> {
  const { db } = desk.store;
  const now = desk.runtime.now();
  if (!asDue) await db.query("update devices set next_due_at = $1", [new Date(now).toISOString()]);
  const [claim] = await claimDue(db, "device", { now, limit: 1, leaseMs: 10_000 });
  invariant(claim !== undefined, "the device is due");
  const options = { sweepMs: 10 * minute, callTimeoutMs: 20_000 };
  const pass = devicePass(
    desk.store,
    async () => bench.driver,
    async () => {},
    options,
  );
  await release(db, "device", claim, await pass(claim, new AbortController().signal));
}

/** Passes until the lock has done what it was given and that has been seen. */
async function passes(): Promise<void> {
  await advance(31_000);
  for (let round = 0; round < 5; round += 1) {
    await passOnce();
    await advance(31_000);
  }
}

async function advance(ms: number): Promise<void> {
  await desk.runtime.advance(ms);
  await bench.advance(ms);
}
