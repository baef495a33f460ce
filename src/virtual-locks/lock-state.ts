import type { LockRow } from "./rows.ts";
import { type Trouble, trouble } from "./trouble.ts";
import type { World } from "./world.ts";

/** Why the cloud cannot reach a lock now; `undefined` where it can. */
export function unreachable(world: World, lock: LockRow): Trouble | undefined {
  if (lock.hubId !== undefined) {
    const hub = world.get("locks", lock.hubId);
    if (hub === undefined || hub.removed || !hub.online) {
      return trouble("BRIDGE_OFFLINE", "The bridge of this device is offline.");
    }
  }
  return lock.online ? undefined : trouble("DEVICE_OFFLINE", "This device is offline.");
}

/** Whether the parts that remote work needs are there: a hub, for a model that has no other way. */
export function isPaired(lock: LockRow): boolean {
  return !lock.profile.needsHub || lock.hubId !== undefined;
}

/** From "pending" to the lock's memory, as the model does it or a fault makes it. */
export function programmingMs(world: World, lock: LockRow): number {
  const slow = world.get("faults", lock.id)?.programmingMs ?? world.get("faults", lock.accountId)?.programmingMs;
  return slow ?? lock.profile.programmingMs;
}

export function isObstructed(world: World, lock: LockRow): boolean {
  return world.get("faults", lock.id)?.obstructed ?? world.get("faults", lock.accountId)?.obstructed ?? false;
}
