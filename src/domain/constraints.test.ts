import { describe, expect, test } from "vitest";
import { anyCapabilities } from "#test/support/any-capabilities.ts";
import type { Capabilities, CodeConstraint } from "./capabilities.ts";
import { codeLengthsOf, digitsOf, labelViolations, pinViolations } from "./constraints.ts";

const lock = (constraints: readonly CodeConstraint[], codeLengths: readonly number[] = [4, 6]): Capabilities => ({
  ...anyCapabilities,
  codeLengths,
  constraints,
});

type DigitRule = Exclude<CodeConstraint["type"], "name_length">;
const rules: readonly [DigitRule, readonly string[], readonly string[]][] = [
  ["no_zeros", ["1024", "0123"], ["1234"]],
  ["cannot_start_with_12", ["1234", "1299"], ["2112", "3124"]],
  ["no_triple_consecutive_ints", ["1237", "9871", "5557"], ["1243", "1122", "8901"]],
  ["no_ascending_or_descending_sequence", ["1234", "987654"], ["1235", "1233", "9012"]],
  ["at_least_three_unique_digits", ["1122", "7777", "1212"], ["1123"]],
  ["no_all_same_digits", ["1111", "000000"], ["1112"]],
  ["unique_first_four_digits", ["1123", "123144"], ["1234", "123444"]],
  ["cannot_contain_089", ["1280", "4498", "1239"], ["1234", "7654"]],
  ["cannot_contain_0789", ["1237", "1280"], ["1234", "6543"]],
];

describe.each(rules)("a lock with %s", (type, refused, taken) => {
  test.each(refused)("refuses %s in one sentence, without the digits", (digits) => {
    const [sentence, ...more] = pinViolations(digits, lock([{ type }]));
    expect(more).toEqual([]);
    expect(sentence).toMatch(/^The .+\.$/);
    expect(sentence).not.toContain(digits);
  });

  test.each(taken)("takes %s", (digits) => {
    expect(pinViolations(digits, lock([{ type }]))).toEqual([]);
  });
});

test("a PIN of another length than the lock's is refused, and the sentence says which lengths it takes", () => {
  expect(pinViolations("12345", lock([]))).toEqual(["The code must have 4 or 6 digits."]);
  expect(pinViolations("12345", lock([], [4]))).toEqual(["The code must have 4 digits."]);
  expect(pinViolations("123", lock([], [4, 5, 6]))).toEqual(["The code must have 4, 5 or 6 digits."]);
});

test("a PIN that begins with 0 is refused where it would become another, and taken anywhere else", () => {
  expect(pinViolations("0123", { ...lock([]), startsWithZero: false })).toEqual(["The code must not start with 0."]);
  expect(pinViolations("1023", { ...lock([]), startsWithZero: false })).toEqual([]);
  expect(pinViolations("0123", lock([]))).toEqual([]);
});

test("a lock that does not tell its lengths is asked for four to nine digits", () => {
  expect(codeLengthsOf(lock([], []))).toEqual([4, 5, 6, 7, 8, 9]);
  expect(pinViolations("123456789", lock([], []))).toEqual([]);
  expect(pinViolations("123", lock([], []))).toHaveLength(1);
});

test("every rule that a PIN breaks is told", () => {
  const strict = lock([{ type: "no_zeros" }, { type: "no_all_same_digits" }]);
  expect(pinViolations("00000", strict)).toHaveLength(3);
});

test("the digits of a lock with two bans are those that neither bans", () => {
  expect(digitsOf(lock([{ type: "cannot_contain_089" }, { type: "cannot_contain_0789" }]))).toBe("123456");
  expect(digitsOf(lock([{ type: "no_zeros" }]))).toBe("123456789");
});

test("a label is measured by the lock's length rule and compared with the others on it", () => {
  const strict = lock([{ type: "name_length", min: 2, max: 9 }, { type: "name_must_be_unique" }]);
  expect(labelViolations("Ann", strict, new Set(["Bob"]))).toEqual([]);
  expect(labelViolations("A", strict, new Set())).toEqual(["The name must have at least 2 characters."]);
  expect(labelViolations("Ann from upstairs", strict, new Set())).toEqual(["The name must have at most 9 characters."]);
  expect(labelViolations("Ann", strict, new Set(["Ann"]))).toEqual(["Another code on this lock has the same name."]);
});
