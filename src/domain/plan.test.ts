import fc from "fast-check";
import { expect, test } from "vitest";
import { ableLock, code, hour, minute, noon, pin, standing } from "#test/support/domain-values.ts";
import type { AccessCode } from "./access-code.ts";
import type { Capabilities } from "./capabilities.ts";
import type { Place } from "./ids.ts";
import { absorb, afterStep, endIfOver } from "./life.ts";
import type { Resident } from "./observation.ts";
import { type Plan, plan } from "./plan.ts";
import { recognise } from "./recognise.ts";
import type { Step } from "./step.ts";

/** A lock as simple as can be: it does what it is told at once, and refuses what a lock refuses. */
class ToyLock {
  residents: Resident[];
  readonly capabilities: Capabilities;
  #next = 100;

  constructor(capabilities: Capabilities, residents: readonly Resident[]) {
    this.capabilities = capabilities;
    this.residents = [...residents];
  }

  apply(step: Step) {
    if (step.kind === "turn" || step.kind === "issue") throw new Error("This lock only has its memory for codes.");
    if (step.kind === "clear") {
      this.residents = this.residents.filter((one) => one.place !== step.place);
      return { kind: "done", evidence: "read_back", place: undefined } as const;
    }
    const others = this.residents.filter((one) => one.place !== step.into);
    if (others.some((one) => one.pin?.equals(step.pin)))
      return { kind: "refused", because: "duplicate", detail: "" } as const;
    if (others.length >= (this.capabilities.maxCodes ?? 99))
      return { kind: "refused", because: "full", detail: "" } as const;
    const place = step.into ?? (`p${this.#next++}` as Place);
    this.residents = [...others, { place, pin: step.pin, label: step.label, window: step.window, state: "on_lock" }];
    return { kind: "done", evidence: "acknowledged", place } as const;
  }
}

/** One pass as the reconciler makes it, without the world around it. */
function pass(
  codes: readonly AccessCode[],
  lock: ToyLock,
  now: number,
): { codes: readonly AccessCode[]; planned: Plan } {
  let known = codes.map((one) => endIfOver(one, now));
  const recognition = recognise(
    { codes: known, ghosts: [], unsettled: [] },
    { at: now, residents: lock.residents, complete: true },
    lock.capabilities,
  );
  for (const finding of recognition.findings) {
    if (!("code" in finding)) continue;
    known = known.map((one) => (one.id === finding.code ? absorb(one, finding, now).code : one));
  }
  const attributions = recognition.attributions.map((one) => ({
    ...one,
    code: known.find(({ id }) => id === one.code?.id),
  }));
  const planned = plan({
    now,
    isManagedDevice: true,
    capabilities: lock.capabilities,
    codes: known,
    attributions,
    turns: [],
  });
  for (const step of planned.steps) {
    if (step.kind === "turn") continue;
    const outcome = lock.apply(step);
    known = known.map((one) => (one.id === step.code ? afterStep(one, step, outcome, now, now).code : one));
  }
  return { codes: known, planned };
}

function settle(codes: readonly AccessCode[], lock: ToyLock, now: number): readonly AccessCode[] {
  let known = codes;
  for (let round = 0; round < 8; round += 1) known = pass(known, lock, now + round * minute).codes;
  return known;
}

const anyPin = fc.integer({ min: 0, max: 49 }).map((number) => pin(String(4000 + number)));
const anyWindow = fc.option(
  fc
    .record({ start: fc.integer({ min: -100, max: 100 }), length: fc.integer({ min: 1, max: 100 }) })
    .map(({ start, length }) => ({
      startsAt: noon + start * hour,
      endsAt: noon + (start + length) * hour,
    })),
  { nil: undefined },
);
const anyCode = fc
  .record({ pin: anyPin, window: anyWindow, prefersNativeScheduling: fc.boolean(), retired: fc.boolean() })
  .map((one) =>
    code({
      ...one,
      retired: one.retired ? { at: noon - hour, because: "deleted" } : undefined,
      name: `Guest ${one.pin.reveal()}`,
    }),
  );
const anyStranger = anyPin.map(
  (one): Resident => ({
    place: `s${one.reveal()}` as Place,
    pin: one,
    label: "Owner",
    window: undefined,
    state: "on_lock",
  }),
);
const anyLock = fc.record({
  schedulesNatively: fc.boolean(),
  updatesInPlace: fc.boolean(),
  maxCodes: fc.integer({ min: 1, max: 8 }),
});
const world = fc.record({
  codes: fc.array(anyCode, { maxLength: 6 }),
  strangers: fc.uniqueArray(anyStranger, { maxLength: 3, selector: (one) => one.place }),
  traits: anyLock,
});

