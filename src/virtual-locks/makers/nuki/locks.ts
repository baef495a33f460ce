import { unreachable } from "#virtual-locks/lock-state.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";

/** The newest of the types that the reference names: "smartlock 3.0/4. Gen". */
const type = 4;
const online = 0;
const offline = 4;
/** Below it the battery is critical here, in percent. Assumed. */
const criticalBelow = 20;

/** The account's locks; what they are connected by is none. */
export function locksOf(world: World, accountId: string): LockRow[] {
  return world
    .all("locks")
    .filter((lock) => lock.accountId === accountId && !lock.removed && lock.profile.kind === "smart_lock");
}

/** A lock as the server has it: what it knew last, where the lock is offline. */
export function presentLock(world: World, lock: LockRow) {
  const isoOf = (at: number) => new Date(at).toISOString();
  const isExpired = lock.conditions?.subscription_required !== undefined;
  return {
    smartlockId: lock.id,
    accountId: lock.accountId,
    type,
    authId: 1,
    name: lock.name,
    favorite: false,
    config: {
      name: lock.name,
      keypadPaired: lock.profile.hasKeypad,
      keypad2Paired: false,
      fobPaired: false,
      timezoneId: 37,
      advertisingMode: 0,
      singleLock: false,
    },
    state: presentState(lock),
    serverState: unreachable(world, lock) === undefined ? online : offline,
    adminPinState: lock.conditions?.credentials_missing === undefined ? 0 : 2,
    virtualDevice: false,
    currentSubscription: { type: "B2C", state: isExpired ? "EXPIRED" : "ACTIVE", isInGracePeriod: false },
    updateDate: isoOf(lock.updatedAt),
  };
}

export function presentState(lock: LockRow) {
  return {
    mode: 2,
    state: lock.bolt === "locked" ? 1 : 3,
    trigger: 0,
    lastAction: lock.bolt === "locked" ? 2 : 1,
    batteryCritical: lock.battery < criticalBelow,
    batteryCharging: false,
    batteryCharge: lock.battery,
    doorState: lock.door === "open" ? 3 : 2,
    nightMode: false,
  };
}
