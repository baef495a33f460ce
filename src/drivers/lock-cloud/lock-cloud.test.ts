import { describe, expect, test } from "vitest";
import type { ActionAttemptId, NativeId } from "#domain/ids.ts";
import { setStep } from "#drivers/contract/clause.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { type LockCloudBench, lockCloudBench } from "#test/support/lock-cloud-bench.ts";
import { parseConfig } from "./config.ts";
import { lockCloud } from "./lock-cloud.ts";

const never = new AbortController().signal;
const attempt = "3f2b8a52-0d5e-4a9b-8c11-7d3e5f6a7b8c" as ActionAttemptId;
const hour = 3_600_000;

async function opened(profile: string) {
  const bench = await lockCloudBench(profile);
  const lock = await bench.makeLock();
  await bench.driver.discover(never);
  return { bench, lock };
}

function doorsTurned(bench: LockCloudBench) {
  return bench.sightings.filter((sighting) => sighting.kind === "turned");
}

describe("a lock cloud's events", () => {
  test.each([
    ["names", "kwikset", true],
    ["does not name", "lockly", false],
  ])("tell once of a door opened with a code, by a lock that %s the code", async (_, profile, names) => {
    const { bench, lock } = await opened(profile);
    await lock.personAdds("Neighbour", lock.goodPins[0]);
    await bench.control.enterCode(lock.id, lock.goodPins[0]);
    await bench.settle();
    const [code] = (await bench.control.inspect(lock.id)).access_codes;
    const place = names ? code?.access_code_id : undefined;
    expect(doorsTurned(bench)).toMatchObject([{ device: lock.id, to: "unlocked", method: "keycode", place }]);
  });

  test("tell of a wrong PIN, a hand at the knob and a lost connection", async () => {
    const { bench, lock } = await opened("tedee");
    await bench.control.enterCode(lock.id, lock.goodPins[0]);
    await bench.control.turnByHand(lock.id, "locked");
    await lock.setConnection(false);
    await bench.settle();
    const kinds = bench.sightings.map((sighting) => ("device" in sighting ? [sighting.kind, sighting.device] : []));
    expect(kinds).toEqual([
      ["denied", lock.id],
      ["turned", lock.id],
      ["changed", lock.id],
    ]);
    expect(doorsTurned(bench)).toMatchObject([{ to: "locked", method: "manual" }]);
  });

  test("tell how a turn ended that was asked for from here", async () => {
    const { bench, lock } = await opened("tedee");
    const step = { kind: "turn", attempt, to: "unlocked", why: "A test wants it." } as const;
    expect(await bench.driver.apply(lock.id, step, never)).toMatchObject({ kind: "pending", place: undefined });
    await bench.settle();
    expect((await bench.control.inspect(lock.id)).bolt).toBe("unlocked");
    expect(bench.sightings).toMatchObject([
      { kind: "turned", to: "unlocked", method: "remote", attempt },
      { kind: "turn_finished", attempt, succeeded: true },
    ]);
  });
});

test("a bolt that is obstructed did not turn, and nothing is left open about it", async () => {
  const { bench, lock } = await opened("tedee");
  await bench.control.setFaults(lock.id, { obstructed: true });
  const step = { kind: "turn", attempt, to: "unlocked", why: "A test wants it." } as const;
  const outcome = await bench.driver.apply(lock.id, step, never);
  expect(outcome).toMatchObject({ kind: "failed", because: "provider", mayHaveHappened: false });
});

test("a lock behind a dead hub is cut off by its hub, and one that is dead itself is not", async () => {
  const { bench, lock } = await opened("smartthings");
  const disconnected = async () => {
    const seen = await bench.driver.observe(lock.id, never);
    const found = await bench.driver.discover(never);
    const listed = found.kind === "found" ? found.devices.find((device) => device.nativeId === lock.id) : undefined;
    return [seen.kind === "unreachable" ? seen.device?.disconnected : seen.kind, listed?.disconnected];
  };
  await bench.control.setHubConnection(lock.id, false);
  expect(await disconnected()).toEqual(["hub_disconnected", "hub_disconnected"]);
  await bench.control.setHubConnection(lock.id, true);
  expect(await disconnected()).toEqual(["seen", undefined]);
  await lock.setConnection(false);
  expect(await disconnected()).toEqual(["device_disconnected", "device_disconnected"]);
});

