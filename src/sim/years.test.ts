import { afterAll, beforeAll, expect, test } from "vitest";
import { checkers } from "./checkers/index.ts";
import { Database } from "./database.ts";
import { describeOptions } from "./options.ts";
import { type PlayOptions, run } from "./run.ts";

const year = 365.25 * 86_400_000;
const fleet = [1].map((seed): PlayOptions => ({ seed, shape: "fleet", faults: "drawn" }));

let one: Database;
let another: Database;
beforeAll(async () => {
  one = await Database.open();
  another = await Database.open();
}, 120_000);
afterAll(async () => {
  await one.close();
  await another.close();
});

test("in months of stays every promise is kept, and the same seed goes the same way twice", {
  timeout: 900_000,
}, async () => {
  let lockMs = 0;
  for (const options of fleet) {
    const { violations, traceHash, lockMs: lived } = await run(options, one, checkers);
    lockMs += lived;
    const broken = violations.map(({ id, what }) => `${id} ${what} npm run sim -- ${describeOptions(options)}`);
    expect(broken).toEqual([]);
    expect((await run(options, another, checkers)).traceHash).toBe(traceHash);
  }
  expect(lockMs / year).toBeGreaterThan(0.5);
});
