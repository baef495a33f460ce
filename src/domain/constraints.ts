import type { Capabilities, CodeConstraint } from "./capabilities.ts";

/** Lengths that are tried on a lock that does not tell its own. Source: the API's schema of codes, @seamapi/types 1.466.1. */
export const usualCodeLengths: readonly number[] = [4, 5, 6, 7, 8, 9];

/** The PIN lengths that this lock takes, ascending. */
export function codeLengthsOf(capabilities: Capabilities): readonly number[] {
  return capabilities.codeLengths.length > 0 ? capabilities.codeLengths : usualCodeLengths;
}

/** The digits that a PIN of this lock may hold. */
export function digitsOf(capabilities: Capabilities): string {
  const kinds = new Set(capabilities.constraints.map((constraint) => constraint.type));
  return [..."0123456789"]
    .filter((digit) => !banned.some(([kind, digits]) => kinds.has(kind) && digits.includes(digit)))
    .join("");
}

/** What this lock has against a PIN of these digits: one sentence for each rule that it breaks; none of them holds the PIN. */
export function pinViolations(digits: string, capabilities: Capabilities): readonly string[] {
  const sentences: string[] = [];
  const lengths = codeLengthsOf(capabilities);
  if (!lengths.includes(digits.length)) sentences.push(`The code must have ${inWords(lengths)} digits.`);
  if (capabilities.startsWithZero === false && digits.startsWith("0")) {
    sentences.push("The code must not start with 0.");
  }
  for (const constraint of capabilities.constraints) {
    const sentence = pinRules[constraint.type]?.(digits);
    if (sentence !== undefined) sentences.push(sentence);
  }
  return sentences;
}

/** What this lock has against a label beside those of its other codes: one sentence for each rule that it breaks. */
export function labelViolations(
  label: string,
  capabilities: Capabilities,
  others: ReadonlySet<string>,
): readonly string[] {
  const sentences: string[] = [];
  for (const constraint of capabilities.constraints) {
    if (constraint.type === "name_length") {
      const { min = 0, max = Number.POSITIVE_INFINITY } = constraint;
      if (label.length < min) sentences.push(`The name must have at least ${min} characters.`);
      if (label.length > max) sentences.push(`The name must have at most ${max} characters.`);
    }
    if (constraint.type === "name_must_be_unique" && others.has(label)) {
      sentences.push("Another code on this lock has the same name.");
    }
  }
  return sentences;
}

/** Whether the lock or its maker, and not the caller, chooses the PIN. */
export function choosesPinItself(capabilities: Capabilities): boolean {
  return capabilities.constraints.some((constraint) => constraint.type === "cannot_specify_pin_code");
}

/** Whether `digits` holds `length` neighbours that go up by one, or down by one, or stay the same. */
export function hasRun(digits: string, length: number): boolean {
  return [1, -1, 0].some((stride) => longestRun(digits, stride) >= length);
}

/** The most neighbours in a row that differ by `stride`. */
export function longestRun(digits: string, stride: number): number {
  let longest = 0;
  let current = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const continues = index > 0 && digits.charCodeAt(index) - digits.charCodeAt(index - 1) === stride;
    current = continues ? current + 1 : 1;
    longest = Math.max(longest, current);
  }
  return longest;
}

const banned: readonly (readonly [CodeConstraint["type"], string])[] = [
  ["no_zeros", "0"],
  ["cannot_contain_089", "089"],
  ["cannot_contain_0789", "0789"],
];

/** Rules on the digits alone. The others need to know more than the PIN, and are asked elsewhere. */
const pinRules: Partial<Record<CodeConstraint["type"], (digits: string) => string | undefined>> = {
  no_zeros: (digits) => says(digits.includes("0"), "The code must not hold the digit 0."),
  cannot_start_with_12: (digits) => says(digits.startsWith("12"), "The code must not start with 12."),
  no_triple_consecutive_ints: (digits) =>
    says(hasRun(digits, 3), "The code must not hold three digits in a row that are equal or follow one another."),
  no_ascending_or_descending_sequence: (digits) =>
    says(isSequence(digits), "The code must not be a sequence of digits that follow one another."),
  at_least_three_unique_digits: (digits) =>
    says(new Set(digits).size < 3, "The code must hold at least three different digits."),
  no_all_same_digits: (digits) => says(new Set(digits).size === 1, "The code must not repeat a single digit."),
  unique_first_four_digits: (digits) =>
    says(
      new Set(digits.slice(0, 4)).size < Math.min(4, digits.length),
      "The first four digits of the code must differ.",
    ),
  cannot_contain_089: (digits) => says(/[089]/.test(digits), "The code must not hold the digits 0, 8 or 9."),
  cannot_contain_0789: (digits) => says(/[0789]/.test(digits), "The code must not hold the digits 0, 7, 8 or 9."),
};

function says(broken: boolean, sentence: string): string | undefined {
  return broken ? sentence : undefined;
}

function isSequence(digits: string): boolean {
  return digits.length > 1 && [1, -1].some((stride) => longestRun(digits, stride) === digits.length);
}

function inWords(lengths: readonly number[]): string {
  const last = lengths.at(-1);
  return lengths.length > 1 ? `${lengths.slice(0, -1).join(", ")} or ${last}` : `${last}`;
}
