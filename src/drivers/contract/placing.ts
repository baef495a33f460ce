import type { AccessCodeId, NativeId, Place } from "#domain/ids.ts";
import type { Driver } from "#drivers/driver.ts";
import type { Bench } from "./bench.ts";

/**
 * A bench on which a new code is given its place before it is written, as the house does where a lock names its free
 * places; what is tried again goes to the same place.
 */
export function placing(bench: Bench): Bench {
  const aims = new Map<string, Place>();
  const { driver } = bench;
  const keyOf = (device: NativeId, code: AccessCodeId) => `${device}/${code}`;
  const apply: Driver["apply"] = async (device, step, signal) => {
    if (step.kind !== "set" || step.into !== undefined) return driver.apply(device, step, signal);
    const before = aims.get(keyOf(device, step.code));
    if (before !== undefined) return driver.apply(device, { ...step, at: before, again: true }, signal);
    // A look that throws breaks the clause that asked for it, and not this step.
    const seen = await driver.observe(device, signal).catch(() => undefined);
    const at = seen?.kind === "seen" ? seen.free?.find((place) => ![...aims.values()].includes(place)) : undefined;
    if (at === undefined) return driver.apply(device, step, signal);
    aims.set(keyOf(device, step.code), at);
    return driver.apply(device, { ...step, at }, signal);
  };
  return { ...bench, driver: { ...driver, apply } };
}
