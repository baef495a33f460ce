import { expect, test } from "vitest";
import { hour, minute, noon, pin } from "#test/support/domain-values.ts";
import { guest, lock, Stage } from "#test/support/stage.ts";
import { neverLate } from "./never-late.ts";

async function aStayThatEndsAtOne(): Promise<Stage> {
  const stage = new Stage(neverLate, { schedulesNatively: false });
  await stage.wants(guest, { window: { startsAt: noon, endsAt: noon + hour } });
  stage.puts(guest, "1357");
  return stage;
}

test("a code that is off the lock within a minute of its end is in order", async () => {
  const stage = await aStayThatEndsAtOne();
  await stage.until(noon + hour + 0.9 * minute);
  const [entry] = stage.keypad.entries;
  if (entry !== undefined) stage.keypad.remove(entry, stage.us(guest));
  await stage.pass(300);
  expect(stage.objections).toEqual([]);
});

test("a code that still opens after that is objected to, once", async () => {
  const stage = await aStayThatEndsAtOne();
  await stage.until(noon + hour + 0.9 * minute);
  expect(stage.objections).toEqual([]);
  await stage.pass(300);
  expect(stage.objections).toEqual([`p1 still opens ${lock}, and ${guest} is over.`]);
});

test("so is one that was deleted before its end", async () => {
  const stage = await aStayThatEndsAtOne();
  await stage.until(noon + 10 * minute);
  await stage.wants(guest, { retiredAt: stage.now });
  await stage.until(noon + 12 * minute);
  expect(stage.objections).toHaveLength(1);
});

test("trouble at the lock gives the house until it must have got over it, and no longer", async () => {
  const stage = await aStayThatEndsAtOne();
  await stage.until(noon + hour - minute);
  stage.tell({ kind: "lock", lock, what: "offline" });
  await stage.until(noon + hour + 30 * minute);
  expect(stage.objections).toEqual([]);
  await stage.until(noon + 2 * hour);
  expect(stage.objections).toHaveLength(1);
});

test("what a person put there is none of it", async () => {
  const stage = await aStayThatEndsAtOne();
  const [entry] = stage.keypad.entries;
  if (entry !== undefined) stage.keypad.change(entry, { pin: pin("2468") }, { kind: "person" }, stage.now);
  await stage.until(noon + 3 * hour);
  expect(stage.objections).toEqual([]);
});
