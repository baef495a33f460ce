import { expect, test } from "vitest";
import type { Place } from "#domain/ids.ts";
import { device, hour, minute, noon, pin } from "#test/support/domain-values.ts";
import { done, failed, guest, Stage, setting } from "#test/support/stage.ts";
import { truthfulStatus } from "./truthful-status.ts";

test("a code that is said to be set stood there, if only once since it was asked for", async () => {
  const stage = new Stage(truthfulStatus);
  stage.said.set(guest, { status: "setting" });
  await stage.wants(guest);
  const entry = stage.puts(guest, "1357");
  stage.keypad.remove(entry, { kind: "person" });
  stage.said.set(guest, { status: "set", code: "1357" });
  await stage.wants(guest);
  expect(stage.objections).toEqual([]);
});

test("set without ever having stood there is objected to", async () => {
  const stage = new Stage(truthfulStatus);
  await stage.wants(guest);
  expect(stage.objections).toHaveLength(1);
});

test("so is set with the PIN that it had before it was changed", async () => {
  const stage = new Stage(truthfulStatus);
  const entry = stage.puts(guest, "1357");
  await stage.pass(1);
  stage.keypad.remove(entry, stage.us(guest));
  await stage.pass(1);
  await stage.wants(guest, { version: 3, wantedSince: stage.now });
  expect(stage.objections).toHaveLength(1);
});

test("a new name takes nothing from what stood there before it", async () => {
  const stage = new Stage(truthfulStatus);
  const entry = stage.puts(guest, "1357");
  await stage.wants(guest);
  await stage.pass(1);
  stage.keypad.remove(entry, { kind: "person" });
  await stage.pass(1);
  await stage.wants(guest, { version: 2, wantedSince: stage.now });
  expect(stage.objections).toEqual([]);
});

test("nor does a new time that the lock does not keep", async () => {
  const stage = new Stage(truthfulStatus, { schedulesNatively: false });
  const entry = stage.puts(guest, "1357");
  await stage.wants(guest);
  await stage.pass(1);
  stage.keypad.remove(entry, { kind: "person" });
  await stage.pass(1);
  const window = { startsAt: stage.now, endsAt: stage.now + 60 * minute };
  stage.said.set(guest, {
    starts_at: new Date(window.startsAt).toISOString(),
    ends_at: new Date(window.endsAt).toISOString(),
  });
  await stage.wants(guest, { version: 2, wantedSince: stage.now, window });
  expect(stage.objections).toEqual([]);
});

test("what we took off ourselves and heard so counts no more", async () => {
  const stage = new Stage(truthfulStatus);
  const entry = stage.puts(guest, "1357");
  await stage.wants(guest);
  await stage.pass(1);
  stage.keypad.remove(entry, stage.us(guest));
  stage.hears({ kind: "clear", code: guest, place: entry.place, expecting: entry, why: "" }, done);
  await stage.pass(1);
  await stage.wants(guest);
  expect(stage.objections).toHaveLength(1);
});

test("gone is objected to while the code stands there", async () => {
  const stage = new Stage(truthfulStatus);
  stage.puts(guest, "1357");
  stage.hears(setting(guest, "1357"), done);
  stage.said.set(guest, { status: "gone" });
  await stage.wants(guest, { goneAt: stage.now });
  expect(stage.objections).toHaveLength(1);
});

test("unless a listing that lagged showed it gone: that counts apart", async () => {
  const stage = new Stage(truthfulStatus);
  stage.puts(guest, "1357");
  stage.hears(setting(guest, "1357"), done);
  stage.hears("observe", { kind: "seen", at: stage.now, device: device().report, residents: [], complete: true });
  stage.said.set(guest, { status: "gone" });
  await stage.wants(guest, { goneAt: stage.now });
  expect(stage.objections).toEqual([]);
  expect(stage.counted).toEqual(["gone by a stale listing"]);
});

test("where digits are hidden, an old entry that is shown as standing while its change is on its way counts apart", async () => {
  const stage = new Stage(truthfulStatus, { readsPins: false });
  stage.puts(guest, "8642");
  await stage.wants(guest);
  expect(stage.objections).toHaveLength(1);
  stage.looks();
  await stage.wants(guest);
  expect(stage.objections).toHaveLength(1);
  expect(stage.counted).toEqual(["set by a stale listing without digits"]);
});

test("without its end a code counts apart where somebody put it there so who may, and is objected to where we did", async () => {
  const window = { startsAt: noon, endsAt: noon + hour };
  const times = { starts_at: new Date(window.startsAt).toISOString(), ends_at: new Date(window.endsAt).toISOString() };
  for (const [by, allowsExternalModification, objections] of [
    ["person", true, 0],
    ["person", false, 1],
    ["us", true, 1],
  ] as const) {
    const stage = new Stage(truthfulStatus);
    stage.said.set(guest, times);
    const doer = by === "us" ? stage.us(guest) : { kind: by };
    const entry = { place: "p1" as Place, pin: pin("1357"), label: "Guest", window: undefined };
    stage.keypad.add(entry, doer, stage.now);
    await stage.wants(guest, { window, allowsExternalModification });
    expect(stage.objections).toHaveLength(objections);
    expect(stage.counted).toHaveLength(1 - objections);
  }
});

test("a cloud that lists what it has accepted makes a code set until the next whole look, and no other cloud does", async () => {
  const whole = (...digits: string[]) => ({ digits, complete: true });
  const partial = (...digits: string[]) => ({ digits, complete: false });
  for (const [listsAccepted, looks, objections] of [
    [true, [whole("1357")], 0],
    [true, [whole("2468")], 1],
    [true, [whole()], 1],
    [undefined, [whole("1357")], 1],
    [true, [partial("1357")], 0],
    [true, [whole("1357"), partial()], 0],
    [true, [partial("1357"), whole()], 1],
    [true, [whole(), partial("2468")], 1],
  ] as const) {
    const stage = new Stage(truthfulStatus, {}, listsAccepted && { listsAccepted });
    stage.said.set(guest, { status: "setting" });
    await stage.wants(guest);
    for (const { digits, complete } of looks) {
      const residents = digits.map((each) => ({
        place: "place-1" as Place,
        pin: pin(each),
        label: "Guest",
        window: undefined,
        state: "on_lock" as const,
      }));
      stage.hears("observe", { kind: "seen", at: stage.now, device: device().report, residents, complete });
    }
    stage.said.set(guest, { status: "set", code: "1357" });
    await stage.wants(guest);
    expect(stage.objections).toHaveLength(objections);
  }
});

const lost = { ...failed, mayHaveHappened: true };

async function goneAfter(minutes: number): Promise<readonly string[]> {
  const stage = new Stage(truthfulStatus);
  stage.said.set(guest, { status: "setting" });
  await stage.wants(guest);
  stage.sends(setting(guest, "1357"), { call: 1 });
  stage.hears(setting(guest, "1357"), lost, { call: 1 });
  await stage.pass(minutes);
  stage.said.set(guest, { status: "gone" });
  await stage.wants(guest, { goneAt: stage.now });
  await stage.pass(1);
  stage.puts(guest, "1357");
  return stage.objections;
}

test("gone is objected to where a call of which nobody has heard then sets the code", async () => {
  expect(await goneAfter(1)).toHaveLength(1);
});

test("but not once such a call has had its time", async () => {
  expect(await goneAfter(2)).toEqual([]);
});
