import assert from "node:assert/strict";
import type { FailureCause } from "#domain/observation.ts";
import type { Bench, BenchLock, Faults } from "./bench.ts";
import { achieve, assertOpens, type Clause, clearStep, onlyResident, otherCode, setStep, unhurried } from "./clause.ts";

export const failing = {
  anOutageIsTheProviders: {
    sentence: "an outage is the provider's failure in every verb, and passes",
    check: (bench) => failsAs(bench, (faults, on) => faults.outage(on), "provider"),
  },
  aBreakdownIsTheProviders: {
    sentence: "a breakdown of the provider is its failure in every verb, and passes",
    check: (bench) => failsAs(bench, (faults, on) => faults.breakdown(on), "provider"),
  },
  nonsenseIsTheProviders: {
    sentence: "an answer that makes no sense is the provider's failure in every verb, and passes",
    check: (bench) => failsAs(bench, (faults, on) => faults.nonsense(on), "provider"),
  },
  expiredCredentialsAreUnauthorized: {
    sentence: "refused credentials are reported as that in every verb, and work again once they are taken",
    check: (bench) => failsAs(bench, (faults, on) => faults.refuseCredentials(on), "unauthorized"),
  },
  theSignalIsObeyed: {
    sentence: "a call that nobody answers ends when it is told to, as a failure",
    check: async (bench) => {
      const lock = await bench.makeLock();
      bench.faults.silence(true);
      const stop = new AbortController();
      const verbs = everyVerb(bench, lock, stop.signal);
      await bench.advance(1);
      stop.abort();
      for (const verb of await Promise.all(verbs)) assert.equal(verb.kind, "failed");
      const again = await Promise.all(everyVerb(bench, lock, AbortSignal.abort()));
      for (const verb of again) assert.equal(verb.kind, "failed");
    },
  },
  aClosedDriverEnds: {
    sentence: "closing the driver ends what it is doing",
    check: async (bench) => {
      const lock = await bench.makeLock();
      bench.faults.silence(true);
      const verbs = everyVerb(bench, lock, unhurried);
      await bench.advance(1);
      await bench.driver.close();
      for (const verb of await Promise.all(verbs)) assert.equal(verb.kind, "failed");
    },
  },
} as const satisfies Record<string, Clause>;

interface VerbResult {
  readonly kind: "failed" | "worked";
  readonly because: FailureCause | undefined;
}

/** The three verbs at once, each on its own; a verb that throws breaks the clause that asked. */
function everyVerb(bench: Bench, lock: BenchLock, signal: AbortSignal): readonly Promise<VerbResult>[] {
  const step = setStep(lock.goodPins[0]);
  return [
    bench.driver.discover(signal).then(resultOf),
    bench.driver.observe(lock.id, signal).then(resultOf),
    bench.driver.apply(lock.id, step, signal).then(resultOf),
  ];
}

function resultOf(result: { readonly kind: string; readonly because?: unknown }): VerbResult {
  const isFailure = result.kind === "failed" || result.kind === "unreachable";
  return { kind: isFailure ? "failed" : "worked", because: isFailure ? (result.because as FailureCause) : undefined };
}

async function failsAs(
  bench: Bench,
  fault: (faults: Faults, on: boolean) => void,
  because: FailureCause,
): Promise<void> {
  const lock = await bench.makeLock();
  const [first, second] = lock.goodPins;
  await achieve(bench, lock, setStep(first));
  const standing = await onlyResident(bench, lock);
  fault(bench.faults, true);
  for (const verb of everyVerb(bench, lock, unhurried)) assert.deepEqual(await verb, { kind: "failed", because });
  const cleared = await bench.driver.apply(lock.id, clearStep(standing, first), unhurried);
  assert.deepEqual(resultOf(cleared), { kind: "failed", because });
  await bench.settle();
  await assertOpens(lock, first, "it was set before the trouble");
  fault(bench.faults, false);
  await achieve(bench, lock, setStep(second, { code: otherCode, label: "Later" }));
  await assertOpens(lock, second, "the trouble has passed");
}
