import { expect, test } from "vitest";
import type { NativeId } from "#domain/ids.ts";
import { readEntry } from "./log.ts";

const door = "17" as NativeId;
const at = Date.UTC(2026, 10, 3, 14);
const entry = {
  id: "a",
  smartlockId: 17,
  action: 1,
  trigger: 255,
  source: 1,
  state: 0,
  authId: "65219648",
  date: "2026-11-03T14:00:00.000Z",
};
const told = (more: object) => readEntry({ ...entry, ...more }, door)?.sighting;

test("an entry of the keypad names the code that was typed", () => {
  const by = {
    kind: "turned",
    at,
    device: door,
    to: "unlocked",
    method: "keycode",
    place: "65219648",
    attempt: undefined,
  };
  expect(told({})).toEqual(by);
  expect(told({ source: undefined })).toEqual(by);
});

test.for([
  [{ source: 2 }, "unlocked", "unknown"],
  [{ source: 0, authId: undefined, action: 2 }, "locked", "unknown"],
  [{ trigger: 1, source: 0 }, "unlocked", "manual"],
  [{ trigger: 2, action: 2 }, "locked", "manual"],
  [{ trigger: 5, action: 3 }, "unlocked", "remote"],
  [{ trigger: 6, action: 2 }, "locked", "automatic"],
  [{ trigger: 4, action: 5 }, "unlocked", "remote"],
] as const)("an entry with %o is %s by %s, and of no code", ([more, to, method]) => {
  expect(told(more)).toMatchObject({ to, method, place: undefined });
});

test("what failed, and what turned nothing, is no news", () => {
  for (const more of [{ state: 1 }, { state: 224 }, { action: 240 }, { action: undefined }])
    expect(told(more)).toBeUndefined();
});

test("an entry without id or time, or of another lock, is none", () => {
  for (const more of [{ id: undefined }, { date: "yesterday" }, { smartlockId: 18 }])
    expect(readEntry({ ...entry, ...more }, door)).toBeUndefined();
});
