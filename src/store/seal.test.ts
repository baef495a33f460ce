import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeviceId } from "#domain/ids.ts";
import { pin } from "#test/support/domain-values.ts";
import { newWrappedDataKey, type SealedPlace, unwrapDataKey, workspaceKeys } from "./seal.ts";

const chance = (count: number) => new Uint8Array(randomBytes(count));
const masterKey = chance(32);
const dataKey = chance(32);
const keys = workspaceKeys("w1", dataKey, chance);
const place: SealedPlace = { table: "access_codes", column: "sealed_pin", row: "r1" };

test("what was sealed opens again, and no two seals look alike", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const sealed = keys.seal(place, text);
      expect(keys.open(place, sealed)).toBe(text);
      expect(Buffer.from(sealed).equals(Buffer.from(keys.seal(place, text)))).toBe(false);
    }),
  );
});

test.each([
  ["another row", keys, { ...place, row: "r2" }],
  ["another column", keys, { ...place, column: "sealed_lock_pin" }],
  ["another table", keys, { ...place, table: "attempts" }],
  ["another workspace", workspaceKeys("w2", dataKey, chance), place],
  ["another key", workspaceKeys("w1", chance(32), chance), place],
])("a sealed value does not open for %s", (_of, others, elsewhere) => {
  const sealed = keys.seal(place, "4826");
  expect(() => others.open(elsewhere, sealed)).toThrow();
});

test("a sealed value that was changed anywhere does not open", () => {
  const sealed = keys.seal(place, "4826");
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Uint8Array.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => keys.open(place, changed)).toThrow();
  }
});

test("equal PINs are found on one lock, and no further apart", () => {
  const [here, there] = ["d1" as DeviceId, "d2" as DeviceId];
  expect(keys.pinIndex(here, pin("4826"))).toEqual(keys.pinIndex(here, pin("4826")));
  expect(keys.pinIndex(here, pin("4826"))).not.toEqual(keys.pinIndex(here, pin("4827")));
  expect(keys.pinIndex(here, pin("4826"))).not.toEqual(keys.pinIndex(there, pin("4826")));
});

test("a data key comes back only under the master key and for the workspace that it was made for", () => {
  const wrapped = newWrappedDataKey(masterKey, "w1", chance);
  expect(unwrapDataKey(masterKey, "w1", wrapped)).toHaveLength(32);
  expect(() => unwrapDataKey(chance(32), "w1", wrapped)).toThrow();
  expect(() => unwrapDataKey(masterKey, "w2", wrapped)).toThrow();
});
