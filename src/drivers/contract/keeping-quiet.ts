import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { Bench, BenchLock } from "./bench.ts";
import { achieve, type Clause, clearStep, look, otherCode, residents, setStep, unhurried } from "./clause.ts";

export const keepingQuiet = {
  noPinIsTold: {
    sentence: "no PIN appears in what the driver logs, answers or reports, in good and in bad times",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const told = inspect([await everythingOnce(bench, lock), bench.sightings], { depth: 20 }) + bench.logged();
      for (const digits of [...lock.goodPins, lock.badPin]) {
        assert.ok(!told.includes(digits), "the digits of a PIN were told");
      }
    },
  },
  sameSeedSameCalls: {
    sentence: "in the same world the driver makes the same calls",
    check: async (bench, another) => {
      await everythingOnce(bench, await bench.makeLock());
      const twin = await another();
      try {
        await everythingOnce(twin, await twin.makeLock());
        assert.ok(bench.calls.length > 0, "the driver called its provider");
        assert.deepEqual(twin.calls, bench.calls);
      } finally {
        await twin.close();
      }
    },
  },
} as const satisfies Record<string, Clause>;

async function everythingOnce(bench: Bench, lock: BenchLock): Promise<readonly unknown[]> {
  const { driver, faults } = bench;
  const [first, second, third] = lock.goodPins;
  const told: unknown[] = [await driver.discover(unhurried), await achieve(bench, lock, setStep(first))];
  await lock.personAdds("Neighbour", second);
  told.push(await driver.apply(lock.id, setStep(second, { code: otherCode, label: "Other" }), unhurried));
  told.push(await driver.apply(lock.id, setStep(lock.badPin, { code: otherCode, label: "Bad" }), unhurried));
  faults.breakdown(true);
  told.push(await driver.apply(lock.id, setStep(third, { code: otherCode, label: "Third" }), unhurried));
  faults.breakdown(false);
  await lock.personRemoves(second);
  await bench.settle();
  told.push(await look(bench, lock));
  // A lock that refuses without a word leaves the duplicate under way; where the provider chooses PINs, none is refused.
  const standing = (await residents(bench, lock)).filter(({ state }) => state === "on_lock");
  const mine = standing.find(({ label }) => label === "Guest") ?? standing[0];
  assert.ok(mine, "the code stands there");
  told.push(await achieve(bench, lock, clearStep(mine, first)));
  return told;
}
