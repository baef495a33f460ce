import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCapabilities } from "#test/support/any-capabilities.ts";
import type { CodeConstraint } from "./capabilities.ts";
import { pinViolations } from "./constraints.ts";
import { acceptedGuessChance, generatePin, guessChance, isWeak, type PinWish } from "./generate-pin.ts";
import type { Pin } from "./pin.ts";

const bytes = (count: number) => new Uint8Array(randomBytes(count));
const wish = (more: Partial<PinWish> = {}): PinWish => ({
  capabilities: anyCapabilities,
  liveCodes: 1,
  isTaken: () => false,
  ...more,
});
const limitedTo = (...codeLengths: number[]) => ({ ...anyCapabilities, codeLengths });
const digitsOf = (pin: Pin | undefined) => pin?.reveal() ?? "none";

describe("the length of a chosen PIN", () => {
  test.each([
    [1, 5],
    [10, 6],
    [100, 7],
    [250, 8],
  ])(
    "with %i codes on the lock is %i digits, so that a day of guessing succeeds in 1.5 percent at most",
    (liveCodes, length) => {
      expect(generatePin(wish({ liveCodes }), bytes)?.length).toBe(length);
      expect(guessChance(liveCodes, length, 10)).toBeLessThanOrEqual(acceptedGuessChance);
      expect(guessChance(liveCodes, length - 1, 10)).toBeGreaterThan(acceptedGuessChance);
    },
  );

  test("is the longest that the lock takes where none is long enough", () => {
    expect(generatePin(wish({ liveCodes: 30, capabilities: limitedTo(4) }), bytes)?.length).toBe(4);
    expect(generatePin(wish({ liveCodes: 250, capabilities: limitedTo(4, 6) }), bytes)?.length).toBe(6);
  });

  test("is the preferred one where the lock takes it, and its shortest where it does not", () => {
    expect(generatePin(wish({ preferredLength: 8 }), bytes)?.length).toBe(8);
    expect(generatePin(wish({ preferredLength: 4 }), bytes)?.length).toBe(4);
    expect(generatePin(wish({ preferredLength: 9 }), bytes)?.length).toBe(4);
  });

  test("grows where the lock has fewer digits to choose from", () => {
    const capabilities = { ...anyCapabilities, constraints: [{ type: "cannot_contain_0789" as const }] };
    expect(generatePin(wish({ capabilities }), bytes)?.length).toBe(7);
  });
});

test("the chances of guessing are those of the published table", () => {
  expect(guessChance(1, 4, 10)).toBeCloseTo(0.134, 3);
  expect(guessChance(10, 4, 10)).toBeCloseTo(0.763, 3);
  expect(guessChance(10, 6, 10)).toBeCloseTo(0.0143, 4);
  expect(guessChance(250, 8, 10)).toBeCloseTo(0.0036, 4);
});

test.each(["1111", "1212", "7123", "8765", "2580", "1478", "1987", "2024", "451999", "538538", "5000"])(
  "people try %s first, and so it counts as weak",
  (digits) => {
    expect(isWeak(digits)).toBe(true);
  },
);

test.each(["7294", "1302", "90817", "482716"])("%s has no pattern that people try first", (digits) => {
  expect(isWeak(digits)).toBe(false);
});

const digitRules: readonly CodeConstraint["type"][] = [
  "no_zeros",
  "cannot_start_with_12",
  "no_triple_consecutive_ints",
  "no_ascending_or_descending_sequence",
  "at_least_three_unique_digits",
  "no_all_same_digits",
  "unique_first_four_digits",
  "cannot_contain_089",
  "cannot_contain_0789",
];

test("whatever rules a lock has, a chosen PIN keeps them all, is not weak and is new on the lock", () => {
  const rules = fc.subarray([...digitRules]);
  const lengths = fc
    .uniqueArray(fc.integer({ min: 4, max: 9 }), { minLength: 1 })
    .map((found) => found.sort((a, b) => a - b));
  fc.assert(
    fc.property(rules, lengths, fc.integer({ min: 1, max: 300 }), (types, codeLengths, liveCodes) => {
      const constraints = types.map((type) => ({ type }) as CodeConstraint);
      const capabilities = { ...anyCapabilities, codeLengths, constraints };
      const known = new Set<string>();
      for (let count = 0; count < 5; count += 1) {
        const isTaken = (pin: Pin) => known.has(pin.reveal());
        const digits = digitsOf(generatePin(wish({ capabilities, liveCodes, isTaken }), bytes));
        expect(pinViolations(digits, capabilities)).toEqual([]);
        expect(isWeak(digits)).toBe(false);
        expect(known.has(digits)).toBe(false);
        known.add(digits);
      }
    }),
    { numRuns: 60 },
  );
});

test("the last free PINs of a nearly full lock are found, weak or not, and after them there is none", () => {
  const capabilities = { ...limitedTo(4), constraints: [{ type: "cannot_contain_0789" as const }] };
  const free = new Set(["1111", "3456", "6152"]);
  for (let count = 3; count > 0; count -= 1) {
    const digits = digitsOf(generatePin(wish({ capabilities, isTaken: (pin) => !free.has(pin.reveal()) }), bytes));
    expect(free.delete(digits)).toBe(true);
    // The one without a pattern goes first.
    if (count === 3) expect(digits).toBe("6152");
  }
  expect(generatePin(wish({ capabilities, isTaken: () => true }), bytes)).toBeUndefined();
});

test("a lock whose shortest PINs are all taken gets a longer one", () => {
  const isTaken = (pin: Pin) => pin.length === 5;
  expect(generatePin(wish({ isTaken }), bytes)?.length).toBe(6);
});

test("every digit is as likely as another", () => {
  const counts = new Map<string, number>();
  const draws = 4_000;
  for (let draw = 0; draw < draws; draw += 1) {
    const last = digitsOf(generatePin(wish(), bytes)).slice(2, 3);
    counts.set(last, (counts.get(last) ?? 0) + 1);
  }
  // Weak PINs are left out, which favours the middle of the keypad's order by a few percent.
  for (const digit of "0123456789") {
    expect(counts.get(digit)).toBeGreaterThan(draws * 0.075);
    expect(counts.get(digit)).toBeLessThan(draws * 0.125);
  }
});

test("bytes beyond the last whole multiple of ten are thrown away", () => {
  const offered = [250, 255, 7, 251, 2, 9, 4, 0, 6, 3];
  const scripted = (count: number) => Uint8Array.from(offered.splice(0, count));
  expect(digitsOf(generatePin(wish({ capabilities: limitedTo(4) }), scripted))).toBe("7294");
});
