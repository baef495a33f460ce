import { expect, test } from "vitest";
import { hour, minute, noon } from "#test/support/domain-values.ts";
import { guest, Stage } from "#test/support/stage.ts";
import { neverEarly } from "./never-early.ts";

const stay = { startsAt: noon + 3 * hour, endsAt: noon + 5 * hour };

test("a lock that keeps windows may have the code at any time, with its window", async () => {
  const stage = new Stage(neverEarly);
  await stage.wants(guest, { window: stay, wantedSince: noon - hour });
  stage.puts(guest, "1357", stay);
  await stage.until(noon + 6 * hour);
  expect(stage.objections).toEqual([]);
});

test("without one, it may have it an hour before the start and not two", async () => {
  for (const [hours, objections] of [
    [2, 0],
    [1, 1],
  ] as const) {
    const stage = new Stage(neverEarly, { schedulesNatively: false });
    await stage.wants(guest, { window: stay, wantedSince: noon - hour });
    await stage.until(noon + hours * hour);
    stage.puts(guest, "1357");
    expect(stage.objections).toHaveLength(objections);
  }
});

test("where a start is put off, the lock is to have lost the code a minute later", async () => {
  const stage = new Stage(neverEarly, { schedulesNatively: false });
  await stage.wants(guest, { window: { startsAt: noon, endsAt: noon + 5 * hour } });
  stage.puts(guest, "1357");
  await stage.pass(10);
  await stage.wants(guest, { window: stay, version: 2, wantedSince: stage.now });
  await stage.pass(0.9);
  expect(stage.objections).toEqual([]);
  await stage.until(noon + 13 * minute);
  expect(stage.objections).toHaveLength(1);
});

test("a lock's own wrong clock is its own affair", async () => {
  const stage = new Stage(neverEarly);
  await stage.wants(guest, { window: stay, wantedSince: noon - hour });
  stage.keypad.clockErrorMs = 2 * hour;
  stage.puts(guest, "1357", stay);
  await stage.until(noon + 3 * hour);
  expect(stage.objections).toEqual([]);
});

test("what opened for an earlier time than is wanted now is objected to while it opens, and not once it has closed", async () => {
  for (const [endsAt, objections] of [
    [noon + 10.5 * minute, 0],
    [noon + 2 * hour, 1],
  ] as const) {
    const before = { startsAt: noon, endsAt };
    const stage = new Stage(neverEarly);
    await stage.wants(guest, { window: before });
    stage.puts(guest, "1357", before);
    await stage.pass(10);
    await stage.wants(guest, { window: stay, version: 2, wantedSince: stage.now });
    await stage.until(noon + 2.5 * hour);
    expect(stage.objections).toHaveLength(objections);
  }
});
