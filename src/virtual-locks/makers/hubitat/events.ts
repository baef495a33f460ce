import type { LockRow } from "#virtual-locks/rows.ts";
import type { Fact, World } from "#virtual-locks/world.ts";
import type { LockNotes } from "./positions.ts";

/** One event of a device. */
export interface HubEvent {
  readonly at: number;
  readonly name: string;
  readonly value: string;
}

/** What a hub has noted of a lock by now, oldest first. */
export function eventsOf(world: World, lock: LockRow, notes: LockNotes): readonly HubEvent[] {
  const facts = world.factsSince(0).filter(({ about }) => about.lock_id === lock.id);
  const refusals = notes.refusals.filter((at) => at <= world.now());
  const failures = refusals.map((at) => ({ at, name: "codeChanged", value: "failed" }));
  return [...facts.flatMap((fact) => eventsIn(fact, notes)), ...failures].sort((one, other) => one.at - other.at);
}

/** The last value of an event's kind. */
export function lastOf(events: readonly HubEvent[], name: string): string | null {
  return events.findLast((event) => event.name === name)?.value ?? null;
}

const changes: Readonly<Record<string, string>> = {
  code_created: "added",
  code_updated: "changed",
  code_deleted: "deleted",
  codes_wiped: "deleted",
};

function eventsIn({ what, about, at }: Fact, { seats }: LockNotes): readonly HubEvent[] {
  const change = changes[what];
  if (change !== undefined) return [{ at, name: "codeChanged", value: change }];
  if (what === "code_typed" && about.opened === true) {
    const name = seats[String(about.access_code_id)]?.name;
    const who = name === undefined ? [] : [{ at, name: "lastCodeName", value: name }];
    return [{ at, name: "lock", value: "unlocked" }, ...who];
  }
  if (what !== "turned" || about.failure !== null) return [];
  return [{ at, name: "lock", value: about.action === "lock" ? "locked" : "unlocked" }];
}
