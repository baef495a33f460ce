import { expect, test } from "vitest";
import type { CodeConstraint } from "#domain/capabilities.ts";
import { digitsAllowed } from "./digit-rules.ts";

test.each<[CodeConstraint["type"], readonly string[], readonly string[]]>([
  ["no_zeros", ["1234", "999999"], ["1024", "0123"]],
  ["cannot_start_with_12", ["2112", "1312"], ["1234", "12"]],
  ["no_triple_consecutive_ints", ["1212", "1124", "9890"], ["1239", "9111", "5432"]],
  ["no_ascending_or_descending_sequence", ["1235", "1357", "1111"], ["1234", "98765"]],
  ["at_least_three_unique_digits", ["11223", "1231"], ["1122", "9999"]],
  ["no_all_same_digits", ["1112"], ["1111", "000000"]],
  ["unique_first_four_digits", ["1234", "12344"], ["1123", "12314", "1001"]],
  ["cannot_contain_089", ["1234567"], ["1230", "8123", "1923"]],
  ["cannot_contain_0789", ["123456"], ["1237", "0123"]],
  ["cannot_specify_pin_code", [], ["1234"]],
  ["start_date_in_future", ["1234"], []],
  ["name_must_be_unique", ["1234"], []],
])("a keypad with %s takes %j and not %j", (type, good, bad) => {
  const rule = { type } as CodeConstraint;
  expect(good.filter((digits) => !digitsAllowed(rule, digits))).toEqual([]);
  expect(bad.filter((digits) => digitsAllowed(rule, digits))).toEqual([]);
});
