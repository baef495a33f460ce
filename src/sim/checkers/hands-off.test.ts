import { expect, test } from "vitest";
import type { Place } from "#domain/ids.ts";
import { pin } from "#test/support/domain-values.ts";
import { guest, lock, other, Stage } from "#test/support/stage.ts";
import { handsOff } from "./hands-off.ts";

const theirs = { place: "theirs" as Place, pin: pin("2468"), label: "Cleaner", window: undefined };
const person = { kind: "person" } as const;

test("our own codes come and go, and people change theirs", () => {
  const stage = new Stage(handsOff);
  stage.keypad.remove(stage.puts(guest, "1357"), stage.us(guest));
  const entry = stage.keypad.add(theirs, person, stage.now);
  stage.keypad.change(entry, { pin: pin("8642") }, person, stage.now);
  expect(stage.objections).toEqual([]);
});

test("a person's code that we delete or change is objected to", () => {
  for (const harm of ["change", "remove"] as const) {
    const stage = new Stage(handsOff);
    const entry = stage.keypad.add(theirs, person, stage.now);
    if (harm === "remove") stage.keypad.remove(entry, stage.us(guest));
    else stage.keypad.change(entry, { pin: pin("8642") }, stage.us(guest), stage.now);
    expect(stage.objections).toHaveLength(1);
  }
});

test("one that a customer asks to be deleted may go", async () => {
  const stage = new Stage(handsOff);
  const entry = stage.keypad.add(theirs, person, stage.now);
  stage.rows = () => [{ native_id: lock, place: entry.place }];
  stage.asks(1, "/access_codes/unmanaged/delete", { access_code_id: guest });
  await stage.pass(1);
  stage.keypad.remove(entry, stage.us(guest));
  expect(stage.objections).toEqual([]);
});

test("where a lock compares nothing, what came in between the look and the write counts apart", async () => {
  const stage = new Stage(handsOff, {}, { comparesOnRemoval: false });
  stage.tell({ kind: "call_done", call: 1, lock, step: "observe", late: false });
  const early = stage.keypad.add(theirs, person, stage.now);
  stage.keypad.remove(early, stage.us(guest));
  expect(stage.objections).toEqual([]);
  expect(stage.counted).toHaveLength(1);
  const seen = stage.keypad.add(theirs, person, stage.now);
  await stage.pass(1);
  stage.tell({ kind: "call_done", call: 2, lock, step: "observe", late: false });
  stage.keypad.remove(seen, stage.us(guest));
  expect(stage.objections).toHaveLength(1);
});

test("in a numbered slot of ours, what bears our PIN or our name counts apart, and nothing else", async () => {
  for (const [more, objections] of [
    [{ pin: pin("1357") }, 0],
    [{ label: "Guest" }, 0],
    [{}, 1],
  ] as const) {
    const stage = new Stage(handsOff, { reusesPlaces: true });
    const ours = stage.puts(guest, "1357");
    stage.keypad.remove(ours, person);
    const entry = stage.keypad.add({ ...theirs, place: ours.place, ...more }, person, stage.now);
    stage.keypad.remove(entry, stage.us(guest));
    expect(stage.objections).toHaveLength(objections);
  }
});

const nameless = { names: "none", reusesPlaces: true, readsPins: false } as const;

test("what a call of ours has gone over is ours from then on, for that code alone, and what people make of it is theirs", () => {
  for (const [end, objections] of [
    [(stage: Stage) => stage.us(guest), 1],
    [(stage: Stage) => stage.us(other), 2],
  ] as const) {
    const stage = new Stage(handsOff);
    const entry = stage.keypad.add(theirs, person, stage.now);
    const over = stage.keypad.change(entry, { pin: pin("1357") }, stage.us(guest), stage.now);
    stage.keypad.remove(over, end(stage));
    expect(stage.objections).toHaveLength(objections);
    expect(stage.counted).toHaveLength(2 - objections);
  }
  const stage = new Stage(handsOff);
  const entry = stage.keypad.add(theirs, person, stage.now);
  const over = stage.keypad.change(entry, { pin: pin("1357") }, stage.us(guest), stage.now);
  const back = stage.keypad.change(over, { pin: pin("2468") }, person, stage.now);
  stage.keypad.remove(back, stage.us(guest));
  expect(stage.objections).toHaveLength(2);
});

test.for([
  ["is another", { ...nameless }, false, 0],
  ["shows its digits", { ...nameless, readsPins: true }, false, 1],
  ["came after the place was empty", { ...nameless }, true, 1],
] as const)("what stands where a customer named a code and %s", async ([, capabilities, isEmptied, objections]) => {
  const stage = new Stage(handsOff, capabilities);
  const entry = stage.keypad.add({ ...theirs, label: undefined }, person, stage.now);
  stage.rows = () => [{ native_id: lock, place: entry.place }];
  stage.asks(1, "/access_codes/unmanaged/delete", { access_code_id: guest });
  await stage.pass(1);
  stage.keypad.remove(entry, person);
  if (isEmptied) stage.looks();
  const another = stage.keypad.add({ ...theirs, label: undefined, pin: pin("8642") }, person, stage.now);
  stage.keypad.remove(another, stage.us(guest));
  expect(stage.objections).toHaveLength(objections);
  expect(stage.counted).toHaveLength(1 - objections);
});
