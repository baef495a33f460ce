import type { NativeId, Place } from "#domain/ids.ts";
import type { SetStep } from "#domain/step.ts";
import type { Bench, BenchLock } from "./bench.ts";

/**
 * A bench whose provider chooses every PIN. A code that a clause sets with some digits is issued, and whoever was to have
 * those digits types the ones that were issued for them: so all that is asked of other drivers is asked of this one.
 */
export function choosing<B extends Bench>(bench: B): B {
  const typed = new Map<string, string>();
  const wishes = new Map<string, string>();
  const locks = new Map<NativeId, BenchLock>();
  const key = (lock: NativeId, what: string) => `${lock}/${what}`;
  const { driver } = bench;
  const apply: B["driver"]["apply"] = async (device, step, signal) => {
    const lock = locks.get(device);
    if (lock === undefined || step.kind !== "set") return driver.apply(device, step, signal);
    const wished = lock.asTyped(step.pin);
    // Where the place has these digits already, all but the PIN is to be another.
    if (step.into !== undefined && wishes.get(key(device, step.into)) === wished)
      return driver.apply(device, step, signal);
    const outcome = await driver.apply(device, issueFor(step), signal);
    if (outcome.kind === "done" && outcome.issued !== undefined) {
      typed.set(key(device, wished), lock.asTyped(outcome.issued));
      if (outcome.place !== undefined) wishes.set(key(device, outcome.place), wished);
    }
    return outcome;
  };
  const dressed = (lock: BenchLock): BenchLock => {
    locks.set(lock.id, lock);
    const people = new Set<string>();
    const issued = (digits: string) => (people.has(digits) ? digits : (typed.get(key(lock.id, digits)) ?? digits));
    return {
      ...lock,
      personAdds: async (name, digits) => {
        people.add(digits);
        await lock.personAdds(name, digits);
      },
      wouldOpen: (digits) => lock.wouldOpen(issued(digits)),
      personRemoves: (digits) => lock.personRemoves(issued(digits)),
      personChanges: (from, to) => lock.personChanges(issued(from), to),
    };
  };
  return { ...bench, driver: { ...driver, apply }, makeLock: async () => dressed(await bench.makeLock()) };
}

function issueFor({ code, label, window, into, why }: SetStep & { readonly into: Place | undefined }) {
  return { kind: "issue", of: "online", online: true, code, label, window, into, why } as const;
}
