import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { checkers } from "./checkers/index.ts";
import { Database } from "./database.ts";
import { type PlayOptions, run } from "./run.ts";
import { keptSeeds } from "./seeds.ts";

/** So many small schedules; the long run is `npm run sim`. */
const schedules = 12;
/** Each takes a fraction of a second on a machine that has nothing else to do. */
const patienceMs = 10 * 60_000;

vi.setConfig({ testTimeout: patienceMs, hookTimeout: patienceMs });

let database: Database;

beforeAll(async () => {
  database = await Database.open();
});

afterAll(() => database.close());

describe("whatever goes wrong, every promise is kept", () => {
  test("in every seed that once failed", async () => {
    for (const { options } of keptSeeds) expect((await play(options)).violations).toEqual([]);
  });

  test("in a number of new ones", async () => {
    for (let seed = 1; seed <= schedules; seed += 1) {
      expect((await play({ seed, shape: "small", faults: "drawn" })).violations).toEqual([]);
    }
  });
});

test("the same seed goes the same way", async () => {
  const options: PlayOptions = { seed: 11, shape: "small", faults: "drawn" };
  const [one, other] = [await play(options), await play(options)];
  expect(one.happenings).toBeGreaterThan(200);
  expect(other.traceHash).toBe(one.traceHash);
  expect((await play({ ...options, seed: 12 })).traceHash).not.toBe(one.traceHash);
});

test.each(["before", "after_effect", "after_answer"] as const)(
  "a process dies at the effect that is named, %s, and what it left is completed",
  async (position) => {
    const options: PlayOptions = { seed: 3, shape: "small", faults: "none" };
    const { effects } = await play(options);
    const effect = Math.floor(effects / 2);
    const result = await play({ ...options, crashes: [{ effect, position }] });
    expect(result.sometimes.get(`a process died ${position}`)).toBe(1);
    expect(result.violations).toEqual([]);
  },
);

function play(options: PlayOptions) {
  return run(options, database, checkers);
}
