import assert from "node:assert/strict";
import { achieve, type Clause, look, onlyResident, pinOf, residents, setStep, unhurried } from "./clause.ts";

export const seeing = {
  anEmptyLockShowsNothing: {
    sentence: "an empty lock shows nothing, and all of it",
    check: async (bench) => {
      const observation = await look(bench, await bench.makeLock());
      assert.equal(observation.kind, "seen");
      assert.ok(observation.kind === "seen" && observation.complete);
      assert.deepEqual(observation.residents, []);
    },
  },
  everyLockIsDiscovered: {
    sentence: "every lock of the account is found, under the name by which it is then looked at",
    check: async (bench) => {
      const locks = [await bench.makeLock(), await bench.makeLock()];
      const discovery = await bench.driver.discover(unhurried);
      assert.equal(discovery.kind, "found");
      const found = new Set(discovery.kind === "found" ? discovery.devices.map((device) => device.nativeId) : []);
      for (const lock of locks) assert.ok(found.has(lock.id), "the lock is among the devices found");
    },
  },
  aCodeAddedAtTheKeypadIsSeen: {
    sentence: "a code added at the keypad is seen, and not with other digits than it has",
    check: async (bench) => {
      const lock = await bench.makeLock();
      await lock.personAdds("Neighbour", lock.goodPins[0]);
      const { pin } = await onlyResident(bench, lock);
      assert.ok(pin === undefined || pin.equals(pinOf(lock.goodPins[0])));
    },
  },
  hiddenDigitsAreOccupied: {
    sentence: "a code whose digits the lock hides is seen as occupied, without digits",
    check: async (bench) => {
      const lock = await bench.makeLock();
      await achieve(bench, lock, setStep(lock.goodPins[0]));
      assert.equal((await onlyResident(bench, lock)).pin, undefined);
    },
  },
  shownDigitsAreRead: {
    sentence: "a code whose digits the lock shows is seen with them, its name and its state",
    check: async (bench) => {
      const lock = await bench.makeLock();
      await achieve(bench, lock, setStep(lock.goodPins[0], { label: "Guest" }));
      const { pin, label, state, window } = await onlyResident(bench, lock);
      assert.ok(pin?.equals(pinOf(lock.goodPins[0])));
      assert.deepEqual({ label, state, window }, { label: "Guest", state: "on_lock", window: undefined });
    },
  },
  aPartialListingSaysSo: {
    sentence: "a listing that does not show everything says that it does not",
    check: async (bench) => {
      const lock = await bench.makeLock();
      await achieve(bench, lock, setStep(lock.goodPins[0]));
      bench.faults.spoilListings(true);
      const observation = await look(bench, lock);
      assert.ok(observation.kind !== "seen" || !observation.complete, "what is not shown must not look absent");
    },
  },
  anUnreachableLockIsNotEmpty: {
    sentence: "an unreachable lock is unreachable, and never reported empty",
    check: async (bench) => {
      const lock = await bench.makeLock();
      await achieve(bench, lock, setStep(lock.goodPins[0]));
      await lock.setConnection(false);
      const observation = await look(bench, lock);
      assert.equal(observation.kind, "unreachable");
      await lock.setConnection(true);
      assert.equal((await residents(bench, lock)).length, 1);
    },
  },
  aRemovedLockIsGone: {
    sentence: "a lock that was taken out of the account is gone, and a breakdown takes no lock away",
    check: async (bench) => {
      const lock = await bench.makeLock();
      bench.faults.breakdown(true);
      assert.equal((await look(bench, lock)).kind, "unreachable");
      bench.faults.breakdown(false);
      await lock.remove();
      assert.equal((await look(bench, lock)).kind, "gone");
    },
  },
} as const satisfies Record<string, Clause>;
