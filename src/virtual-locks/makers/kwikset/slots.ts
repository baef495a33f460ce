import type { CodeRow, LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";

/** Has every lock give a place to what comes to stand on it, at the moment at which it does. */
export function giveOutSlots(world: World): void {
  world.onCommit((changes) => {
    for (const change of changes) {
      if (change.table !== "codes" || change.row === null) continue;
      const lock = world.get("locks", change.row.lockId);
      if (lock !== undefined) slotsOf(world, lock);
    }
  });
}

/** Which code stands in which place: a new one in the lowest that is free, whoever puts it there. */
export function slotsOf(world: World, lock: LockRow): ReadonlyMap<number, CodeRow> {
  const id = `${lock.accountId}/kwikset/slots/${lock.id}`;
  const known = (world.get("notes", id) ?? {}) as Readonly<Record<string, number>>;
  const codes = world.codesOf(lock.id).filter((code) => code.onLock !== undefined);
  const slots = new Map<number, CodeRow>();
  for (const code of codes) {
    const slot = known[code.id];
    if (slot !== undefined) slots.set(slot, code);
  }
  const homeless = codes.filter((code) => known[code.id] === undefined);
  for (const code of homeless) slots.set(lowestFree(slots), code);
  if (homeless.length > 0 || slots.size !== Object.keys(known).length) {
    const row = Object.fromEntries([...slots].map(([slot, code]) => [code.id, slot]));
    world.commit("slots", { lock_id: lock.id }, [{ table: "notes", id, row }]);
  }
  return slots;
}

/** Place 0 is none: it stands for "any" in an order. */
function lowestFree(slots: ReadonlyMap<number, unknown>): number {
  let slot = 1;
  while (slots.has(slot)) slot += 1;
  return slot;
}
