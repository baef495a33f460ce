import { unreachable } from "#virtual-locks/lock-state.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import type { Fact, World } from "#virtual-locks/world.ts";

/** What happened at a lock, oldest first, as far as its maker's cloud could read it out: up to when it was cut off. */
export function factsReadOut(world: World, lock: LockRow): readonly Fact[] {
  const facts = world.factsSince(0).filter(({ about }) => about.lock_id === lock.id || about.lock_id === lock.hubId);
  const read = unreachable(world, lock) === undefined ? facts : facts.slice(0, facts.findLastIndex(isCutOff));
  return read.filter(({ about }) => about.lock_id === lock.id);
}

function isCutOff({ what, about }: Fact): boolean {
  return what === "connection" && about.online === false;
}
