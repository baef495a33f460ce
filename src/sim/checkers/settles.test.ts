import { expect, test } from "vitest";
import type { Capabilities } from "#domain/capabilities.ts";
import type { Place } from "#domain/ids.ts";
import type { Step } from "#domain/step.ts";
import { device, hour, noon, pin } from "#test/support/domain-values.ts";
import { failed, guest, other, Stage, setting } from "#test/support/stage.ts";
import { settles } from "./settles.ts";

const written = { kind: "statement", process: "server-1", name: "commit", rows: 0 } as const;
const clearing: Step = {
  kind: "clear",
  code: guest,
  place: "1" as Place,
  expecting: { pin: pin("1357"), label: undefined },
  why: "",
};

async function after(begin: (stage: Stage) => Promise<void> | void): Promise<readonly string[]> {
  const stage = new Stage(settles);
  await begin(stage);
  await stage.until(noon + 3 * hour);
  await stage.ends("liveness");
  return stage.objections;
}

test("a wanted code that stands there and is said to is in order", async () => {
  const objections = await after(async (stage) => {
    await stage.wants(guest);
    stage.puts(guest, "1357");
  });
  expect(objections).toEqual([]);
});

test("a wanted code that does not stand there says why, or is objected to", async () => {
  expect(await after((stage) => stage.wants(guest))).toHaveLength(1);
  const objections = await after(async (stage) => {
    stage.said.set(guest, { status: "setting", errors: [{ error_code: "no_space_for_access_code_on_device" }] });
    await stage.wants(guest);
  });
  expect(objections).toEqual([]);
});

test.each<[string, (stage: Stage) => Promise<void> | void]>([
  ["another PIN", (stage) => void stage.puts(guest, "2468")],
  ["a window that is not its own", (stage) => void stage.puts(guest, "1357", { startsAt: noon, endsAt: noon + hour })],
  ["a second entry", (stage) => void [stage.puts(guest, "1357"), stage.puts(guest, "1357")]],
  [
    "a word that is not true",
    (stage) => void [stage.puts(guest, "1357"), stage.said.set(guest, { status: "setting" })],
  ],
])("%s is objected to", async (_flaw, put) => {
  const objections = await after(async (stage) => {
    await stage.wants(guest);
    await put(stage);
  });
  expect(objections).toHaveLength(1);
});

test("a start that was over when the lock got the code may be later there, where it takes none in the past", async () => {
  const begun = { startsAt: noon + hour, endsAt: noon + 9 * hour };
  const late = async (constraints: Capabilities["constraints"], window = begun) => {
    const { capabilities } = device().report;
    const stage = new Stage(settles, { ...capabilities, schedulesNatively: true, constraints });
    await stage.wants(guest, { window: { startsAt: noon, endsAt: noon + 9 * hour } });
    stage.puts(guest, "1357", window);
    await stage.until(noon + 3 * hour);
    await stage.ends("liveness");
    return stage.objections;
  };
  expect(await late([{ type: "start_date_in_future" }])).toEqual([]);
  expect(await late([])).toHaveLength(1);
  expect(await late([{ type: "start_date_in_future" }], { ...begun, endsAt: noon + 8 * hour })).toHaveLength(1);
  expect(await late([{ type: "start_date_in_future" }], { ...begun, startsAt: noon + 5 * hour })).toHaveLength(1);
});

test("what nobody wants any more and what is still to be removed are objected to", async () => {
  expect(await after((stage) => void stage.puts(guest, "1357"))).toHaveLength(1);
  expect(await after((stage) => stage.wants(guest, { retiredAt: noon }))).toHaveLength(1);
});

