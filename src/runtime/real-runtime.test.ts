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