test("an account goes on working after its access token ended, and its new one is handed over to be kept", async () => {
  const { bench, lock } = await opened("tedee");
  await bench.advance(2 * hour);
  const looks = await Promise.all([bench.driver.observe(lock.id, never), bench.driver.observe(lock.id, never)]);
  expect(looks.map((look) => look.kind)).toEqual(["seen", "seen"]);
  const [first, second, third] = bench.configurations;
  expect(second).toMatchObject({ clientId: first?.clientId, refreshToken: first?.refreshToken });
  expect(second?.accessToken).not.toBe(first?.accessToken);
  expect(second?.accessTokenExpiresAt).toBe(bench.now() + hour);
  expect(third).toBeUndefined();
});

test("a taken-back account is unauthorized, and no lock of it is called gone", async () => {
  const { bench, lock } = await opened("tedee");
  await bench.control.revokeTokens("account");
  expect(await bench.driver.observe(lock.id, never)).toMatchObject({ kind: "unreachable", because: "unauthorized" });
  expect(await bench.driver.discover(never)).toMatchObject({ kind: "failed", because: "unauthorized" });
});

describe("a cloud that offers the published contract and nothing more", () => {
  /** Lists locks in the short form, knows no webhooks and no capabilities. */
  function bareCloud(answers: Readonly<Record<string, unknown>>) {
    const config = parseConfig({
      baseUrl: "https://bare.test/v1",
      clientId: "us",
      clientSecret: "s",
      accessToken: "a",
      refreshToken: "r",
    });
    if (config === undefined) throw new Error("This is a configuration.");
    const runtime = testRuntime({
      fetch: async (request) => {
        const answer = answers[`${request.method} ${new URL(request.url).pathname}`];
        return answer === undefined ? new Response("<h1>Not found</h1>", { status: 404 }) : Response.json(answer);
      },
    });
    const listener = { sighting: () => {}, configChanged: () => {} };
    return lockCloud.connect(config, { runtime, listener, deliveryUrl: "https://pintumbler.test/deliveries" });
  }
  const full = { device_id: "a/b", device_type: "smart_lock", device_model: "M", online: true, battery_level: 50 };

  test("has its locks asked for one by one, under addresses that hold their ids", async () => {
    const cloud = bareCloud({
      "GET /v1/locks": { locks: [{ lock_id: "a/b", name: "Front", model: "M", address: "1 Main St" }] },
      "GET /v1/locks/a%2Fb": { ...full, name: "Front" },
    });
    expect(await cloud.discover(never)).toMatchObject({
      kind: "found",
      devices: [{ nativeId: "a/b", name: "Front", batteryLevel: 0.5, disconnected: undefined }],
    });
  });

  test("does not make its locks look removed by an address that is not there", async () => {
    const cloud = bareCloud({ "GET /v1/locks": { locks: [{ lock_id: "a/b", name: "Front" }] } });
    expect(await cloud.discover(never)).toMatchObject({ kind: "failed", because: "provider" });
    expect(await cloud.observe("a/b" as NativeId, never)).toMatchObject({ kind: "unreachable", because: "provider" });
  });

  test("shows what stands on a lock that says nothing about its bridge or its abilities", async () => {
    const cloud = bareCloud({
      "GET /v1/locks/a%2Fb": full,
      "GET /v1/locks/a%2Fb/access_codes": { access_codes: [{ access_code_id: "c", code: "4711", status: "active" }] },
    });
    expect(await cloud.observe("a/b" as NativeId, never)).toMatchObject({
      kind: "seen",
      complete: true,
      residents: [{ place: "c", label: undefined, window: undefined, state: "on_lock" }],
    });
  });

  test("has a code recognised after a lost reply by its PIN and window, for it lists no names", async () => {
    const code = { access_code_id: "c", code: "4711", starts_at: null, ends_at: null, status: "active" };
    const cloud = bareCloud({ "GET /v1/locks/a%2Fb/access_codes": { access_codes: [code] } });
    const outcome = await cloud.apply("a/b" as NativeId, setStep("4711"), never);
    expect(outcome).toEqual({ kind: "done", evidence: "read_back", place: "c" });
  });
});
