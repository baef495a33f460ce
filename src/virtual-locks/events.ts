import { unreachable } from "./lock-state.ts";
import type { Change, LockEvent, LockRow } from "./rows.ts";
import type { World } from "./world.ts";

/** What happened, before it is addressed to anybody. */
export interface Happening {
  readonly event_type: string;
  /** Told by the lock: waits there while nobody can reach it. Otherwise the cloud knows by itself. */
  readonly fromLock: boolean;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** The events of one lock as rows to commit with their cause: on their way to webhooks, or kept by the lock. */
export function announce(world: World, lock: LockRow, happenings: readonly Happening[]): Change[] {
  if (lock.removed) return [];
  const isCutOff = unreachable(world, lock) !== undefined;
  return happenings.flatMap((happening) => {
    const event: LockEvent = {
      event_id: world.runtime.uuid(),
      event_type: happening.event_type,
      timestamp: new Date(world.now()).toISOString(),
      lock_id: lock.id,
      device_id: lock.id,
      ...happening.fields,
    };
    if (!(happening.fromLock && isCutOff)) return deliver(world, lock, event);
    return [{ table: "heldEvents", id: event.event_id, row: { id: event.event_id, lockId: lock.id, event } } as const];
  });
}

/** What a lock kept while it was cut off, sent now, oldest first. */
export function release(world: World, lock: LockRow): Change[] {
  return world
    .all("heldEvents")
    .filter((held) => held.lockId === lock.id)
    .flatMap((held) => [{ table: "heldEvents", id: held.id, row: null } as const, ...deliver(world, lock, held.event)]);
}

function deliver(world: World, lock: LockRow, event: LockEvent): Change[] {
  return world
    .all("webhooks")
    .filter((webhook) => webhook.accountId === lock.accountId)
    .filter((webhook) => webhook.events.length === 0 || webhook.events.includes(event.event_type))
    .map((webhook) => {
      const id = world.runtime.uuid();
      const [firstAt, nextAt] = [world.now(), world.now()];
      const body = JSON.stringify(event);
      const row = { id, webhookId: webhook.id, lockId: lock.id, body, firstAt, tries: 0, nextAt };
      return { table: "deliveries", id, row } as const;
    });
}
