import { describe, expect, test } from "vitest";
import type { ActionAttemptId, NativeId } from "#domain/ids.ts";
import type { Sighting } from "#domain/sighting.ts";
import { clearStep, onlyResident, setStep } from "#drivers/contract/clause.ts";
import type { SignInTurn } from "#drivers/driver.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { ttlockStack } from "#test/makers/ttlock.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import type { Cloud } from "./cloud.ts";
import { recordTeller } from "./records.ts";
import { ttlock } from "./ttlock.ts";

const never = new AbortController().signal;
const hour = 3_600_000;
const attempt = "3f2b8a52-0d5e-4a9b-8c11-7d3e5f6a7b8c" as ActionAttemptId;

async function opened() {
  const bench = await makerBench(ttlockStack, "ttlock");
  const lock = await bench.makeLockLike({ timezone: "Europe/Berlin" });
  return { bench, lock, set: (step: ReturnType<typeof setStep>) => bench.driver.apply(lock.id, step, never) };
}

/** A cloud that answers every question with this list. */
function listing(entries: readonly unknown[]): Cloud {
  const nothing = async () => ({ kind: "answered", body: {} }) as const;
  return { ask: nothing, order: nothing, everyPage: async () => ({ kind: "listed", entries, complete: true }) };
}

describe("what a lock has recorded", () => {
  test("is told once: the door that a code opened, wrong digits, and a hand at the knob", async () => {
    const { bench, lock, set } = await opened();
    await set(setStep("529174"));
    await bench.control.enterCode(lock.id, "529174");
    await bench.advance(1_000);
    await bench.control.enterCode(lock.id, "830461");
    await bench.advance(1_000);
    await bench.control.turnByHand(lock.id, "locked");
    const { place } = await onlyResident(bench, lock);
    await bench.driver.observe(lock.id, never);
    const told = [
      { kind: "turned", to: "unlocked", method: "keycode", place },
      { kind: "denied", place: undefined },
      { kind: "turned", to: "locked", method: "manual", place: undefined },
    ];
    expect(bench.sightings).toMatchObject(told);
  });

  test("before the driver connected is not told", async () => {
    const runtime = testRuntime({ now: 1_000 });
    const told: Sighting[] = [];
    const records = recordTeller(runtime, { sighting: (one) => told.push(one), configChanged: () => {} });
    const at = (recordId: number, serverDate: number) => ({
      recordId,
      recordType: 46,
      success: 1,
      lockDate: 1,
      serverDate,
    });
    const cloud = listing([at(1, 999), at(2, 1_000)]);
    await records.tell(cloud, "5" as NativeId, [], never);
    await records.tell(cloud, "5" as NativeId, [], never);
    expect(told).toMatchObject([{ kind: "turned", to: "unlocked", method: "manual" }]);
  });
});

test("a code that comes to have no end is made anew, and goes on past its earlier end", async () => {
  const { bench, lock, set } = await opened();
  const startsAt = bench.now() - (bench.now() % hour);
  await set(setStep("529174", { window: { startsAt, endsAt: startsAt + 2 * hour } }));
  const { place } = await onlyResident(bench, lock);
  const outcome = await set(setStep("529174", { into: place }));
  expect(outcome).toMatchObject({ kind: "done", evidence: "acknowledged" });
  await bench.advance(24 * hour);
  expect(await lock.wouldOpen("529174")).toBe(true);
  expect(await lock.countCodes()).toBe(1);
});

test("an order that the gateway did not carry out in time may have been, and asked again leaves one code", async () => {
  const { bench, lock, set } = await opened();
  await bench.control.setFaults(lock.id, { programming_ms: 60_000 });
  expect(await set(setStep("529174"))).toMatchObject({ kind: "failed", because: "provider", mayHaveHappened: true });
  await bench.advance(60_000);
  expect(await set(setStep("529174"))).toMatchObject({ kind: "done", evidence: "read_back" });
  expect(await lock.countCodes()).toBe(1);
});

test("a busy gateway is asked again later, and nothing has happened", async () => {
  const { bench, lock, set } = await opened();
  await bench.control.setFaults(lock.id, { fail_writes: { status: 423 } });
  expect(await set(setStep("529174"))).toMatchObject({ kind: "failed", because: "busy", mayHaveHappened: false });
});

test("a lock behind a dead gateway is cut off by it, and one that is silent itself is not", async () => {
  const { bench, lock } = await opened();
  const disconnected = async () => {
    const seen = await bench.driver.observe(lock.id, never);
    return "device" in seen ? seen.device?.disconnected : seen.kind;
  };
  await bench.control.setHubConnection(lock.id, false);
  expect(await disconnected()).toBe("hub_disconnected");
  await bench.control.setHubConnection(lock.id, true);
  await lock.setConnection(false);
  expect(await disconnected()).toBe("device_disconnected");
});

