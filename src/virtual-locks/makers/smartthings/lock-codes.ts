import { changeCode, createCode, deleteCode } from "#virtual-locks/code-writes.ts";
import { programmingMs } from "#virtual-locks/lock-state.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import { isTrouble, type Trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { codeIn, keepNotes, type LockNotes, say } from "./lock-notes.ts";
import type { Order } from "./order.ts";

/** What a lock makes of an order is told by an event; only the hub's own troubles are answered at once. */
export const lockCodesCommands: Readonly<Record<string, Order>> = {
  setCode: ({ world, lock, notes, scopes }, [slot, digits, name]) => {
    if (typeof slot !== "number" || typeof digits !== "string" || typeof name !== "string") return "malformed";
    const standing = codeIn(world, lock, notes, slot);
    const named = name === "" ? `Code ${slot}` : name;
    const values = { name: named, digits, startsAt: undefined, endsAt: undefined };
    if (slot < 1 || slot > (lock.profile.maxCodes ?? slot)) return failed(world, lock, notes, slot);
    const done =
      standing === undefined
        ? createCode(world, lock, { ...values, offline: false }, scopes)
        : changeCode(world, overwritable(lock), standing, { name: named, digits }, scopes);
    if (isTrouble(done)) return refusal(done) ?? failed(world, lock, notes, slot);
    keepNotes(world, lock, { ...notes, seats: { ...notes.seats, [done.id]: { slot, userIndex: slot } } });
    return undefined;
  },
  deleteCode: ({ world, lock, notes, scopes }, [slot]) => {
    if (typeof slot !== "number") return "malformed";
    const standing = codeIn(world, lock, notes, slot);
    if (standing === undefined) return told(world, lock, notes, `${slot} unset`);
    const done = deleteCode(world, lock, standing, scopes);
    return isTrouble(done) ? (refusal(done) ?? told(world, lock, notes, `${slot} failed`)) : undefined;
  },
  migrate: ({ world, lock, notes }) => {
    const bySlot = world
      .codesOf(lock.id)
      .map((code) => ({ id: code.id, name: code.onLock?.name ?? "", slot: notes.seats[code.id]?.slot ?? 0 }))
      .sort((one, other) => one.slot - other.slot);
    const seats = bySlot.map(({ id, slot }, at) => [id, { slot, userIndex: at + 1 }] as const);
    const users = bySlot.map(({ name }, at) => ({ userIndex: at + 1, userName: name, userType: "guest" }));
    keepNotes(world, lock, {
      ...notes,
      migrated: true,
      seats: { ...notes.seats, ...Object.fromEntries(seats) },
      users,
    });
    return undefined;
  },
};

/** Neither the hub nor a lock asks whose code stands in a slot. */
export function overwritable(lock: LockRow): LockRow {
  const unmanaged = { ...lock.profile.unmanaged, convertible: true };
  return { ...lock, profile: { ...lock.profile, unmanaged } };
}

/** What the cloud answers itself; `undefined`: the lock is to say it. */
export function refusal(trouble: Trouble): Trouble | undefined {
  const byLock = ["PIN_CONFLICT", "LOCK_FULL", "INVALID_PIN_FORMAT", "INVALID_NAME", "NOT_FOUND"];
  return byLock.includes(trouble.error_code) ? undefined : trouble;
}

function failed(world: World, lock: LockRow, notes: LockNotes, slot: number): undefined {
  return told(world, lock, notes, `${slot} failed`);
}

function told(world: World, lock: LockRow, notes: LockNotes, value: string): undefined {
  say(world, lock, notes, { attribute: "codeChanged", value }, programmingMs(world, lock));
  return undefined;
}
