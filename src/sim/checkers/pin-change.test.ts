import { expect, test } from "vitest";
import { pin } from "#test/support/domain-values.ts";
import { guest, Stage } from "#test/support/stage.ts";
import { pinChange } from "./pin-change.ts";

test("a PIN that is changed where it stands leaves no gap", async () => {
  const stage = new Stage(pinChange);
  await stage.wants(guest);
  const entry = stage.puts(guest, "1357");
  stage.keypad.change(entry, { pin: pin("2468") }, stage.us(guest), stage.now);
  await stage.pass(60);
  expect(stage.objections).toEqual([]);
});

test("an old PIN that stands beside the new one for over a minute is objected to", async () => {
  const stage = new Stage(pinChange);
  await stage.wants(guest);
  stage.puts(guest, "1357");
  stage.puts(guest, "2468");
  await stage.pass(0.9);
  expect(stage.objections).toEqual([]);
  await stage.pass(1);
  expect(stage.objections).toHaveLength(1);
});

test("a wanted code that we took away and did not put back within a minute is objected to", async () => {
  const stage = new Stage(pinChange);
  await stage.wants(guest);
  stage.keypad.remove(stage.puts(guest, "1357"), stage.us(guest));
  await stage.pass(2);
  expect(stage.objections).toHaveLength(1);
});

test("one that nobody wants any more is not missed", async () => {
  const stage = new Stage(pinChange);
  await stage.wants(guest, { retiredAt: stage.now });
  stage.keypad.remove(stage.puts(guest, "1357"), stage.us(guest));
  await stage.pass(60);
  expect(stage.objections).toEqual([]);
});
