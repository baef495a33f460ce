import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const exec = promisify(execFile);
const program = join(import.meta.dirname, "main.ts");

interface Played {
  readonly schedules: number;
  readonly lockYears: number;
  /** A line for each, and the command line that repeats it. */
  readonly violations: readonly string[];
  readonly hash: string;
}

/** What `npm run sim` says of them, in a process of its own. */
async function play(...options: readonly string[]): Promise<Played> {
  const { stdout } = await exec(process.execPath, [program, ...options], { maxBuffer: 16 << 20 }).catch(
    // It exits with 1 on a violation, and has said which.
    (failed: { readonly stdout?: string }) => ({ stdout: failed.stdout ?? "" }),
  );
  const summary = /(\d+) schedules, ([\d.]+) lock-years, .*, trace (\w+)/.exec(stdout) ?? [];
  const [, schedules, lockYears, hash = ""] = summary;
  const violations = stdout.split("\n").filter((line) => /VIOLATION|--seed=.*--print/.test(line));
  return { schedules: Number(schedules), lockYears: Number(lockYears), violations, hash };
}

/** From the first seed on, and at the same time in another process from the last seed back. */
async function playTwice(...options: readonly string[]): Promise<Played> {
  const [once, again] = await Promise.all([play(...options), play(...options, "--backwards")]);
  expect([...once.violations, ...again.violations]).toEqual([]);
  expect(again).toEqual(once);
  return once;
}

test("in two thousand small schedules every promise is kept, and the first five hundred go the same way twice", {
  timeout: 1_500_000,
}, async () => {
  const twice = await playTwice("--tiny", "--seeds=1..500");
  const more = await Promise.all([play("--tiny", "--seeds=501..1250"), play("--tiny", "--seeds=1251..2000")]);
  expect(more.flatMap(({ violations }) => violations)).toEqual([]);
  const schedules = [twice, ...more].reduce((sum, played) => sum + played.schedules, 0);
  expect(schedules).toBe(2_000);
});

test("in twenty lock-years of stays every promise is kept, and each goes the same way twice", {
  timeout: 1_500_000,
}, async () => {
  const quiet = await playTwice("--years", "--seeds=1..6");
  const busy = await playTwice("--fleet", "--seeds=1..1");
  expect(quiet.lockYears + busy.lockYears).toBeGreaterThan(20);
});
