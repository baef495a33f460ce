import { expect, test } from "vitest";
import type { NativeId } from "#domain/ids.ts";
import { toldOnce } from "./told-once.ts";

const [front, back] = ["front" as NativeId, "back" as NativeId];
const itself = (key: string) => key;

test("an entry is told once, also where one answer has it twice", () => {
  const told = toldOnce(10);
  expect(told.fresh(front, ["a", "b", "a"], itself)).toEqual(["a", "b"]);
  expect(told.fresh(front, ["b", "c"], itself)).toEqual(["c"]);
  expect([told.has(front, "c"), told.has(front, "d")]).toEqual([true, false]);
});

test("entries of two devices may have the same key", () => {
  const told = toldOnce(10);
  expect([...told.fresh(front, ["1"], itself), ...told.fresh(back, ["1"], itself)]).toEqual(["1", "1"]);
});

test("of many entries the newest are remembered", () => {
  const told = toldOnce(2);
  told.fresh(front, ["a", "b", "c"], itself);
  expect(["a", "b", "c"].map((key) => told.has(front, key))).toEqual([false, true, true]);
});
