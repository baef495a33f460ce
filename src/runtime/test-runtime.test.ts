import { expect, test } from "vitest";
import { testRuntime } from "./test-runtime.ts";

const never = new AbortController().signal;

test("sleepers wake in the order of their instants, each seeing its own time", async () => {
  const world = testRuntime({ now: 1_000 });
  const woken: [string, number][] = [];
  const sleepAndNote = async (name: string, ms: number) => {
    await world.sleep(ms, never);
    woken.push([name, world.now()]);
  };
  void sleepAndNote("late", 300);
  void sleepAndNote("early", 100).then(() => sleepAndNote("again", 50));
  await world.advance(200);
  expect(woken).toEqual([
    ["early", 1_100],
    ["again", 1_150],
  ]);
  expect(world.now()).toBe(1_200);
  await world.advance(100);
  expect(woken.at(-1)).toEqual(["late", 1_300]);
});

test("an aborted sleep ends at once and leaves nobody asleep", async () => {
  const world = testRuntime();
  const stop = new AbortController();
  let woken = false;
  void world.sleep(60_000, stop.signal).then(() => {
    woken = true;
  });
  stop.abort();
  await world.settle();
  expect(woken).toBe(true);
});

test("the same seed draws the same world", () => {
  const one = testRuntime({ seed: 7 });
  const other = testRuntime({ seed: 7 });
  const drawn = (world: typeof one) => [world.random(), world.uuid(), [...world.randomBytes(4)]];
  expect(drawn(one)).toEqual(drawn(other));
  expect(testRuntime({ seed: 8 }).uuid()).not.toBe(testRuntime({ seed: 7 }).uuid());
  expect(one.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("waiting for a state moves the clock, and gives up at its limit", async () => {
  const world = testRuntime({ now: 0 });
  await world.until(() => world.now() >= 5_000);
  expect(world.now()).toBe(5_000);
  await expect(world.until(() => false, { withinMs: 2_000 })).rejects.toThrow("Not reached");
});
