import { describe, expect, test } from "vitest";
import type { ActionAttemptId } from "#domain/ids.ts";
import { clearStep, onlyResident, otherCode, residents, setStep } from "#drivers/contract/clause.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { wyzeStack } from "#test/makers/wyze.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { wyze } from "./wyze.ts";

const never = new AbortController().signal;
const hour = 3_600_000;
const attempt = "3f2b8a52-0d5e-4a9b-8c11-7d3e5f6a7b8c" as ActionAttemptId;

async function opened() {
  const bench = await makerBench(wyzeStack, "wyze");
  const lock = await bench.makeLockLike({});
  const set = (step: ReturnType<typeof setStep>) => bench.driver.apply(lock.id, step, never);
  return { bench, lock, set };
}

describe("what the lock says of a code", () => {
  test("is waited for: a code that it has is acknowledged by it", async () => {
    const { set } = await opened();
    expect(await set(setStep("529174"))).toMatchObject({ kind: "done", evidence: "acknowledged" });
  });

  test("and does not say in time is seen by looking", async () => {
    const { bench, lock, set } = await opened();
    await bench.control.setFaults(lock.id, { programming_ms: 40_000 });
    const outcome = await set(setStep("529174"));
    expect(outcome).toMatchObject({ kind: "pending", place: expect.stringMatching(/^\d+$/) });
    expect(await onlyResident(bench, lock)).toMatchObject({ state: "arriving" });
    await bench.advance(40_000);
    expect(await onlyResident(bench, lock)).toMatchObject({ state: "on_lock" });
  });

  test("that is no leaves no record, and the name free for another PIN", async () => {
    const { bench, lock, set } = await opened();
    await lock.personAdds("Neighbour", "529174");
    expect(await set(setStep("529174"))).toMatchObject({ kind: "refused", because: "duplicate" });
    expect(await residents(bench, lock)).toHaveLength(1);
    expect(await set(setStep("830461"))).toMatchObject({ kind: "done" });
    expect([await lock.wouldOpen("529174"), await lock.wouldOpen("830461")]).toEqual([true, true]);
  });

  test("and comes late is heard at the next try", async () => {
    const { bench, lock, set } = await opened();
    await lock.personAdds("Neighbour", "529174");
    await bench.control.setFaults(lock.id, { programming_ms: 40_000 });
    expect(await set(setStep("529174"))).toMatchObject({ kind: "pending" });
    await bench.advance(40_000);
    expect(await residents(bench, lock)).toMatchObject([{ label: "Neighbour" }]);
    expect(await set(setStep("529174"))).toMatchObject({ kind: "refused", because: "duplicate" });
    expect(await bench.control.setFaults(lock.id, {}).then(() => set(setStep("830461")))).toMatchObject({
      kind: "done",
    });
  });

  test("to a change that it does not take leaves the code with its PIN", async () => {
    const { bench, lock, set } = await opened();
    await set(setStep("529174"));
    const { place } = await onlyResident(bench, lock);
    await lock.personAdds("Neighbour", "830461");
    expect(await set(setStep("830461", { into: place }))).toMatchObject({ kind: "refused", because: "duplicate" });
    expect(await lock.wouldOpen("529174")).toBe(true);
    expect(await set(setStep("617382", { into: place }))).toMatchObject({ kind: "done", place });
    expect(await set(setStep("529174", { into: place }))).toMatchObject({ kind: "done", place });
    expect([await lock.wouldOpen("529174"), await lock.wouldOpen("617382")]).toEqual([true, false]);
  });

  test("to an earlier change is not taken for its word on a later one", async () => {
    const { bench, lock, set } = await opened();
    await set(setStep("529174"));
    const { place } = await onlyResident(bench, lock);
    expect(await set(setStep("830461", { into: place }))).toMatchObject({ kind: "done" });
    await bench.control.setFaults(lock.id, { stale_listing_ms: hour });
    const outcome = await set(setStep("617382", { into: place }));
    expect(outcome).toMatchObject({ kind: "failed", because: "unreachable", mayHaveHappened: true });
  });

  test("to a change, not heard in time, is no word for it", async () => {
    const { bench, lock, set } = await opened();
    await set(setStep("529174"));
    const { place } = await onlyResident(bench, lock);
    await bench.control.setFaults(lock.id, { programming_ms: 40_000 });
    const outcome = await set(setStep("830461", { into: place }));
    expect(outcome).toMatchObject({ kind: "failed", because: "unreachable", mayHaveHappened: true });
    await bench.advance(40_000);
    await bench.control.setFaults(lock.id, {});
    expect(await set(setStep("830461", { into: place }))).toMatchObject({ kind: "done", evidence: "acknowledged" });
    expect(await lock.wouldOpen("830461")).toBe(true);
  });
});

