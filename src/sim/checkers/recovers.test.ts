import { expect, test } from "vitest";
import type { Place } from "#domain/ids.ts";
import { hour, minute, noon, pin } from "#test/support/domain-values.ts";
import { guest, Stage } from "#test/support/stage.ts";
import { recovers } from "./recovers.ts";
import { settles } from "./settles.ts";

const upheaval = { kind: "upheaval", changes: ["lost codes of lock-1"] } as const;

async function settled(stage: Stage): Promise<readonly string[]> {
  await stage.until(noon + 3 * hour);
  await stage.ends("liveness");
  return stage.objections;
}

test("a lock that holds what is wanted again, and what a stranger put there, is in order", async () => {
  const stage = new Stage(recovers);
  await stage.wants(guest);
  stage.keypad.add(theirs, { kind: "person" }, noon);
  stage.tell(upheaval);
  stage.puts(guest, "1357");
  expect(await settled(stage)).toEqual([]);
});

test("a lock that lacks what is wanted after an upheaval, or holds what is not, is objected to", async () => {
  const lacking = new Stage(recovers);
  await lacking.wants(guest);
  lacking.tell(upheaval);
  expect(await settled(lacking)).toHaveLength(1);

  const holding = new Stage(recovers);
  holding.puts(guest, "1357");
  holding.tell(upheaval);
  expect(await settled(holding)).toHaveLength(1);
});

test("a stranger's entry that we take off on the way is objected to", async () => {
  const stage = new Stage(recovers);
  const entry = stage.keypad.add(theirs, { kind: "person" }, noon);
  stage.tell(upheaval);
  stage.now += minute;
  stage.looks();
  stage.keypad.remove(entry, stage.us(guest));
  expect(await settled(stage)).toHaveLength(1);
});

test("an entry of ours that is on no record any more is a stranger's: it may stay, and keep ours off if that is said", async () => {
  const stage = new Stage(recovers);
  await stage.wants(guest);
  stage.puts(guest, "1357");
  stage.said.set(guest, { status: "setting", errors: [{ error_code: "duplicate_code_on_device" }] });
  stage.keypad.forget(() => true);
  stage.tell(upheaval);
  expect(await settled(stage)).toEqual([]);
});

test("a run without an upheaval is another promise's, and one with it is not", async () => {
  const quiet = new Stage(recovers);
  await quiet.wants(guest);
  expect(await settled(quiet)).toEqual([]);

  const upset = new Stage(settles);
  await upset.wants(guest);
  upset.tell(upheaval);
  expect(await settled(upset)).toEqual([]);
});

const theirs = { place: "theirs" as Place, pin: pin("2468"), label: "Owner", window: undefined };
