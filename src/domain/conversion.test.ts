import { expect, test } from "vitest";
import { ableLock, code, noon, standing } from "#test/support/domain-values.ts";
import { canBeManaged, conversionRefusal } from "./conversion.ts";

const found = code({ isManaged: false });
const seen = { ...found, onLock: standing(found, "1") };

test("a code that stands on a lock whose make lets us can be managed", () => {
  expect(canBeManaged(seen, ableLock)).toBe(true);
  expect(conversionRefusal(seen, ableLock)).toBeUndefined();
});

test.each([
  ["where the make does not let us", seen, { ...ableLock, convertsUnmanaged: false }, false],
  ["whose digits are hidden", { ...seen, pin: undefined }, ableLock, false],
  ["that is on its way out", { ...seen, retired: { at: noon, because: "deleted" as const } }, ableLock, true],
  ["that has left the lock", found, ableLock, true],
])("a code cannot be converted %s", (_which, given, capabilities, ever) => {
  expect(conversionRefusal(given, capabilities)).toMatch(/\.$/);
  expect(canBeManaged(given, capabilities)).toBe(ever);
});
