import { expect, test } from "vitest";
import type { Place } from "#domain/ids.ts";
import { failed, guest, Stage, setting } from "#test/support/stage.ts";
import { boundedWork } from "./bounded-work.ts";

const step = setting(guest, "1357");

async function failsAfter(stage: Stage, ...waits: readonly number[]): Promise<void> {
  for (const seconds of waits) {
    await stage.pass(seconds / 60);
    stage.sends(step);
    stage.hears(step, failed);
  }
}

test("waits that double from 15 seconds to ten minutes are in order", async () => {
  const stage = new Stage(boundedWork);
  await stage.wants(guest);
  await failsAfter(stage, 0, 15, 30, 60, 120, 240, 480, 600, 600);
  expect(stage.objections).toEqual([]);
});

test("a shorter wait is objected to", async () => {
  const stage = new Stage(boundedWork);
  await stage.wants(guest);
  await failsAfter(stage, 0, 15, 29);
  expect(stage.objections).toHaveLength(1);
});

test("what is wanted anew, or was forgotten in a crash, is tried at once", async () => {
  const stage = new Stage(boundedWork);
  await stage.wants(guest);
  await failsAfter(stage, 0, 15);
  await stage.wants(guest, { version: 2 });
  await failsAfter(stage, 0);
  stage.tell({ kind: "process", process: "server-1", what: "crashed" });
  await failsAfter(stage, 0);
  expect(stage.objections).toEqual([]);
});

test("so is what failed for a process that stood still meanwhile, and could not write it down", async () => {
  const stage = new Stage(boundedWork);
  await stage.wants(guest);
  stage.sends(step, { call: 1 });
  stage.tell({ kind: "process", process: "server-1", what: "paused" });
  await stage.pass(1);
  stage.hears(step, failed, { call: 1 });
  stage.sends(step, { call: 2 });
  expect(stage.objections).toEqual([]);
  stage.hears(step, failed, { call: 2 });
  stage.sends(step, { call: 3 });
  expect(stage.objections).toHaveLength(1);
});

test("what was given up and done all the same begins a new count", async () => {
  const stage = new Stage(boundedWork);
  await stage.wants(guest);
  await failsAfter(stage, 0, 15, 30);
  stage.puts(guest, "1357");
  await failsAfter(stage, 20, 15);
  expect(stage.objections).toEqual([]);
});

test("so does what a listing showed as done, if only because it lagged", async () => {
  const stage = new Stage(boundedWork);
  await stage.wants(guest);
  await failsAfter(stage, 0, 15, 30);
  const entry = stage.keypad.add({ ...step, place: "p1" as Place }, { kind: "person" }, stage.now);
  stage.looks();
  stage.keypad.remove(entry, { kind: "person" });
  await failsAfter(stage, 20, 15);
  expect(stage.objections).toEqual([]);
});

test("a call that was sent for an earlier wish and fails is no failure of the new one", async () => {
  const stage = new Stage(boundedWork);
  await stage.wants(guest);
  stage.sends(step, { call: 1 });
  await stage.wants(guest, { version: 2 });
  stage.hears(step, failed, { call: 1 });
  stage.sends(step, { call: 2 });
  expect(stage.objections).toEqual([]);
});

test("what is tried before the provider said to come back is objected to, however long it waited", async () => {
  const stage = new Stage(boundedWork);
  await stage.wants(guest);
  stage.sends(step);
  stage.hears(step, { ...failed, notBefore: stage.now + 120_000 });
  await stage.pass(2);
  stage.sends(step);
  expect(stage.objections).toEqual([]);
  stage.hears(step, { ...failed, notBefore: stage.now + 120_000 });
  await stage.pass(1);
  stage.sends(step);
  expect(stage.objections).toHaveLength(1);
});

test("a removal that is taken on each time and never done is one that fails", async () => {
  const clearing = {
    kind: "clear",
    code: guest,
    place: "p1" as Place,
    expecting: { pin: undefined, label: undefined },
    why: "",
  } as const;
  const afterwards = async (seconds: number) => {
    const stage = new Stage(boundedWork);
    await stage.wants(guest);
    for (const wait of [0, 15, seconds]) {
      await stage.pass(wait / 60);
      stage.sends(clearing);
      stage.hears(clearing, { kind: "pending", askAgainAt: stage.now, place: undefined });
    }
    return stage.objections;
  };
  expect(await afterwards(15)).toEqual([]);
  expect(await afterwards(14)).toHaveLength(1);
});