describe("a name", () => {
  test("that another code has is refused, whether or not the records show it yet", async () => {
    const { bench, lock, set } = await opened();
    await bench.control.setFaults(lock.id, { stale_listing_ms: hour });
    await lock.personAdds("Guest", "830461");
    for (const listing of ["stale", "fresh"]) {
      expect(await set(setStep("529174")), listing).toMatchObject({ kind: "refused", because: "name_taken" });
      await bench.control.setFaults(lock.id, {});
    }
    expect(await lock.countCodes()).toBe(1);
    expect(await set(setStep("529174", { label: "Guest 2" }))).toMatchObject({ kind: "done" });
  });

  test("is known for ours after a lost reply, also while the records lag", async () => {
    const { bench, lock, set } = await opened();
    await bench.control.setFaults(lock.id, { stale_listing_ms: hour });
    bench.faults.loseNextReply();
    expect(await set(setStep("529174"))).toMatchObject({ kind: "failed", mayHaveHappened: true });
    expect(await set(setStep("529174"))).toMatchObject({ kind: "pending" });
    await bench.settle();
    await bench.control.setFaults(lock.id, {});
    expect(await set(setStep("529174"))).toMatchObject({ kind: "done" });
    expect(await lock.countCodes()).toBe(1);
  });

  test("of a code that was taken off is not known for ours any more", async () => {
    const { bench, lock, set } = await opened();
    await set(setStep("529174"));
    await bench.driver.apply(lock.id, clearStep(await onlyResident(bench, lock), "529174"), never);
    await lock.personAdds("Guest", "830461");
    expect(await set(setStep("529174"))).toMatchObject({ kind: "refused", because: "name_taken" });
  });

  test("is changed where the code stands", async () => {
    const { bench, lock, set } = await opened();
    await set(setStep("529174"));
    const { place } = await onlyResident(bench, lock);
    expect(await set(setStep("529174", { label: "Anna", into: place }))).toMatchObject({ kind: "done", place });
    expect(await onlyResident(bench, lock)).toMatchObject({ place, label: "Anna" });
  });
});

test("fifty codes are counted, and the fifty-first is not sent", async () => {
  const { bench, lock, set } = await opened();
  for (let at = 0; at < 50; at += 1)
    await bench.control.addCode(lock.id, { name: `Person ${at}`, digits: `${100_000 + at}` });
  expect(await set(setStep("529174"))).toMatchObject({ kind: "refused", because: "full" });
  expect(bench.calls.some((call) => call.includes("/add"))).toBe(false);
});

test("a removal that the lock has not confirmed is under way, and is not ordered twice", async () => {
  const { bench, lock, set } = await opened();
  await set(setStep("529174"));
  const there = await onlyResident(bench, lock);
  await bench.control.setFaults(lock.id, { programming_ms: 40_000 });
  for (let times = 0; times < 2; times += 1)
    expect(await bench.driver.apply(lock.id, clearStep(there, "529174"), never)).toMatchObject({ kind: "pending" });
  expect(bench.calls.filter((call) => call.includes("/delete"))).toHaveLength(1);
  expect(await onlyResident(bench, lock)).toMatchObject({ state: "leaving" });
  await bench.advance(40_000);
  expect(await residents(bench, lock)).toEqual([]);
});

test("a stranger's code is shown by its name and can be taken off", async () => {
  const { bench, lock } = await opened();
  await lock.personAdds("Neighbour", "830461");
  const there = await onlyResident(bench, lock);
  expect(there).toMatchObject({ label: "Neighbour", pin: undefined });
  const outcome = await bench.driver.apply(lock.id, clearStep(there, "830461"), never);
  expect([outcome.kind, await lock.wouldOpen("830461")]).toEqual(["done", false]);
});

describe("a bolt", () => {
  test("that is asked to turn is seen to have turned, and not believed before", async () => {
    const { bench, lock } = await opened();
    const turn = { kind: "turn", attempt, to: "unlocked", why: "A test wants it." } as const;
    expect(await bench.driver.apply(lock.id, turn, never)).toMatchObject({ kind: "pending" });
    await bench.advance(5_000);
    const seen = await bench.driver.observe(lock.id, never);
    expect(seen).toMatchObject({ kind: "seen", device: { locked: false } });
  });
});

describe("what happened at a lock", () => {
  test("is told once: the code that opened it, by its number, and a hand at the knob", async () => {
    const { bench, lock, set } = await opened();
    await set(setStep("529174"));
    const { place } = await onlyResident(bench, lock);
    await bench.control.enterCode(lock.id, "529174");
    await bench.advance(1_000);
    await bench.control.turnByHand(lock.id, "locked");
    for (let looks = 0; looks < 2; looks += 1) await bench.driver.observe(lock.id, never);
    expect(bench.sightings).toMatchObject([
      { kind: "turned", to: "unlocked", method: "keycode", place },
      { kind: "turned", to: "locked", method: "manual", place: undefined },
    ]);
  });

  test("is told page after page, and what was before the driver came is not", async () => {
    const { bench, lock } = await opened();
    for (let times = 0; times < 25; times += 1) {
      await bench.advance(1_000);
      await bench.control.turnByHand(lock.id, times % 2 === 0 ? "unlocked" : "locked");
    }
    await bench.driver.observe(lock.id, never);
    expect(bench.sightings).toHaveLength(25);
    const [config] = bench.configurations;
    const late: unknown[] = [];
    await bench.advance(1_000);
    const { runtime, baseUrl } = bench;
    const listener = { sighting: (one: unknown) => late.push(one), configChanged: () => {} };
    const surroundings = { runtime, listener, deliveryUrl: undefined, settings: wyzeStack.settings(baseUrl) };
    if (config === undefined) throw new Error("The bench is signed in.");
    await wyze.connect(config, surroundings).observe(lock.id, never);
    expect(late).toEqual([]);
  });
});

