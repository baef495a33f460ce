import { expect, test } from "vitest";
import { hour, noon } from "#test/support/domain-values.ts";
import { guest, Stage } from "#test/support/stage.ts";
import { deletionsLand } from "./deletions-land.ts";

const tomorrow = { startsAt: noon + 24 * hour, endsAt: noon + 30 * hour };

test("a deleted code that leaves the lock in minutes is in order", async () => {
  const stage = new Stage(deletionsLand);
  const entry = stage.puts(guest, "1357", tomorrow);
  await stage.wants(guest, { window: tomorrow, retiredAt: noon });
  await stage.pass(2);
  stage.keypad.remove(entry, stage.us(guest));
  await stage.pass(100);
  expect(stage.objections).toEqual([]);
});

test("one that stays there is objected to, though it does not open yet", async () => {
  const stage = new Stage(deletionsLand);
  stage.puts(guest, "1357", tomorrow);
  await stage.wants(guest, { window: tomorrow, retiredAt: noon });
  await stage.pass(10);
  expect(stage.objections).toHaveLength(1);
});

test("one that is wanted may stay", async () => {
  const stage = new Stage(deletionsLand);
  stage.puts(guest, "1357", tomorrow);
  await stage.wants(guest, { window: tomorrow });
  await stage.pass(100);
  expect(stage.objections).toEqual([]);
});