test("a code that somebody has taken off is excused where nothing lists codes, until it is put there again", async () => {
  const taken = async (listsNothing: boolean, isPutAgain = false) => {
    const stage = new Stage(settles, {}, listsNothing ? { listsNothing } : {});
    await stage.wants(guest);
    stage.keypad.remove(stage.puts(guest, "1357"), { kind: "person" });
    if (isPutAgain) stage.keypad.remove(stage.puts(guest, "1357"), { kind: "us", code: guest, call: 2 });
    await stage.until(noon + 3 * hour);
    await stage.ends("liveness");
    return stage.objections;
  };
  expect(await taken(true)).toEqual([]);
  expect(await taken(false)).toHaveLength(1);
  expect(await taken(true, true)).toHaveLength(1);
});

test("so is one that was deleted and is not known to be off, unless it was us who took it off", async () => {
  const taken = async (listsNothing: boolean, by: "person" | "us") => {
    const stage = new Stage(settles, {}, listsNothing ? { listsNothing } : {});
    await stage.wants(guest, { retiredAt: noon });
    const entry = stage.puts(guest, "1357");
    stage.keypad.remove(entry, by === "us" ? stage.us(guest) : { kind: "person" });
    await stage.until(noon + 3 * hour);
    await stage.ends("liveness");
    return stage.objections;
  };
  expect(await taken(true, "person")).toEqual([]);
  expect(await taken(false, "person")).toHaveLength(1);
  expect(await taken(true, "us")).toHaveLength(1);
});

test("a code that a removal without an answer took off is excused where nothing lists codes, until it is put there again", async () => {
  const taken = async (isHeard: boolean, { listsNothing = true, isPutAgain = false } = {}) => {
    const stage = new Stage(settles, {}, listsNothing ? { listsNothing } : {});
    await stage.wants(guest);
    const entry = stage.puts(guest, "1357");
    stage.sends(clearing, { call: 7 });
    stage.hears(clearing, { ...failed, mayHaveHappened: !isHeard }, { call: 7 });
    if (isHeard) stage.tell(written);
    stage.keypad.remove(entry, { kind: "us", code: guest, call: 7 });
    if (isPutAgain) {
      const again = stage.puts(guest, "1357");
      stage.hears(clearing, { kind: "pending", askAgainAt: noon, place: undefined }, { call: 8 });
      stage.keypad.remove(again, { kind: "us", code: guest, call: 8 });
    }
    await stage.until(noon + 3 * hour);
    await stage.ends("liveness");
    return stage.objections.length;
  };
  expect(await taken(false)).toBe(0);
  expect(await taken(true)).toBe(1);
  expect(await taken(false, { listsNothing: false })).toBe(1);
  expect(await taken(false, { isPutAgain: true })).toBe(1);
});

test("a deleted code may stay on its way off where nothing lists codes and nobody heard of a try to set it", async () => {
  const deleted = async (listsNothing: boolean, mayHaveHappened: boolean) => {
    const stage = new Stage(settles, {}, listsNothing ? { listsNothing } : {});
    stage.sends(setting(guest, "1357"), { call: 1 });
    stage.hears(setting(guest, "1357"), { ...failed, mayHaveHappened }, { call: 1 });
    await stage.wants(guest, { retiredAt: noon });
    await stage.until(noon + 3 * hour);
    await stage.ends("liveness");
    return stage.objections;
  };
  expect(await deleted(true, true)).toEqual([]);
  expect(await deleted(true, false)).toHaveLength(1);
  expect(await deleted(false, true)).toHaveLength(1);
});

