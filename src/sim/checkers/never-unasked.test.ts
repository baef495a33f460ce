import { expect, test } from "vitest";
import { device, hour, noon, pin } from "#test/support/domain-values.ts";
import { guest, other, Stage, setting } from "#test/support/stage.ts";
import { neverUnasked } from "./never-unasked.ts";

const stay = { startsAt: noon, endsAt: noon + 4 * hour };

async function aGuestStays(): Promise<Stage> {
  const stage = new Stage(neverUnasked);
  await stage.wants(guest, { window: stay, wantedSince: noon - hour });
  await stage.pass(1);
  stage.sends(setting(guest, "1357"), { call: 1 });
  stage.puts(guest, "1357", stay);
  await stage.pass(60);
  return stage;
}

test("a code is taken off after its end", async () => {
  const stage = await aGuestStays();
  await stage.until(stay.endsAt);
  const [entry] = stage.keypad.entries;
  if (entry !== undefined) stage.keypad.remove(entry, stage.us(guest));
  expect(stage.objections).toEqual([]);
});

test("before it, with a wrong clock or without, that is objected to", async () => {
  const stage = await aGuestStays();
  stage.keypad.clockErrorMs = 12 * hour;
  const [entry] = stage.keypad.entries;
  if (entry !== undefined) stage.keypad.remove(entry, stage.us(guest));
  expect(stage.objections).toHaveLength(1);
});

test("so is another PIN that nobody asked for", async () => {
  const stage = await aGuestStays();
  const [entry] = stage.keypad.entries;
  if (entry !== undefined) stage.keypad.change(entry, { pin: pin("2468") }, stage.us(guest), stage.now);
  expect(stage.objections).toHaveLength(1);
});

test("what was deleted, or is there twice, or was changed by a person may go", async () => {
  const deleted = await aGuestStays();
  await deleted.wants(guest, { retiredAt: deleted.now });
  const twice = await aGuestStays();
  twice.puts(guest, "2468", stay);
  const changed = await aGuestStays();
  const [theirs] = changed.keypad.entries;
  if (theirs !== undefined) changed.keypad.change(theirs, { pin: pin("2468") }, { kind: "person" }, changed.now);
  for (const stage of [deleted, twice, changed]) {
    const [entry] = stage.keypad.entries;
    if (entry !== undefined) stage.keypad.remove(entry, stage.us(guest));
    expect(stage.objections).toEqual([]);
  }
});

test("a late call for another code, on a lock that compares nothing, counts apart", async () => {
  for (const [comparesOnRemoval, by, objections] of [
    [false, other, 0],
    [false, guest, 1],
    [true, other, 1],
  ] as const) {
    const stage = new Stage(neverUnasked, {}, { comparesOnRemoval });
    await stage.wants(guest, { window: stay, wantedSince: noon - hour });
    await stage.pass(1);
    stage.sends(setting(by, "8642"), { call: 7 });
    await stage.pass(1);
    const entry = stage.puts(guest, "1357", stay);
    await stage.pass(60);
    stage.keypad.remove(entry, { kind: "us", code: by, call: 7 });
    expect(stage.objections).toHaveLength(objections);
    expect(stage.counted).toHaveLength(1 - objections);
  }
});

test("where digits are hidden, what a look says that others wrote may be written anew, and only until it was", async () => {
  for (const [readsPins, objections] of [
    [false, 1],
    [true, 2],
  ] as const) {
    const stage = new Stage(neverUnasked, { readsPins });
    await stage.wants(guest, { window: stay, wantedSince: noon - hour });
    await stage.pass(1);
    const entry = stage.puts(guest, "1357", stay);
    await stage.pass(60);
    const { place, label, window } = entry;
    const shown = { place, pin: undefined, label, window, state: "on_lock", altered: true } as const;
    const seen = { kind: "seen", at: stage.now, device: device().report, residents: [shown], complete: true } as const;
    stage.hears("observe", seen);
    stage.keypad.remove(entry, stage.us(guest));
    const again = stage.keypad.add(entry, stage.us(guest), stage.now);
    await stage.pass(1);
    stage.keypad.remove(again, stage.us(guest));
    expect(stage.objections).toHaveLength(objections);
  }
});
