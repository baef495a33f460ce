import type { LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";

/** So many devices come in one answer. Assumed. */
const pageSize = 50;

/** The account's devices from `cursor` on. */
export function listDevices(world: World, accountId: string, cursor: string | undefined): object {
  const all = devicesOf(world, accountId);
  const from = Number(cursor ?? "0") || 0;
  const next = from + pageSize < all.length ? `${from + pageSize}` : "";
  return { nextCursor: next, payload: all.slice(from, from + pageSize).map((device) => presentDevice(world, device)) };
}

export function presentDevice(world: World, device: LockRow): object {
  const isLock = device.profile.kind === "smart_lock";
  const linked = isLock
    ? devicesOf(world, device.accountId).filter(({ id }) => id === device.hubId)
    : devicesOf(world, device.accountId).filter(({ hubId }) => hubId === device.id);
  return {
    id: device.id,
    type: isLock ? "Lock" : "Bridge",
    deviceId: device.id,
    deviceName: device.name,
    pairedAt: new Date(device.updatedAt).toISOString(),
    homeId: [],
    linkedDevices: linked.map(({ id }) => ({ type: isLock ? "Bridge" : "Lock", deviceId: id })),
    ...(isLock && { batteryLevel: device.battery }),
  };
}

function devicesOf(world: World, accountId: string): readonly LockRow[] {
  return world.all("locks").filter((device) => device.accountId === accountId && !device.removed);
}
