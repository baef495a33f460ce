import type { DeviceCause } from "./catalog/causes.ts";
import type { Circumstance } from "./circumstance.ts";
import type { Device } from "./device.ts";

/** What is so of a device's spare codes that should be told. */
export function poolCausesOf(device: Device): readonly Circumstance<DeviceCause>[] {
  const pool = device.backupPool;
  if (pool === undefined) return [];
  const unknownSince = device.observedAt ?? device.createdAt;
  const causes: Circumstance<DeviceCause>[] = [];
  const since = pool.lowSince ?? unknownSince;
  if (pool.ready === 0) causes.push({ cause: "no_backup_code", since });
  else if (pool.ready < pool.size) {
    causes.push({ cause: "few_backup_codes", since, detail: `Of ${pool.size}, ${pool.ready} stand on the device.` });
  }
  // A pool's worth of guests at once could not use the codes that they were given.
  if (pool.pulled > pool.size) {
    const detail = `${pool.pulled} are in use at once.`;
    causes.push({ cause: "many_backup_codes_in_use", since: pool.lastPulledAt ?? unknownSince, detail });
  }
  return causes;
}