test("a lock turns from afar before the cloud answers, unless it is not to be unlocked so", async () => {
  const { bench, lock } = await opened();
  const turn = (to: "locked" | "unlocked") =>
    bench.driver.apply(lock.id, { kind: "turn", attempt, to, why: "A test wants it." }, never);
  expect(await turn("unlocked")).toMatchObject({ kind: "done", evidence: "acknowledged" });
  expect(await bench.driver.observe(lock.id, never)).toMatchObject({ device: { locked: false } });
  await bench.control.setCondition(lock.id, "remote_unlock_disabled", true);
  expect(await turn("unlocked")).toMatchObject({ kind: "refused", because: "unsupported" });
  expect(await turn("locked")).toMatchObject({ kind: "done" });
});

test("more codes than fit on a page are all seen", async () => {
  const { bench } = await opened();
  const codes = Array.from({ length: 130 }, (_, at) => ({ name: `Guest ${at}`, code: `${200_000 + at}` }));
  const lock = await bench.makeLockLike({ codes });
  const seen = await bench.driver.observe(lock.id, never);
  expect(seen.kind === "seen" && seen.complete && seen.residents.length).toBe(130);
});

test("a name that was changed at the lock does not keep a code from being removed", async () => {
  const { bench, lock, set } = await opened();
  await set(setStep("529174"));
  const resident = await onlyResident(bench, lock);
  await bench.control.tamper(lock.id, { do: "change", access_code_id: resident.place, name: "Grandma" });
  expect(await bench.driver.apply(lock.id, clearStep(resident, "529174"), never)).toMatchObject({ kind: "done" });
  expect(await lock.countCodes()).toBe(0);
});

describe("an account", () => {
  test("goes on working after its access token ended, and its new one is handed over to be kept", async () => {
    const { bench, lock } = await opened();
    await bench.advance(2 * hour);
    const looks = await Promise.all([bench.driver.observe(lock.id, never), bench.driver.discover(never)]);
    expect(looks.map((look) => look.kind)).toEqual(["seen", "found"]);
    const [first, second, third] = bench.configurations;
    expect(second).toMatchObject({ refreshToken: first?.refreshToken, accessTokenExpiresAt: bench.now() + hour });
    expect(second?.accessToken).not.toBe(first?.accessToken);
    expect(third).toBeUndefined();
  });

  test("that was taken back is unauthorized, and no lock of it is called gone", async () => {
    const { bench, lock } = await opened();
    await bench.control.revokeTokens("account");
    expect(await bench.driver.observe(lock.id, never)).toMatchObject({ kind: "unreachable", because: "unauthorized" });
    expect(await bench.driver.discover(never)).toMatchObject({ kind: "failed", because: "unauthorized" });
  });
});

test("an account whose application the operator no longer sets is cut off as if its credentials were wrong", async () => {
  const surroundings = { runtime: testRuntime(), listener: { sighting: () => {}, configChanged: () => {} } };
  const driver = ttlock.connect({ refreshToken: "r" }, { ...surroundings, deliveryUrl: undefined });
  expect(await driver.discover(never)).toMatchObject({ kind: "failed", because: "invalid_credentials" });
});

describe("signing in", () => {
  const turnWith = (answer: object, more: Partial<SignInTurn> = {}) => {
    const runtime = testRuntime({ fetch: async () => Response.json(answer) });
    const settings = { clientId: "us", clientSecret: "hush" };
    const answers = { username: "owner@example.com", password: "letmein" };
    const turn = { provider: "ttlock", settings, answers, kept: undefined, returnUrl: "", state: "", ...more };
    return ttlock.signIn?.step(turn, runtime, never);
  };

  test("with a wrong password is refused in words, and with an application of ours that is not known unavailable", async () => {
    expect(await turnWith({ errcode: 10_007 })).toMatchObject({ kind: "refused", sentence: expect.any(String) });
    expect(await turnWith({ errcode: 10_001 })).toEqual({ kind: "unavailable" });
    expect(await turnWith({ errcode: 10_007 }, { settings: {} })).toEqual({ kind: "unavailable" });
  });

  test("keeps the tokens and neither name nor password", async () => {
    const tokens = { access_token: "a", refresh_token: "r", expires_in: 7_776_000, uid: 1 };
    const step = await turnWith(tokens);
    expect(step).toMatchObject({ kind: "signed_in", email: "owner@example.com", config: { accessToken: "a" } });
    expect(JSON.stringify(step?.kind === "signed_in" && step.config)).not.toMatch(/owner|letmein/);
  });
});
