import assert from "node:assert/strict";
import { achieve, assertOpens, assertStaysShut, type Clause, look, setStep, unhurried } from "./clause.ts";

const hour = 3_600_000;

export const time = {
  aNativeWindowIsKept: {
    sentence: "a code whose window the lock keeps opens inside it and neither before nor after",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const [digits] = lock.goodPins;
      const startsAt = Math.ceil(bench.now() / hour) * hour + 2 * hour;
      const window = { startsAt, endsAt: startsAt + 2 * hour };
      await achieve(bench, lock, setStep(digits, { window }));
      await assertStaysShut(lock, digits, "its window has not begun");
      await bench.advance(startsAt + hour - bench.now());
      await assertOpens(lock, digits, "it is in its window");
      await bench.advance(2 * hour);
      await assertStaysShut(lock, digits, "its window is over");
    },
  },
  anOngoingCodeHasNoEnd: {
    sentence: "a code without a window still opens after a year",
    check: async (bench) => {
      const lock = await bench.makeLock();
      await achieve(bench, lock, setStep(lock.goodPins[0]));
      await bench.advance(365 * 24 * hour);
      await assertOpens(lock, lock.goodPins[0], "it has no end");
    },
  },
  throttlingSaysWhen: {
    sentence: "a provider that throttles is left alone until the time it names, then works",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const step = setStep(lock.goodPins[0]);
      const until = bench.now() + 90_000;
      bench.faults.throttle(90_000);
      const outcome = await bench.driver.apply(lock.id, step, unhurried);
      assert.ok(outcome.kind === "failed" && outcome.because === "throttled");
      assert.ok(Math.abs((outcome.notBefore ?? 0) - until) <= 1_000, "it says when to return");
      assert.equal(outcome.mayHaveHappened, false);
      const observation = await look(bench, lock);
      assert.ok(observation.kind === "unreachable" && observation.because === "throttled");
      await bench.advance(91_000);
      await achieve(bench, lock, step);
      await assertOpens(lock, lock.goodPins[0], "the throttling is over");
    },
  },
} as const satisfies Record<string, Clause>;
