import assert from "node:assert/strict";
import {
  achieve,
  assertCount,
  assertOpens,
  assertRefused,
  assertStaysShut,
  type Clause,
  describeOutcome,
  onlyResident,
  otherCode,
  setStep,
  unhurried,
} from "./clause.ts";

export const setting = {
  aSetCodeOpens: {
    sentence: "a code that is set opens the door, and its place is named",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const [digits] = lock.goodPins;
      await assertStaysShut(lock, digits, "nothing was set yet");
      const outcome = await achieve(bench, lock, setStep(digits));
      await assertOpens(lock, digits, "the code was set");
      const { place } = await onlyResident(bench, lock);
      if ("place" in outcome && outcome.place !== undefined) assert.equal(outcome.place, place);
    },
  },
  settingTwiceLeavesOne: {
    sentence: "setting a code again, before and after the lock confirmed it, is accepted and leaves one code",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const step = setStep(lock.goodPins[0]);
      const first = await bench.driver.apply(lock.id, step, unhurried);
      assert.ok(first.kind === "done" || first.kind === "pending", `the first was ${describeOutcome(first)}`);
      await achieve(bench, lock, step);
      await achieve(bench, lock, step);
      await assertCount(lock, 1);
      await assertOpens(lock, lock.goodPins[0], "the code was set");
    },
  },
  settingAfterALostReplyLeavesOne: {
    sentence: "setting again after a lost reply leaves one code, and the lost reply is owned up to",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const step = setStep(lock.goodPins[0]);
      bench.faults.loseNextReply();
      const lost = await bench.driver.apply(lock.id, step, unhurried);
      assert.ok(lost.kind === "failed" && lost.mayHaveHappened, `a lost reply was ${describeOutcome(lost)}`);
      await bench.settle();
      await achieve(bench, lock, step);
      await assertCount(lock, 1);
      await assertOpens(lock, lock.goodPins[0], "the code was set");
    },
  },
  aCodeIsChangedWhereItStands: {
    sentence: "a code that is changed in its place opens with the new PIN and not with the old",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const [before, after] = lock.goodPins;
      await achieve(bench, lock, setStep(before));
      const { place } = await onlyResident(bench, lock);
      await achieve(bench, lock, setStep(after, { into: place }));
      await assertOpens(lock, after, "the code was changed to it");
      await assertStaysShut(lock, before, "the code was changed from it");
      await assertCount(lock, 1);
    },
  },
  aDuplicateIsRefused: {
    sentence: "a second code with the same PIN is refused as a duplicate, and the first goes on working",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const [digits] = lock.goodPins;
      await lock.personAdds("Neighbour", digits);
      const step = setStep(digits, { code: otherCode, label: "Other" });
      assertRefused(await bench.driver.apply(lock.id, step, unhurried), "duplicate");
      await bench.settle();
      await assertCount(lock, 1);
      await assertOpens(lock, digits, "the first code has this PIN");
    },
  },
  aFullLockIsRefused: {
    sentence: "a code for a full lock is refused as full",
    check: async (bench) => {
      const lock = await bench.makeLock();
      await lock.fillUp();
      const before = await lock.countCodes();
      assertRefused(await bench.driver.apply(lock.id, setStep(lock.goodPins[0]), unhurried), "full");
      await bench.settle();
      await assertCount(lock, before);
    },
  },
  aBadPinIsRefused: {
    sentence: "a PIN that the lock cannot take is refused, and nothing reaches the lock",
    check: async (bench) => {
      const lock = await bench.makeLock();
      assertRefused(await bench.driver.apply(lock.id, setStep(lock.badPin), unhurried), "constraint");
      await bench.settle();
      await assertCount(lock, 0);
    },
  },
  anOfflineLockIsNotWritten: {
    sentence: "setting a code on an unreachable lock fails as unreachable, and it can be set later",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const step = setStep(lock.goodPins[0]);
      await lock.setConnection(false);
      assert.equal(describeOutcome(await bench.driver.apply(lock.id, step, unhurried)), "failed: unreachable");
      await lock.setConnection(true);
      await achieve(bench, lock, step);
      await assertOpens(lock, lock.goodPins[0], "the code was set after all");
      await assertCount(lock, 1);
    },
  },
} as const satisfies Record<string, Clause>;
