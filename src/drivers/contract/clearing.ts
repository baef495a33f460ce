import assert from "node:assert/strict";
import {
  achieve,
  assertCount,
  assertOpens,
  assertRefused,
  assertStaysShut,
  type Clause,
  clearStep,
  onlyResident,
  otherCode,
  residents,
  setStep,
  unhurried,
} from "./clause.ts";

export const clearing = {
  aClearedCodeNoLongerOpens: {
    sentence: "a cleared code no longer opens the door",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const [digits] = lock.goodPins;
      await achieve(bench, lock, setStep(digits));
      await achieve(bench, lock, clearStep(await onlyResident(bench, lock), digits));
      await assertStaysShut(lock, digits, "the code was cleared");
      assert.deepEqual(await residents(bench, lock), []);
    },
  },
  clearingTwiceIsDone: {
    sentence: "clearing what is gone is done and not an error",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const [digits] = lock.goodPins;
      await achieve(bench, lock, setStep(digits));
      const step = clearStep(await onlyResident(bench, lock), digits);
      await achieve(bench, lock, step);
      assert.equal((await achieve(bench, lock, step)).kind, "done");
      await assertStaysShut(lock, digits, "the code was cleared");
    },
  },
  clearingAfterALostReplyIsDone: {
    sentence: "clearing again after a lost reply is done",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const [digits] = lock.goodPins;
      await achieve(bench, lock, setStep(digits));
      const step = clearStep(await onlyResident(bench, lock), digits);
      bench.faults.loseNextReply();
      const lost = await bench.driver.apply(lock.id, step, unhurried);
      assert.ok(lost.kind === "failed" && lost.mayHaveHappened, "a lost reply may have happened");
      await bench.settle();
      await achieve(bench, lock, step);
      await assertStaysShut(lock, digits, "the code was cleared");
    },
  },
  neighboursSurvive: {
    sentence: "clearing one code leaves strangers' codes and our other codes working",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const [mine, strangers, others] = lock.goodPins;
      await achieve(bench, lock, setStep(mine));
      const target = await onlyResident(bench, lock);
      await lock.personAdds("Neighbour", strangers);
      await achieve(bench, lock, setStep(others, { code: otherCode, label: "Other" }));
      await achieve(bench, lock, clearStep(target, mine));
      await assertStaysShut(lock, mine, "the code was cleared");
      await assertOpens(lock, strangers, "it is a stranger's");
      await assertOpens(lock, others, "it is another code of ours");
    },
  },
  aStrangersPinIsNotCleared: {
    sentence: "a place where a person has put another PIN is refused as occupied, and that PIN goes on working",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const [mine, theirs] = lock.goodPins;
      await achieve(bench, lock, setStep(mine));
      const target = await onlyResident(bench, lock);
      await lock.personChanges(mine, theirs);
      assertRefused(await bench.driver.apply(lock.id, clearStep(target, mine), unhurried), "occupied");
      await bench.settle();
      await assertOpens(lock, theirs, "a person chose it at the lock");
    },
  },
  whatAPersonRemovedIsCleared: {
    sentence: "clearing a code that a person has removed is done, and touches nobody else's",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const [mine, theirs] = lock.goodPins;
      await achieve(bench, lock, setStep(mine));
      const target = await onlyResident(bench, lock);
      await lock.personRemoves(mine);
      await lock.personAdds("Neighbour", theirs);
      assert.equal((await achieve(bench, lock, clearStep(target, mine))).kind, "done");
      await assertOpens(lock, theirs, "it is a stranger's");
      await assertCount(lock, 1);
    },
  },
} as const satisfies Record<string, Clause>;