test("planning after everything was done and seen plans nothing", () => {
  fc.assert(
    fc.property(world, ({ codes, strangers, traits }) => {
      const lock = new ToyLock({ ...ableLock, ...traits }, strangers);
      const settled = settle(codes, lock, noon);
      expect(pass(settled, lock, noon + 10 * minute).planned.steps).toEqual([]);
    }),
  );
});

test("a stranger's code is never touched", () => {
  fc.assert(
    fc.property(world, ({ codes, strangers, traits }) => {
      const lock = new ToyLock({ ...ableLock, ...traits }, strangers);
      settle(codes, lock, noon);
      for (const stranger of strangers) expect(lock.residents).toContain(stranger);
    }),
  );
});

test("a PIN never stands twice on a lock, and no lock holds more than it can", () => {
  fc.assert(
    fc.property(world, ({ codes, strangers, traits }) => {
      const lock = new ToyLock({ ...ableLock, ...traits, maxCodes: traits.maxCodes + strangers.length }, strangers);
      settle(codes, lock, noon);
      const digits = lock.residents.map((one) => one.pin?.reveal());
      expect(new Set(digits).size).toBe(digits.length);
      expect(lock.residents.length).toBeLessThanOrEqual(traits.maxCodes + strangers.length);
    }),
  );
});

test("what is due stands on the lock, and what is not does not, unless a duplicate or a full lock prevents it", () => {
  fc.assert(
    fc.property(world, ({ codes, traits }) => {
      const distinct = codes.filter((one, at) => codes.findIndex((other) => other.pin?.equals(one.pin)) === at);
      const lock = new ToyLock({ ...ableLock, ...traits, maxCodes: 20 }, []);
      settle(distinct, lock, noon);
      for (const one of distinct) {
        const native = traits.schedulesNatively && one.prefersNativeScheduling;
        const lead = native ? 72 * hour : hour;
        const due =
          one.window === undefined || (noon >= one.window.startsAt - lead && noon + 8 * minute < one.window.endsAt);
        const stands = lock.residents.some((resident) => resident.pin?.equals(one.pin));
        const nearAnEdge =
          one.window !== undefined &&
          [one.window.startsAt - lead, one.window.endsAt].some((edge) => Math.abs(edge - noon) < 10 * minute);
        if (!nearAnEdge) expect(stands).toBe(due && one.retired === undefined);
      }
    }),
  );
});

test("the order in which codes and residents are listed makes no difference", () => {
  fc.assert(
    fc.property(world, ({ codes, strangers, traits }) => {
      const capabilities = { ...ableLock, ...traits };
      const forwards = pass(codes, new ToyLock(capabilities, strangers), noon).planned.steps;
      const backwards = pass([...codes].reverse(), new ToyLock(capabilities, [...strangers].reverse()), noon).planned
        .steps;
      expect(backwards).toEqual(forwards);
    }),
  );
});

test("a code waits for the removal of another with its PIN, and is set once it is gone", () => {
  const old = code({ retired: { at: noon, because: "deleted" } });
  const leaving = { ...old, onLock: standing(old, "p1") };
  const fresh = code();
  const lock = new ToyLock(ableLock, [
    { place: "p1" as Place, pin: old.pin, label: "Guest", window: undefined, state: "on_lock" },
  ]);
  const first = pass([leaving, fresh], lock, noon);
  expect(first.planned.steps.map((step) => step.kind)).toEqual(["clear"]);
  expect(first.planned.waits[0]?.why).toBe("A code with the same PIN is being removed first.");
  settle(first.codes, lock, noon);
  expect(lock.residents.map((one) => one.pin?.reveal())).toEqual(["1357"]);
});

test("a duplicate that is seen on the lock is refused without asking the lock", () => {
  const lock = new ToyLock(ableLock, [
    { place: "s" as Place, pin: pin("1357"), label: "Owner", window: undefined, state: "on_lock" },
  ]);
  const { planned } = pass([code()], lock, noon);
  expect(planned.steps).toEqual([]);
  expect(planned.waits).toMatchObject([{ refusal: "duplicate" }]);
});

test("a lock that cannot change a code in place loses the old one first, and only then gets the new one", () => {
  const lock = new ToyLock({ ...ableLock, updatesInPlace: false }, []);
  const [set] = settle([code()], lock, noon);
  const changed = { ...(set as AccessCode), pin: pin("2468"), version: 2 };
  const clearing = pass([changed], lock, noon + hour);
  expect(clearing.planned.steps.map((step) => step.kind)).toEqual(["clear"]);
  settle(clearing.codes, lock, noon + hour);
  expect(lock.residents.map((one) => one.pin?.reveal())).toEqual(["2468"]);
});

