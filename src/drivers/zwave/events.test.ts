import { expect, test } from "vitest";
import type { NativeId, Place } from "#domain/ids.ts";
import { readEvent } from "./events.ts";
import { notebook } from "./notes.ts";

const now = 1_768_478_400_000;

function room() {
  const notesOf = notebook();
  const nativeOf = (nodeId: number) => `1-${nodeId}` as NativeId;
  const hear = (event: Readonly<Record<string, unknown>>, at = now) => readEvent(event, { now: at, nativeOf, notesOf });
  const notify = (event: number, userId?: number, at = now) =>
    hear({ source: "node", event: "notification", nodeId: 2, args: { type: 6, event, parameters: { userId } } }, at);
  return { hear, notify, notes: notesOf(2) };
}

test.for([
  [1, "locked", "manual", undefined],
  [6, "unlocked", "keycode", "4"],
  [9, "locked", "automatic", undefined],
] as const)("event %d is a door that is %s by %s", ([event, to, method, place]) => {
  const told = room().notify(event, 4);
  expect(told).toMatchObject([{ kind: "turned", device: "1-2", to, method, place }]);
});

test("a code that somebody programs makes its place suspect, and the echo of our own does not", () => {
  const { notify, notes } = room();
  notes.wroteAt.set("3" as Place, now - 2_000);
  expect(notify(14, 3)).toMatchObject([{ kind: "changed", device: "1-2" }]);
  expect(notes.altered.size).toBe(0);
  notify(14, 3, now + 60_000);
  // A look of ours that is under way writes nothing.
  notes.working = 1;
  notify(14, 5);
  expect([...notes.altered.keys()]).toEqual(["3", "5"]);
});

test("what the server tells of codes while we talk to the lock is our own doing, and news at any other time", () => {
  const { hear, notes } = room();
  const updated = (newValue: unknown) => ({
    source: "node",
    event: "value updated",
    nodeId: 2,
    args: { commandClass: 99, property: "userCode", propertyKey: 1, newValue, prevValue: "1234" },
  });
  expect(hear(updated("9876"))).toMatchObject([{ kind: "changed" }]);
  expect(hear(updated("1234"))).toEqual([]);
  notes.working = 1;
  expect(hear(updated("9876"))).toEqual([]);
});

test("locks that come, go, die and wake are looked at, and other news is none", () => {
  const { hear } = room();
  expect(hear({ source: "controller", event: "node removed" })).toMatchObject([{ kind: "devices_changed" }]);
  expect(hear({ source: "node", event: "ready", nodeId: 2 })).toMatchObject([{ kind: "devices_changed" }]);
  for (const event of ["dead", "alive", "wake up"])
    expect(hear({ source: "node", event, nodeId: 2 })).toMatchObject([{ kind: "changed", device: "1-2" }]);
  expect(hear({ source: "node", event: "statistics updated", nodeId: 2 })).toEqual([]);
  expect(hear({ source: "driver", event: "logging" })).toEqual([]);
});
