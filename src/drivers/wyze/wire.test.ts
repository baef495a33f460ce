import { expect, test } from "vitest";
import { readLocks } from "./wire.ts";

test("a lock is read as the provider's documents show it", () => {
  expect(readLocks({ locks: [{ id: "front", name: "Front door" }] })).toMatchObject([
    { nativeId: "front", name: "Front door", deviceType: "wyze_lock" },
  ]);
});

test("a listing in which a lock has no id is no listing, for a lock left out would look removed", () => {
  expect(readLocks({ locks: [{ name: "Front door" }] })).toBeUndefined();
  expect(readLocks({ locks: {} })).toBeUndefined();
});
