import { afterAll, beforeAll, expect, test } from "vitest";
import { checkers } from "./checkers/index.ts";
import { Database } from "./database.ts";
import { describeOptions } from "./options.ts";
import { type PlayOptions, run } from "./run.ts";

// Some of the many that `npm run sim` plays.
const small = Array.from(
  { length: 21 },
  (_, index): PlayOptions => ({ seed: 1_001 + index, shape: "small", faults: "drawn" }),
);

let database: Database;
beforeAll(async () => {
  database = await Database.open();
});
afterAll(() => database.close());

test("in small schedules, in which all that can go wrong does, every promise is kept", {
  timeout: 900_000,
}, async () => {
  const broken: string[] = [];
  let happenings = 0;
  for (const options of small) {
    const result = await run(options, database, checkers);
    happenings += result.happenings;
    broken.push(...result.violations.map(({ id, what }) => `${id} ${what} npm run sim -- ${describeOptions(options)}`));
  }
  expect(broken).toEqual([]);
  expect(happenings).toBeGreaterThan(500 * small.length);
});

test("at locks without a cloud, in small schedules, every promise is kept", { timeout: 900_000 }, async () => {
  const broken: string[] = [];
  let happenings = 0;
  for (let seed = 1; seed <= 100; seed += 1) {
    const options: PlayOptions = { seed, shape: "tiny", faults: "drawn", locks: "local" };
    const result = await run(options, database, checkers);
    happenings += result.happenings;
    broken.push(...result.violations.map(({ id, what }) => `${id} ${what} npm run sim -- ${describeOptions(options)}`));
  }
  expect(broken).toEqual([]);
  expect(happenings).toBeGreaterThan(300 * 100);
});

test("with makers' own drivers, in small schedules, every promise is kept, and a seed goes the same way twice", {
  timeout: 900_000,
}, async () => {
  const broken: string[] = [];
  let happenings = 0;
  const makers = (seed: number): PlayOptions => ({ seed, shape: "tiny", faults: "drawn", locks: "makers" });
  const hashes: string[] = [];
  for (let seed = 1; seed <= 24; seed += 1) {
    const result = await run(makers(seed), database, checkers);
    happenings += result.happenings;
    hashes.push(result.traceHash);
    broken.push(
      ...result.violations.map(({ id, what }) => `${id} ${what} npm run sim -- ${describeOptions(makers(seed))}`),
    );
  }
  expect(broken).toEqual([]);
  expect(happenings).toBeGreaterThan(300 * 24);
  for (const seed of [4, 3, 2, 1])
    expect((await run(makers(seed), database, checkers)).traceHash).toBe(hashes[seed - 1]);
});
