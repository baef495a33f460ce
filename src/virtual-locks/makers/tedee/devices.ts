import { isObstructed, unreachable } from "#virtual-locks/lock-state.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import { type Trouble, trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";

/** Numbers of the pages "Device type", "Access level", "Lock state" and "Door state" (read November 2026). */
const types = { bridge: 1, lockPro: 2, keypad: 3 };
const access = { guest: 0, owner: 2 };
const bolts = { unlocked: 2, locked: 6 };
const doors = { open: 2, closed: 3 };

/** All that an account has. */
export function presentAccount(world: World, accountId: string, withAccessories: boolean) {
  const devices = world.all("locks").filter((each) => each.accountId === accountId && !each.removed);
  const locks = devices.filter(({ profile }) => profile.kind === "smart_lock");
  return {
    bridges: devices.filter(({ profile }) => profile.kind !== "smart_lock").map(presentBridge),
    locks: locks.map((lock) => presentLock(world, lock, withAccessories)),
    keypads: locks.filter(({ profile }) => profile.hasKeypad).map(presentKeypad),
    gates: [],
    dryContacts: [],
  };
}

export function presentLock(world: World, lock: LockRow, withAccessories: boolean) {
  const isPaired = lock.hubId !== undefined;
  const isConnected = isPaired && unreachable(world, lock) === undefined;
  const isGuest = lock.conditions?.not_authorized !== undefined;
  const isBarred = lock.conditions?.remote_unlock_disabled !== undefined;
  return {
    ...presentDevice(lock),
    type: types.lockPro,
    connectedToId: lock.hubId ?? null,
    isConnected: isPaired ? isConnected : null,
    deviceState: isConnected ? stateOf(world, lock) : null,
    timeZone: lock.hidesTimeZone === true ? null : (lock.timeZone ?? null),
    accessLevel: isGuest ? access.guest : access.owner,
    userIdentity: isGuest ? "somebody-else" : lock.accountId,
    accessDetails: isGuest || isBarred ? { deviceId: lock.id, remoteAccessDisabled: isBarred } : null,
    ...(withAccessories && {
      accessories: lock.profile.hasKeypad ? [{ id: keypadOf(lock), deviceType: types.keypad }] : [],
    }),
  };
}

/** Why nothing can be done about the PINs of a lock from afar now. */
export function outOfReach(world: World, lock: LockRow): Trouble | undefined {
  if (lock.conditions?.not_authorized !== undefined) return trouble("LOCK_NOT_AUTHORIZED", "Guests manage no PINs.");
  if (!lock.profile.hasKeypad || lock.hubId === undefined)
    return trouble("NOT_SUPPORTED", "The lock lacks its keypad or its bridge.");
  return unreachable(world, lock);
}

function stateOf(world: World, lock: LockRow) {
  return {
    state: bolts[lock.bolt],
    doorState: doors[lock.door],
    isCharging: false,
    batteryLevel: lock.battery,
    stateChangeResult: isObstructed(world, lock) ? 1 : 0,
    lastStateChangedDate: new Date(lock.updatedAt).toISOString(),
  };
}

function presentBridge(bridge: LockRow) {
  return { ...presentDevice(bridge), type: types.bridge, isConnected: bridge.online, wasConfigured: true };
}

function presentKeypad(lock: LockRow) {
  return { ...presentDevice(lock), id: keypadOf(lock), name: `${lock.name}, keypad`, type: types.keypad };
}

function keypadOf({ id }: LockRow): string {
  return `${id}-keypad`;
}

function presentDevice(device: LockRow) {
  return {
    id: device.id,
    serialNumber: device.id.slice(0, 12),
    name: device.name,
    userIdentity: device.accountId,
    created: "2026-01-01T00:00:00",
    revision: 1,
    deviceRevision: 1,
    targetDeviceRevision: 1,
    accessLevel: access.owner,
    accessDetails: null,
    softwareVersions: [{ softwareType: 0, version: "1.0.0", updateAvailable: false }],
  };
}
