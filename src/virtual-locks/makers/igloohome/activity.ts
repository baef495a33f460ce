import { factsReadOut } from "#virtual-locks/makers/facts-read-out.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import type { Fact, World } from "#virtual-locks/world.ts";

/** What the lock has recorded, newest first. */
export function listActivity(world: World, lock: LockRow, pageSize: number): object {
  const entries = factsReadOut(world, lock).flatMap((fact) => {
    const entry = entryOf(fact);
    if (entry === undefined) return [];
    return [{ ...entry, entryDate: Math.floor((fact.at + lock.clockErrorMs) / 1000), operationId: `${fact.n}` }];
  });
  return { nextCursor: "", payload: entries.reverse().slice(0, pageSize) };
}

/** The numbers are those that a user's production code knows. */
function entryOf({ what, about }: Fact): object | undefined {
  if (what === "code_typed") return about.opened === true ? { logType: 21, pin: about.code } : undefined;
  if (what !== "turned" || typeof about.failure === "string") return undefined;
  if (about.by === "manual_turn") return { logType: about.action === "lock" ? 51 : 52 };
  return { logType: about.action === "lock" ? 37 : 11 };
}
