import type { CodeConstraint } from "#domain/capabilities.ts";

/** Whether a keypad with this rule takes these digits; rules about names and windows take any. */
export function digitsAllowed(rule: CodeConstraint, digits: string): boolean {
  switch (rule.type) {
    case "no_zeros":
      return !digits.includes("0");
    case "cannot_start_with_12":
      return !digits.startsWith("12");
    case "no_triple_consecutive_ints":
      return !hasRunOfThree(digits);
    case "no_ascending_or_descending_sequence":
      return !(isStaircase(digits, 1) || isStaircase(digits, -1));
    case "at_least_three_unique_digits":
      return new Set(digits).size >= 3;
    case "no_all_same_digits":
      return new Set(digits).size > 1;
    case "unique_first_four_digits":
      return new Set(digits.slice(0, 4)).size === Math.min(4, digits.length);
    case "cannot_contain_089":
      return !/[089]/.test(digits);
    case "cannot_contain_0789":
      return !/[0789]/.test(digits);
    // The maker makes the digits, or keeps the set of them: no digits of the caller's are taken at all.
    case "cannot_specify_pin_code":
    case "pin_code_matches_existing_set":
      return false;
    case "start_date_in_future":
    case "name_length":
    case "name_must_be_unique":
      return true;
  }
}

/** Every digit one step further than the last. */
function isStaircase(digits: string, step: 1 | -1): boolean {
  return digits.length > 1 && stepsOf(digits).every((each) => each === step);
}

/** Three in a row that are equal, ascend or descend. */
function hasRunOfThree(digits: string): boolean {
  const steps = stepsOf(digits);
  return steps.some((each, at) => Math.abs(each) <= 1 && steps[at + 1] === each);
}

function stepsOf(digits: string): number[] {
  return Array.from(digits.slice(1), (digit, at) => Number(digit) - Number(digits[at]));
}