test("so may one whose try landed unheard and is off since, or was written down and never sent", async () => {
  const deleted = async (put: (stage: Stage) => void, listsNothing = true) => {
    const stage = new Stage(settles, {}, listsNothing ? { listsNothing } : {});
    put(stage);
    await stage.wants(guest, { retiredAt: noon });
    await stage.until(noon + 3 * hour);
    await stage.ends("liveness");
    return stage.objections.length;
  };
  const lands = (isOff: boolean) => (stage: Stage) => {
    stage.sends(setting(guest, "1357"), { call: 1 });
    stage.hears(setting(guest, "1357"), { ...failed, mayHaveHappened: true }, { call: 1 });
    const entry = stage.puts(guest, "1357");
    if (isOff) stage.keypad.remove(entry, { kind: "us", code: other, call: 2 });
  };
  expect(await deleted(lands(true))).toBe(0);
  expect(await deleted(lands(true), false)).toBe(1);
  expect(await deleted(lands(false))).toBe(1);
  const intends = (isAnswered: boolean) => (stage: Stage) => {
    stage.rows = () => [{ started_at: new Date(noon) }];
    const statement = { process: "server-1", name: "begin-attempt" };
    stage.tell({ kind: "statement", ...statement, rows: 1 });
    if (isAnswered) stage.sends(setting(guest, "1357"), { call: 2 });
    if (isAnswered) stage.hears(setting(guest, "1357"), { ...failed, mayHaveHappened: false }, { call: 2 });
    else stage.tell({ kind: "statement_failed", ...statement, why: "its answer was lost" });
  };
  expect(await deleted(intends(false))).toBe(0);
  expect(await deleted(intends(false), false)).toBe(1);
  expect(await deleted(intends(true))).toBe(1);
});

const theirs = { place: "theirs" as Place, pin: pin("1357"), label: "Owner", window: undefined };

test("a person's code is nobody's business", async () => {
  const objections = await after((stage) => {
    stage.keypad.add(theirs, { kind: "person" }, noon);
  });
  expect(objections).toEqual([]);
});

const hidden = { readsPins: false, names: "none", reusesPlaces: true } as const;
const person = { kind: "person" } as const;

/** A person's own code comes to stand in the place of the guest's. */
function replaces(stage: Stage, between: () => void = () => {}): void {
  const entry = stage.puts(guest, "1357");
  stage.keypad.remove(entry, person);
  between();
  stage.keypad.add({ ...entry, pin: pin("2468") }, person, stage.now);
}

/** A look says who wrote what stands there, as far as the lock knows. */
function looks(stage: Stage, altered: boolean): void {
  const residents = stage.keypad.entries.map(({ place, label, window }) => {
    return { place, pin: undefined, label, window, state: "on_lock", ...(altered && { altered }) } as const;
  });
  stage.hears("observe", { kind: "seen", at: stage.now, device: device().report, residents, complete: true });
}

test.for<[string, Partial<Capabilities>, (stage: Stage) => void, number]>([
  ["is another's on a lock that hides all", hidden, (stage) => replaces(stage), 0],
  ["is another's under a name", { readsPins: false, reusesPlaces: true }, (stage) => replaces(stage), 1],
  ["is another's and shows it", { ...hidden, readsPins: true }, (stage) => replaces(stage), 1],
  [
    "is another's since a look showed the place empty",
    hidden,
    (stage) => replaces(stage, () => looks(stage, false)),
    1,
  ],
  [
    "is said to be another's once all is well",
    hidden,
    (stage) => {
      replaces(stage);
      stage.tell({ kind: "phase", phase: "liveness" });
      looks(stage, true);
    },
    1,
  ],
  [
    "is an earlier PIN of ours that came late",
    hidden,
    (stage) => {
      const [early, late] = [stage.us(guest), stage.us(guest)];
      const entry = stage.keypad.add({ ...theirs, pin: pin("2468") }, early, stage.now);
      const newer = stage.keypad.change(entry, { pin: pin("1357") }, late, stage.now);
      stage.keypad.change(newer, { pin: pin("2468") }, early, stage.now);
    },
    0,
  ],
])("what stands where our code was put and %s", async ([, capabilities, put, objections]) => {
  const stage = new Stage(settles, capabilities);
  await stage.wants(guest);
  put(stage);
  await stage.until(noon + 3 * hour);
  await stage.ends("liveness");
  expect(stage.objections).toHaveLength(objections);
  expect(stage.counted).toHaveLength(1 - objections);
});
