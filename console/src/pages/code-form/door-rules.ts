import type { WireDevice } from "#api/contract/wire.ts";

type Constraint = NonNullable<WireDevice["properties"]["code_constraints"]>[number];

/** What a door has against PINs, as sentences; none: nothing is known of it. */
export function pinRules(door: WireDevice | undefined): readonly string[] {
  if (door === undefined) return [];
  const { supported_code_lengths: lengths, code_constraints: constraints = [] } = door.properties;
  return [
    ...(lengths === undefined || lengths.length === 0 ? [] : [`PINs have ${oneOf(lengths)} digits.`]),
    ...constraints.flatMap((constraint) => pinRule[constraint.constraint_type] ?? []),
  ];
}

/** What else has to be known of codes at a door before one is made there. */
export function codeRules(door: WireDevice): readonly string[] {
  const { max_active_codes_supported: most, code_constraints: constraints = [] } = door.properties;
  return [
    ...(most === undefined ? [] : [`It holds ${most} codes at a time, those of others among them.`]),
    ...constraints.flatMap((constraint) => otherRule(constraint) ?? []),
  ];
}

const pinRule: Partial<Record<Constraint["constraint_type"], string>> = {
  no_zeros: "No PIN with a 0.",
  cannot_start_with_12: "No PIN that starts with 12.",
  no_triple_consecutive_ints: "No three digits in a row that are equal or follow one another.",
  cannot_specify_pin_code: "The maker chooses the PIN: leave it out.",
  pin_code_matches_existing_set: "A PIN must be one of those that the lock has already.",
  no_ascending_or_descending_sequence: "No PIN that only counts up or down.",
  at_least_three_unique_digits: "At least three different digits.",
  cannot_contain_089: "No 0, 8 or 9.",
  cannot_contain_0789: "No 0, 7, 8 or 9.",
};

function otherRule(constraint: Constraint): string | undefined {
  switch (constraint.constraint_type) {
    case "start_date_in_future":
      return "A time-bound code has to start in the future.";
    case "name_must_be_unique":
      return "No two codes there have the same name.";
    case "name_length":
      return nameLength(constraint as { readonly min_length?: number; readonly max_length?: number });
    default:
      return undefined;
  }
}

function nameLength({ min_length: min, max_length: max }: { min_length?: number; max_length?: number }): string {
  if (min === undefined) return `The lock shows names of up to ${max} characters.`;
  return max === undefined
    ? `The lock shows names of at least ${min} characters.`
    : `The lock shows names of ${min} to ${max} characters.`;
}

/** `4, 5 or 6`; neighbours are drawn together, as in `4 to 8`. */
function oneOf(lengths: readonly number[]): string {
  const [first, last] = [lengths[0], lengths.at(-1)];
  if (first === last) return `${first}`;
  if (lengths.length > 2 && Number(last) - Number(first) === lengths.length - 1) return `${first} to ${last}`;
  return `${lengths.slice(0, -1).join(", ")} or ${last}`;
}
