import type { Hono } from "hono";
import { isObstructed, isPaired, unreachable } from "#virtual-locks/lock-state.ts";
import type { MakerServing, Served } from "#virtual-locks/makers/serving.ts";
import { turn } from "#virtual-locks/programming.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import { trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";

const houseName = "Home";

/** Every account has one house here, with all its locks. */
export function houseOf(accountId: string): string {
  return `house-${accountId}`;
}

/** The account's own locks; bridges are none. */
export function locksOf(world: World, accountId: string): LockRow[] {
  return world
    .all("locks")
    .filter((lock) => lock.accountId === accountId && !lock.removed && lock.profile.kind === "smart_lock");
}

/** Whether the account may see and change everybody's codes, or is only somebody's guest. */
export function isGuest(lock: LockRow): boolean {
  return lock.conditions?.not_authorized !== undefined;
}

export function addLocks(app: Hono, world: World, serve: MakerServing): void {
  app.get(
    "/users/houses/mine",
    serve.account(({ accountId }) => [{ HouseID: houseOf(accountId), HouseName: houseName, type: "superuser" }]),
  );
  app.get(
    "/users/locks/mine",
    serve.account(({ accountId }) => {
      const locks = locksOf(world, accountId);
      if (locks.length === 0) return new Response(null, { status: 200 });
      return Object.fromEntries(locks.map((lock) => [lock.id, presentEntry(lock)]));
    }),
  );
  const lockOf = (c: { req: { param(name: string): string | undefined } }) => c.req.param("lockID") ?? "";
  app.get(
    "/locks/:lockID",
    serve.lock(lockOf, ({ lock }) =>
      lock.profile.kind === "smart_lock" ? presentLock(world, lock) : trouble("NOT_FOUND", "There is no such lock."),
    ),
  );
  app.put(
    "/remoteoperate/:lockID/:command",
    serve.lock(lockOf, ({ lock }, c) => operate(world, lock, c.req.param("command") ?? "")),
  );
}

function presentEntry(lock: LockRow) {
  return {
    LockName: lock.name,
    UserType: userTypeOf(lock),
    macAddress: "00:00:00:00:00:00",
    HouseID: houseOf(lock.accountId),
    HouseName: houseName,
  };
}

function presentLock(world: World, lock: LockRow): object {
  const { profile } = lock;
  const bridge = presentBridge(world, lock);
  // A lock with a keypad of its own takes entry codes; the others show the keypad that is linked to them.
  const hasKeypadOfItsOwn = !profile.needsHub;
  const zone = lock.hidesTimeZone === true ? undefined : lock.timeZone;
  return {
    LockName: lock.name,
    Type: profile.schedulesNatively ? 2 : 1,
    LockID: lock.id,
    HouseID: houseOf(lock.accountId),
    HouseName: houseName,
    Calibrated: true,
    ...(zone === undefined ? {} : { timeZone: zone }),
    battery: lock.battery / 100,
    supportsEntryCodes: hasKeypadOfItsOwn && profile.hasKeypad,
    entryCodeLengths: profile.codeLengths,
    skuNumber: profile.model,
    SerialNumber: serialOf(lock.id),
    LockStatus: presentStatus(world, lock),
    ...(bridge === undefined ? {} : { Bridge: bridge }),
    ...(!hasKeypadOfItsOwn && profile.hasKeypad
      ? { keypad: { _id: `keypad-${lock.id}`, serialNumber: "K0000001", batteryLevel: "Full", lockID: lock.id } }
      : {}),
    users: { [lock.accountId]: { UserType: userTypeOf(lock), FirstName: "Owner", LastName: "Owner" } },
    accessSchedulesAllowed: profile.schedulesNatively,
  };
}

/** A lock with Wi-Fi of its own is its own bridge; `undefined`: none is linked. */
function presentBridge(world: World, lock: LockRow): object | undefined {
  if (!isPaired(lock)) return undefined;
  const hub = lock.hubId === undefined ? undefined : world.get("locks", lock.hubId);
  const online = hub === undefined ? lock.online : hub.online && !hub.removed;
  return {
    _id: `bridge-${hub?.id ?? lock.id}`,
    mfgBridgeID: serialOf(hub?.id ?? lock.id),
    deviceModel: hub === undefined ? "august-lock" : "august-connect",
    firmwareVersion: "2.2.1",
    operative: online,
    status: { current: online ? "online" : "offline", updated: new Date(world.now()).toISOString() },
  };
}

function presentStatus(world: World, lock: LockRow): object {
  const dateTime = new Date(lock.updatedAt).toISOString();
  const isCutOff = unreachable(world, lock) !== undefined;
  if (isCutOff) return { status: "not-advertising", doorState: "init", dateTime, valid: true };
  return { status: lock.bolt, doorState: lock.door, dateTime, valid: true };
}

function operate(world: World, lock: LockRow, command: string): Served {
  if (command !== "lock" && command !== "unlock")
    return Response.json({ code: "NotImplemented", message: "There is no such command here." }, { status: 501 });
  if (!isPaired(lock)) return trouble("NOT_SUPPORTED", "Lock does not have a bridge associated with it.");
  const cutOff = unreachable(world, lock);
  if (cutOff !== undefined) return cutOff;
  if (isObstructed(world, lock)) return trouble("BOLT_OBSTRUCTED", "The bolt does not move.");
  const row = turn(lock, command, world.now());
  world.commit("turned", { lock_id: lock.id, action: command, by: "remote_api", failure: null }, [
    { table: "locks", id: lock.id, row },
  ]);
  const startTime = new Date(world.now()).toISOString();
  return {
    status: command === "lock" ? "kAugLockState_Locked" : "kAugLockState_Unlocked",
    doorState: lock.door === "open" ? "kAugDoorState_Open" : "kAugDoorState_Closed",
    info: { action: command, lockID: lock.id, startTime, duration: 0 },
  };
}

function userTypeOf(lock: LockRow): "superuser" | "user" {
  return isGuest(lock) ? "user" : "superuser";
}

function serialOf(id: string): string {
  return `SN-${id}`;
}