test("a code that a look did not show is believed to stand where it stood", () => {
  const one = code();
  const known = { ...one, onLock: standing(one, "p1") };
  const situation = { now: noon, isManagedDevice: true, capabilities: ableLock, attributions: [], turns: [] };
  expect(plan({ ...situation, codes: [known] }).steps).toEqual([]);
  const changed = { ...known, pin: pin("8642") };
  expect(plan({ ...situation, codes: [changed] }).steps).toMatchObject([{ kind: "set", into: "p1" }]);
  const deleted: AccessCode = { ...known, retired: { at: noon, because: "deleted" } };
  expect(plan({ ...situation, codes: [deleted] }).steps).toMatchObject([{ kind: "clear", place: "p1" }]);
});

test("a second entry goes only where the first was seen beside it, or nothing of the code is wanted", () => {
  const one = code();
  const known = { ...one, onLock: standing(one, "p1") };
  const entry = (place: string) =>
    ({ place: place as Place, pin: one.pin, label: "Guest", window: undefined, state: "on_lock" }) as const;
  const placesCleared = (owner: AccessCode, isFirstShown: boolean) => {
    const second = { resident: entry("p2"), code: owner, extra: true };
    const first = { resident: entry("p1"), code: owner, extra: false };
    const attributions = isFirstShown ? [first, second] : [second];
    const situation = { now: noon, isManagedDevice: true, capabilities: ableLock, attributions, turns: [] };
    return plan({ ...situation, codes: [owner] }).steps.map((step) => ("place" in step ? step.place : undefined));
  };
  expect(placesCleared(known, false)).toEqual([]);
  expect(placesCleared(known, true)).toEqual(["p2"]);
  const deleted: AccessCode = { ...known, retired: { at: noon, because: "deleted" } };
  expect(placesCleared(deleted, false)).toEqual(["p2", "p1"]);
});

test("an unmanaged device is left alone", () => {
  const planned = plan({
    now: noon,
    isManagedDevice: false,
    capabilities: ableLock,
    codes: [code()],
    attributions: [],
    turns: [],
  });
  expect(planned.steps).toEqual([]);
});

test("a lock that opens at the next whole minute is due again when it does", () => {
  const window = { startsAt: noon + 18_500, endsAt: noon + 2 * hour };
  const one = code({ window });
  const onLock = standing({ ...one, window: { ...window, startsAt: noon + minute } }, "p1");
  const planned = plan({
    now: noon + 18_500,
    isManagedDevice: true,
    capabilities: ableLock,
    codes: [{ ...one, onLock }],
    attributions: [],
    turns: [],
  });
  expect(planned.nextAt).toBe(noon + minute);
});

test("a place that is freed is not taken before the provider may be called again", () => {
  const trouble = {
    doing: "set",
    kind: "refused",
    because: "full",
    detail: "",
    since: noon,
    lastAt: noon,
    tries: 1,
    version: 1,
    retryAt: noon,
    notBefore: noon + minute,
  } as const;
  const one = code({ version: 1, trouble });
  const at = (now: number) =>
    plan({ now, isManagedDevice: true, capabilities: ableLock, codes: [one], attributions: [], turns: [] });
  expect(at(noon).steps).toEqual([]);
  expect(at(noon).nextAt).toBe(noon + minute);
  expect(at(noon + minute).steps.map(({ kind }) => kind)).toEqual(["set"]);
});

test("a plan says when time alone will change it", () => {
  const later = code({ window: { startsAt: noon + 100 * hour, endsAt: noon + 110 * hour } });
  const planned = plan({
    now: noon,
    isManagedDevice: true,
    capabilities: ableLock,
    codes: [later],
    attributions: [],
    turns: [],
  });
  expect(planned.nextAt).toBe(noon + 28 * hour);
});

test("no lock is looked at because a stranger's code begins or ends", () => {
  const window = { startsAt: noon + hour, endsAt: noon + 2 * hour };
  const theirs = code({ isManaged: false, window });
  const there = { ...theirs, onLock: standing(theirs, "p1") };
  const planned = plan({
    now: noon,
    isManagedDevice: true,
    capabilities: ableLock,
    codes: [there],
    attributions: [],
    turns: [],
  });
  expect(planned.nextAt).toBeUndefined();
});

test("a code is taken off a lock that hides its digits by those that we put there, unless others wrote them since", () => {
  const one = code({ retired: { at: noon, because: "deleted" } });
  const known = { ...one, onLock: standing(one, "p1") };
  const hidden: Resident = {
    place: "p1" as Place,
    pin: undefined,
    label: "Guest",
    window: undefined,
    state: "on_lock",
  };
  const expectedAt = (resident: Resident) => {
    const attributions = [{ resident, code: known, extra: false }];
    const situation = { now: noon, isManagedDevice: true, capabilities: { ...ableLock, readsPins: false } };
    const [step] = plan({ ...situation, codes: [known], attributions, turns: [] }).steps;
    return step?.kind === "clear" ? step.expecting.pin : "no removal";
  };
  expect(expectedAt(hidden)).toEqual(one.pin);
  expect(expectedAt({ ...hidden, altered: true })).toBeUndefined();
});
