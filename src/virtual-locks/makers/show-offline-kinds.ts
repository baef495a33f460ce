import { presentLock } from "#virtual-locks/present.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";

/** A lock of a make whose rules are known from elsewhere: of its abilities, the cloud tells the offline codes alone. */
export function showOfflineKinds(world: World, lock: LockRow): object {
  const { capabilities, ...shown } = presentLock(world, lock);
  const { offline_codes } = capabilities;
  return offline_codes === undefined ? shown : { ...shown, capabilities: { offline_codes } };
}
