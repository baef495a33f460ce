import { offsetAt } from "#domain/local-time.ts";
import { unreachable } from "#virtual-locks/lock-state.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";
import { type Errcode, errcodes } from "./words.ts";

/** A gateway that stopped seeing a lock is named for so long yet (page "Get the gateway list of a lock", read 2026). */
const relationLastsMs = 30 * 60_000;
/** On the maker's scale above -75 is strong, and below -85 weak (the same page). */
const rssi = { strong: -62, weak: -92 };
const bits = {
  passcodes: 0,
  ownPasscodes: 7,
  lockCommand: 8,
  gatewayUnlock: 10,
  remoteUnlockSwitch: 14,
  wifi: 56,
};

/** A lock in a listing, and with its details. */
export function presentLock(lock: LockRow) {
  return {
    lockId: lock.id,
    lockName: lock.profile.model,
    lockAlias: lock.name,
    lockMac: macOf(lock),
    electricQuantity: lock.battery,
    featureValue: featuresOf(lock),
    hasGateway: lock.hubId === undefined ? 0 : 1,
    keyboardPwdVersion: 4,
    modelNum: lock.profile.model,
    ...(lock.timeZone !== undefined && lock.hidesTimeZone !== true && { timezoneRawOffset: rawOffset(lock.timeZone) }),
  };
}

/** The gateways that saw the lock lately, and how well. */
export function presentGateways(world: World, lock: LockRow): object[] {
  const gateway = lock.hubId === undefined ? undefined : world.get("locks", lock.hubId);
  if (gateway === undefined || gateway.removed) return [];
  const isSeen = [gateway, lock].every(({ online, updatedAt }) => online || world.now() - updatedAt < relationLastsMs);
  if (!isSeen) return [];
  return [
    {
      gatewayId: gateway.id,
      gatewayMac: macOf(gateway),
      gatewayName: gateway.name,
      rssi: lock.conditions?.weak_signal === undefined ? rssi.strong : rssi.weak,
      rssiUpdateDate: world.now(),
    },
  ];
}

/** The network of a Wi-Fi lock; a number: it has none. */
export function presentNetwork(world: World, lock: LockRow): object | Errcode {
  if (!hasWifi(lock)) return errcodes.unsupported;
  return {
    networkName: "Home",
    wifiMac: macOf(lock),
    rssiGrade: lock.conditions?.weak_signal === undefined ? 3 : 1,
    isOnline: unreachable(world, lock) === undefined ? 1 : 0,
    powerSavingMode: lock.conditions?.power_saving === undefined ? 2 : 1,
  };
}

/** Why nothing can be said to the lock from afar now. */
export function outOfReach(world: World, lock: LockRow): Errcode | undefined {
  if (lock.conditions?.power_saving !== undefined) return errcodes.powerSaving;
  if (lock.hubId === undefined) return errcodes.noGatewayNearby;
  const cutOff = unreachable(world, lock);
  if (cutOff === undefined) return undefined;
  return cutOff.error_code === "BRIDGE_OFFLINE" ? errcodes.gatewayOffline : errcodes.lockOffline;
}

/** Whether it lets itself be unlocked from afar: a switch of the lock's, which its features show. */
export function unlocksRemotely(lock: LockRow): boolean {
  return lock.profile.unlocksRemotely === true && lock.conditions?.remote_unlock_disabled === undefined;
}

/** Only a Wi-Fi lock can save power, so that one which does is one here. */
function hasWifi(lock: LockRow): boolean {
  return lock.conditions?.power_saving !== undefined;
}

/** Bit by bit what it can do, in hex. */
function featuresOf(lock: LockRow): string {
  const { profile } = lock;
  const set = [
    profile.hasKeypad && bits.passcodes,
    profile.programsOnlineCodes && bits.ownPasscodes,
    profile.locksRemotely && bits.lockCommand,
    unlocksRemotely(lock) && bits.gatewayUnlock,
    bits.remoteUnlockSwitch,
    hasWifi(lock) && bits.wifi,
  ].filter((bit) => typeof bit === "number");
  return set
    .reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n)
    .toString(16)
    .toUpperCase();
}

/** Without summer time, which these locks do not know. */
function rawOffset(zone: string): number {
  return Math.min(offsetAt(Date.UTC(2026, 0, 1), zone), offsetAt(Date.UTC(2026, 6, 1), zone));
}

function macOf({ id }: LockRow): string {
  const hex = Buffer.from(id.padStart(6, "0").slice(-6)).toString("hex").toUpperCase();
  return (hex.match(/../g) ?? []).join(":");
}
