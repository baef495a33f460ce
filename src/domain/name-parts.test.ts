import { expect, test } from "vitest";
import { ableLock } from "#test/support/domain-values.ts";
import { namePartsOf } from "./name-parts.ts";

test.each([
  ["Ann Lee", { first: "Ann", last: "Lee" }],
  ["Ann Marie Lee", { first: "Ann", last: "Marie Lee" }],
  ["Guest", { first: "Guest", last: undefined }],
])("a maker of two names keeps %j in parts", (label, parts) => {
  expect(namePartsOf(label, { ...ableLock, splitsNames: true })).toEqual(parts);
});

test("a maker of one name keeps it whole", () => {
  expect(namePartsOf("Ann Lee", ableLock)).toBeUndefined();
});
