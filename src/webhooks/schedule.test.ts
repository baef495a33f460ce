import { describe, expect, test } from "vitest";
import { nextTryAt, readRetryAfter } from "./schedule.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const failedAt = Date.UTC(2026, 0, 15, 12);

const gapAfter = (tries: number, random: number) => {
  const next = nextTryAt({ tries, failedAt }, () => random);
  return next === undefined ? undefined : next - failedAt;
};

describe("a delivery that fails", () => {
  const gaps = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour];

  test("is tried eight times, each gap at least as long as promised and at most a tenth longer", () => {
    for (const [index, gap] of gaps.entries()) {
      expect(gapAfter(index + 1, 0)).toBe(gap);
      const longest = gapAfter(index + 1, 1 - Number.EPSILON) ?? 0;
      expect(longest).toBeLessThanOrEqual(gap * 1.1);
      expect(longest > gap).toBe(gap >= 5 * minute);
    }
    expect(gapAfter(8, 0.5)).toBeUndefined();
  });

  test("is tried no earlier than its endpoint asked for, and no earlier than its gap", () => {
    const at = (tries: number, retryAfterMs: number) => nextTryAt({ tries, failedAt, retryAfterMs }, () => 0);
    expect(at(1, 90 * second)).toBe(failedAt + 90 * second);
    expect(at(2, 90 * second)).toBe(failedAt + 5 * minute);
    expect(at(8, 90 * second)).toBeUndefined();
  });
});

test.each([
  ["120", 120 * second],
  [" 7 ", 7 * second],
  ["0", 0],
  ["Thu, 15 Jan 2026 12:01:00 GMT", minute],
  ["Thu, 15 Jan 2026 11:00:00 GMT", 0],
  ["999999999", 24 * hour],
  ["-5", undefined],
  ["soon", undefined],
  ["", undefined],
  [undefined, undefined],
])("a Retry-After of %s is read as %s ms", (header, expected) => {
  expect(readRetryAfter(header, failedAt)).toBe(expected);
});
