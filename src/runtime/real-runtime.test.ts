import { expect, test } from "vitest";
import { realRuntime } from "./real-runtime.ts";

test("a sleep lasts its time, and ends at once when it is no longer wanted", async () => {
  const runtime = realRuntime();
  const before = runtime.now();
  await runtime.sleep(20, new AbortController().signal);
  expect(runtime.now() - before).toBeGreaterThanOrEqual(19);
  await runtime.sleep(3_600_000, AbortSignal.abort());
  const stop = new AbortController();
  // Longer than setTimeout can count: it must not fire at once.
  let isOver = false;
  const long = runtime.sleep(2 ** 40, stop.signal).then(() => {
    isOver = true;
  });
  await runtime.sleep(20, new AbortController().signal);
  expect(isOver).toBe(false);
  stop.abort();
  await long;
});

test("chance is of the right kind and size", () => {
  const runtime = realRuntime();
  expect(runtime.randomBytes(32)).toHaveLength(32);
  expect(runtime.randomBytes(32)).not.toEqual(runtime.randomBytes(32));
  expect(runtime.uuid()).not.toBe(runtime.uuid());
});

test("bytes of chance are as many as asked for, and no two draws share any", () => {
  const runtime = realRuntime();
  const counts = [0, 1, 7, 12, 32, 511, 512, 513, 5_000];
  const draws = Array.from({ length: 600 }, (_, number) => runtime.randomBytes(counts[number % counts.length] ?? 0));
  for (const [number, drawn] of draws.entries()) expect(drawn).toHaveLength(counts[number % counts.length] ?? 0);
  const long = draws
    .filter((drawn) => drawn.length >= 12)
    .map((drawn) => Buffer.from(drawn.subarray(0, 12)).toString("hex"));
  expect(new Set(long).size).toBe(long.length);
  const every = Buffer.concat(draws);
  const seen = new Set<string>();
  for (let at = 0; at + 16 <= every.length; at += 16) seen.add(every.toString("hex", at, at + 16));
  expect(seen.size).toBe(Math.floor(every.length / 16));
});

test("a draw that its owner overwrites changes no other", () => {
  const runtime = realRuntime();
  const one = runtime.randomBytes(12);
  const kept = Buffer.from(one);
  runtime.randomBytes(12).fill(0);
  expect(Buffer.from(one)).toEqual(kept);
  one.fill(0);
  expect(runtime.randomBytes(12)).not.toEqual(one);
});