describe("whoever is offline", () => {
  test("is told apart: the lock, its gateway, and a gateway that is gone", async () => {
    const { bench, lock } = await opened();
    const offline = async () => {
      const seen = await bench.driver.observe(lock.id, never);
      return seen.kind === "unreachable" ? [seen.because, seen.device?.disconnected] : seen.kind;
    };
    await bench.control.setConnection(lock.id, false);
    expect(await offline()).toEqual(["unreachable", "device_disconnected"]);
    await bench.control.setConnection(lock.id, true);
    await bench.control.setHubConnection(lock.id, false);
    expect(await offline()).toEqual(["unreachable", "hub_disconnected"]);
    await bench.control.setHubConnection(lock.id, true);
    expect(await offline()).toBe("seen");
    await bench.control.remove("hub");
    expect(await offline()).toEqual(["unreachable", "hub_disconnected"]);
  });

  test("and has no gateway at all takes no code and no turn", async () => {
    const { bench, lock, set } = await opened();
    await bench.control.setHub(lock.id, null);
    const seen = await bench.driver.observe(lock.id, never);
    expect(seen).toMatchObject({ kind: "seen", device: { conditions: [{ name: "no_bridge" }] } });
    expect(await set(setStep("529174", { code: otherCode }))).toMatchObject({ kind: "failed", because: "unreachable" });
    expect(await lock.countCodes()).toBe(0);
  });
});

describe("access", () => {
  test("is renewed when the cloud takes the token no more, and the new tokens are handed on", async () => {
    const { bench, lock } = await opened();
    await bench.advance(2 * hour);
    expect((await bench.driver.observe(lock.id, never)).kind).toBe("seen");
    const [first, second] = bench.configurations;
    expect(second?.userId).toBe(first?.userId);
    expect([second?.accessToken, second?.refreshToken]).not.toContain(first?.accessToken);
    expect(second?.refreshToken).not.toBe(first?.refreshToken);
  });
});

/** A look at an account whose cloud answers this. */
async function lookedUpon(answer: () => Response, settings = wyzeStack.settings("https://maker.test")) {
  const runtime = testRuntime({ now: Date.UTC(2026, 5, 1), fetch: async () => answer() });
  const listener = { sighting: () => {}, configChanged: () => {} };
  const config = { userId: "owner", refreshToken: "r", accessToken: "a" };
  return wyze.connect(config, { runtime, listener, deliveryUrl: undefined, settings }).discover(never);
}

describe("an account's cloud", () => {
  test("that takes no more calls is left alone until it says, or for ten minutes", async () => {
    const until = Date.UTC(2026, 5, 1, 0, 7);
    // Seen at Wyze in October 2024, in this shape.
    const headers = { "x-ratelimit-reset-by": "Mon Jun 01 00:07:00 GMT 2026" };
    expect(await lookedUpon(() => Response.json({}, { status: 429, headers }))).toMatchObject({
      because: "throttled",
      notBefore: until,
    });
    expect(await lookedUpon(() => Response.json({ code: "3044", msg: "Too many" }))).toMatchObject({
      because: "throttled",
      notBefore: Date.UTC(2026, 5, 1, 0, 10),
    });
  });

  test("that names another error fails, and is not taken for an empty one", async () => {
    const answer = () => Response.json({ code: "1003", msg: "?", data: { device_list: [] } });
    expect(await lookedUpon(answer)).toMatchObject({ kind: "failed", because: "provider" });
  });

  test("is not asked where the operator has not set what the locks are reached with", async () => {
    expect(await lookedUpon(() => Response.json({}), { lockUrl: "https://maker.test" })).toMatchObject({
      kind: "failed",
      because: "invalid_credentials",
    });
  });
});

test("a cloud of the locks that does not take our signature says so of us and not of the owner", async () => {
  const { bench, lock } = await opened();
  const { runtime, baseUrl } = bench;
  const [config] = bench.configurations;
  const settings = { ...wyzeStack.settings(baseUrl), appSecret: "another" };
  const listener = { sighting: () => {}, configChanged: () => {} };
  if (config === undefined) throw new Error("The bench is signed in.");
  const driver = wyze.connect(config, { runtime, listener, deliveryUrl: undefined, settings });
  const seen = await driver.observe(lock.id, never);
  expect(seen).toMatchObject({ kind: "unreachable", because: "invalid_credentials" });
});
