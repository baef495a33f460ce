import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Observation } from "#domain/observation.ts";
import type { Step } from "#domain/step.ts";
import { setStep, unhurried } from "#drivers/contract/clause.ts";
import { until } from "#test/support/house.ts";
import type { LockHabits } from "#test/support/matter/keypad-lock.ts";
import { type MatterBench, type MatterGrounds, openMatterGrounds } from "#test/support/matter/matter-bench.ts";

const mortal = new URL("../../../test/support/matter/mortal-fabric.ts", import.meta.url);
const hour = 60 * 60_000;
/** To load the library twice keeps a slow machine busy for long, and so does a lock that joins. */
const startsWithinMs = 180_000;

let grounds: MatterGrounds;
const benches: MatterBench[] = [];

beforeAll(async () => {
  grounds = await openMatterGrounds({ program: mortal });
}, startsWithinMs);

afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.close();
});

afterAll(() => grounds?.close());

const [first, second, third] = ["52917438", "83046195", "61738240"] as const;

async function openBench(habits: Partial<LockHabits> = {}) {
  const bench = await grounds.openBench(habits);
  benches.push(bench);
  const { lock, id } = await bench.makeLock();
  const look = async () => {
    const observation = await bench.driver.observe(id, unhurried);
    expect(observation.kind).toBe("seen");
    return (observation as Extract<Observation, { kind: "seen" }>).residents;
  };
  const apply = (step: Step) => bench.driver.apply(id, step, unhurried);
  return { bench, lock, id, look, apply };
}

test(
  "a lock that makes a user only with its PIN has it named and enabled, and opens in its window alone",
  async () => {
    const { bench, lock, look, apply } = await openBench({ credentialFirst: true });
    expect(await apply(setStep(first))).toMatchObject({ kind: "done", evidence: "acknowledged" });
    expect(await lock.judge(first)).toBe(true);
    const [resident] = await look();
    expect(resident).toMatchObject({ label: "Guest", place: expect.stringMatching(/^1-[0-9a-f]+$/) });
    const startsAt = Math.ceil(bench.now() / hour) * hour + 24 * hour;
    const window = { startsAt, endsAt: startsAt + 2 * hour };
    const later = setStep(second, { code: "33333333-3333-4333-8333-333333333333" as never, window });
    expect(await apply(later)).toMatchObject({ kind: "done" });
    expect(await lock.judge(second)).toBe(false);
    await bench.advance(startsAt - bench.now() + 1_000);
    expect(await lock.judge(second)).toBe(true);
    await bench.advance(2 * hour);
    expect(await lock.judge(second)).toBe(false);
    expect((await lock.describe()).users.map(({ userStatus }) => userStatus)).toEqual([1, 1]);
  },
  startsWithinMs,
);

test(
  "a user that came with its PIN, whose answer was lost, opens nothing, and is followed by one that does",
  async () => {
    const { bench, lock, apply } = await openBench({ credentialFirst: true });
    bench.faults.loseNextReply();
    expect(await apply(setStep(first))).toMatchObject({ kind: "failed", mayHaveHappened: true });
    expect(await lock.judge(first)).toBe(false);
    expect(await apply(setStep(first))).toMatchObject({ kind: "done" });
    expect(await lock.judge(first)).toBe(true);
    expect((await lock.describe()).pins).toBe(1);
  },
  startsWithinMs,
);

test(
  "a lock that calls a PIN a duplicate of itself keeps it when all else changes, and takes another in its place",
  async () => {
    const { bench, lock, look, apply } = await openBench({ strictDuplicates: true });
    await apply(setStep(first));
    const [resident] = await look();
    const into = resident?.place;
    if (into === undefined) throw new Error("The lock shows what was set.");
    const window = { startsAt: bench.now() - hour, endsAt: bench.now() + hour };
    expect(await apply(setStep(first, { into, window }))).toMatchObject({ kind: "done", place: into });
    expect(await lock.judge(first)).toBe(true);
    expect((await look())[0]?.window).toBeDefined();
    expect(await apply(setStep(second, { into, window }))).toMatchObject({ kind: "done", place: into });
    expect([await lock.judge(first), await lock.judge(second)]).toEqual([false, true]);
    await lock.program("Stranger", third);
    expect(await apply(setStep(third, { into, window }))).toMatchObject({ kind: "refused", because: "duplicate" });
    expect(await lock.judge(third)).toBe(true);
    expect((await lock.describe()).pins).toBe(1);
  },
  startsWithinMs,
);

test(
  "a change that a lock tells of by its log alone is seen until the PIN is set again",
  async () => {
    const { lock, look, apply } = await openBench({ silentRecords: true });
    await apply(setStep(first));
    const [resident] = await look();
    expect(resident).not.toHaveProperty("altered");
    await lock.change(first, second);
    expect(await look()).toMatchObject([{ place: resident?.place, altered: true }]);
    expect(await apply(setStep(first, { into: resident?.place as never }))).toMatchObject({ kind: "done" });
    expect((await look())[0]).not.toHaveProperty("altered");
    expect([await lock.judge(first), await lock.judge(second)]).toEqual([true, false]);
  },
  startsWithinMs,
);

test(
  "a lock that has only just joined is not gone where the fabric's thread dies before all of it is written down",
  async () => {
    const { bench, id } = await openBench({ zone: "Europe/Paris" });
    await grounds.stack.ask({ ask: "die" } as never);
    const seen = await bench.driver.observe(id, unhurried);
    expect(seen.kind).not.toBe("gone");
    const found = await bench.driver.discover(unhurried);
    expect(found.kind === "found" && found.devices.map(({ nativeId }) => nativeId)).toContain(id);
  },
  startsWithinMs,
);

test(
  "an opening is told once, with who it was, also when the fabric's thread died in between and all that happened comes again",
  async () => {
    const { bench, lock, id, look, apply } = await openBench();
    const told = () => bench.sightings.filter(({ kind }) => kind === "turned");
    const isTold = (times: number) => until(async () => told().length >= times, { what: "opening", withinMs: 60_000 });
    await apply(setStep(first));
    const [resident] = await look();
    await lock.enter(first);
    await isTold(1);
    const death = grounds.stack.ask({ ask: "die" } as never);
    expect(await death).toMatchObject({ kind: "failed", trouble: "stack" });
    await lock.enter(first);
    await bench.driver.discover(unhurried);
    expect(await look()).toMatchObject([{ place: resident?.place }]);
    await isTold(2);
    await lock.enter(first);
    await isTold(3);
    const opening = { kind: "turned", to: "unlocked", method: "keycode", device: id, place: resident?.place };
    expect(told()).toMatchObject([opening, opening, opening]);
  },
  startsWithinMs,
);
