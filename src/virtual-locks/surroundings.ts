import { announce, type Happening, release } from "./events.ts";
import { programmingMs, unreachable } from "./lock-state.ts";
import type { Change, LockRow } from "./rows.ts";
import type { World } from "./world.ts";

/** At or below this many percent a lock asks for batteries. */
const lowBattery = 20;
/** A clock that is further off is told of. */
const clockToleranceMs = 60_000;

/** Connects or cuts off one device; a hub takes the locks behind it along. */
export function setConnection(world: World, device: LockRow, online: boolean): void {
  if (device.online === online) return;
  const isHub = device.profile.kind !== "smart_lock";
  const locks = isHub ? world.all("locks").filter((lock) => lock.hubId === device.id && lock.online) : [device];
  const hubIsOnline = device.hubId === undefined || world.get("locks", device.hubId)?.online === true;
  const about = { lock_id: device.id, online };
  const row = { ...device, online, updatedAt: world.now() };
  const hubHappenings: Happening[] = isHub
    ? [{ event_type: online ? "bridge.online" : "bridge.offline", fromLock: false, fields: { bridge_id: device.id } }]
    : [];
  world.commit("connection", about, [
    { table: "locks", id: device.id, row },
    ...announce(world, device, hubHappenings),
    ...locks.filter(() => hubIsOnline).flatMap((lock) => announce(world, lock, [connectionOf(online)])),
  ]);
  if (!online) return;
  for (const lock of locks) catchUp(world, lock.id);
}

export function setBattery(world: World, lock: LockRow, level: number): void {
  const fields = { battery_level: level };
  const happenings: Happening[] = [];
  if (level <= lowBattery && lock.battery > lowBattery) {
    happenings.push({ event_type: "device.low_battery", fromLock: true, fields });
  }
  if (level > lowBattery && lock.battery <= lowBattery) {
    happenings.push({ event_type: "battery.replaced", fromLock: true, fields });
  }
  world.commit("battery", { lock_id: lock.id, level }, [
    { table: "locks", id: lock.id, row: { ...lock, battery: level, updatedAt: world.now() } },
    ...announce(world, lock, happenings),
  ]);
}

export function setClockError(world: World, lock: LockRow, errorMs: number): void {
  const fields = { device_time: new Date(world.now() + errorMs).toISOString() };
  const wrong: Happening = { event_type: "device.time_wrong", fromLock: true, fields };
  world.commit("clock", { lock_id: lock.id, error_ms: errorMs }, [
    { table: "locks", id: lock.id, row: { ...lock, clockErrorMs: errorMs } },
    ...announce(world, lock, Math.abs(errorMs) > clockToleranceMs ? [wrong] : []),
  ]);
}

/** Pairs the lock with another hub, or leaves it without one; what waited for the old one waits for the new. */
export function setHub(world: World, lock: LockRow, hubId: string | undefined): void {
  world.commit("paired", { lock_id: lock.id, hub: hubId ?? null }, [
    { table: "locks", id: lock.id, row: { ...lock, hubId, updatedAt: world.now() } },
  ]);
  catchUp(world, lock.id);
}

/** Fits a keypad, which may take codes of other lengths, or takes it away; the lock keeps its codes. */
export function setKeypad(
  world: World,
  lock: LockRow,
  fitted: boolean,
  codeLengths: readonly number[] | undefined,
): void {
  const profile = { ...lock.profile, hasKeypad: fitted, codeLengths: codeLengths ?? lock.profile.codeLengths };
  world.commit("keypad", { lock_id: lock.id, fitted }, [
    { table: "locks", id: lock.id, row: { ...lock, profile, updatedAt: world.now() } },
  ]);
}

export function setTimeZone(world: World, lock: LockRow, timeZone: string | undefined): void {
  world.commit("time_zone", { lock_id: lock.id, timezone: timeZone ?? null }, [
    { table: "locks", id: lock.id, row: { ...lock, timeZone, updatedAt: world.now() } },
  ]);
}

/** Takes the lock out of its account. The door keeps its codes: nobody reached in and cleared them. */
export function removeFromAccount(world: World, lock: LockRow): void {
  world.commit("removed", { lock_id: lock.id }, [
    { table: "locks", id: lock.id, row: { ...lock, removed: true, updatedAt: world.now() } },
    ...announce(world, lock, [{ event_type: "device.removed", fromLock: false }]),
  ]);
}

/** Puts a lock that was taken out of its account back into it. */
export function restoreToAccount(world: World, lock: LockRow): void {
  const row = { ...lock, removed: false, updatedAt: world.now() };
  world.commit("restored", { lock_id: lock.id }, [
    { table: "locks", id: lock.id, row },
    ...announce(world, row, [{ event_type: "device.added", fromLock: false }]),
  ]);
  catchUp(world, lock.id);
}

/** A lock that can be reached again tells what it kept, and gets what was waiting for it. */
function catchUp(world: World, lockId: string): void {
  const lock = world.get("locks", lockId);
  if (lock === undefined || unreachable(world, lock) !== undefined) return;
  const dueAt = world.now() + programmingMs(world, lock);
  const waiting = world
    .codesOf(lockId)
    .filter((code) => code.asked !== undefined && code.dueAt === undefined && !code.dropped);
  const changes: Change[] = [
    ...release(world, lock),
    ...waiting.map((code) => ({ table: "codes", id: code.id, row: { ...code, dueAt } }) as const),
  ];
  if (changes.length > 0) world.commit("caught_up", { lock_id: lockId }, changes);
}

function connectionOf(online: boolean): Happening {
  return { event_type: online ? "device.online" : "device.offline", fromLock: false };
}
