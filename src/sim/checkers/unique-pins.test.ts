import { expect, test } from "vitest";
import type { Place } from "#domain/ids.ts";
import { hour, noon, pin } from "#test/support/domain-values.ts";
import { guest, lock, other, Stage, setting } from "#test/support/stage.ts";
import { uniquePins } from "./unique-pins.ts";

const person = { kind: "person" } as const;

test("two PINs, or one PIN that a person adds after us, are in order", () => {
  const stage = new Stage(uniquePins);
  stage.puts(guest, "1357");
  stage.puts(other, "2468");
  stage.keypad.add({ place: "theirs" as Place, pin: pin("1357"), label: "Cleaner", window: undefined }, person, noon);
  expect(stage.objections).toEqual([]);
});

test("our code beside another with its PIN is objected to", () => {
  const stage = new Stage(uniquePins);
  stage.puts(guest, "1357");
  stage.puts(other, "1357");
  expect(stage.objections).toHaveLength(1);
});

test("what somebody chooses while our call is on its way to the lock counts apart", async () => {
  const stage = new Stage(uniquePins);
  const by = stage.us(guest);
  stage.tell({ kind: "call_done", call: by.call, lock, step: setting(guest, "1357"), late: false });
  await stage.pass(1);
  const theirs = { place: "theirs" as Place, pin: pin("1357"), label: "Cleaner", window: undefined };
  stage.keypad.add(theirs, person, stage.now);
  stage.keypad.add({ ...theirs, place: "ours" as Place }, by, stage.now);
  expect(stage.objections).toEqual([]);
  expect(stage.counted).toHaveLength(1);
});

test("one PIN may open at two times that never meet", () => {
  const stage = new Stage(uniquePins, { sharesPinAcrossWindows: true });
  stage.puts(guest, "1357", { startsAt: noon, endsAt: noon + hour });
  stage.puts(other, "1357", { startsAt: noon + hour, endsAt: noon + 2 * hour });
  expect(stage.objections).toEqual([]);
  stage.puts(other, "1357", { startsAt: noon + 1.5 * hour, endsAt: noon + 3 * hour });
  expect(stage.objections).toHaveLength(1);
});

test("a PIN that was just seen in another place is not even sent", () => {
  const stage = new Stage(uniquePins);
  const entry = stage.puts(guest, "1357");
  stage.looks();
  stage.sends(setting(guest, "1357", { into: entry.place }));
  expect(stage.objections).toEqual([]);
  stage.sends(setting(other, "1357"));
  expect(stage.objections).toHaveLength(1);
});
