import type { Context } from "hono";
import { unreachable } from "#virtual-locks/lock-state.ts";
import type { LockCaller, Served } from "#virtual-locks/makers/serving.ts";
import { trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { fail, ok } from "./words.ts";

/** A turn "usually takes up to 3 seconds" (how-to "operate locks", read November 2026). */
const turningMs = 2_000;
const types = { lock: 0, unlock: 1 };

interface Operation {
  readonly lockId: string;
  readonly action: "lock" | "unlock";
  /** The number of the last fact before it. */
  readonly after: number;
}

/** Accepts a turn; whether the bolt moves shows later. */
export function acceptOperation(world: World, { lock }: LockCaller, c: Context): Served {
  const action = c.req.param("action") === "lock" ? "lock" : "unlock";
  if (lock.conditions?.remote_unlock_disabled !== undefined) return trouble("LOCK_NOT_AUTHORIZED", "Not from afar.");
  if (lock.hubId === undefined) return trouble("NOT_SUPPORTED", "The lock has no bridge.");
  const cutOff = unreachable(world, lock);
  if (cutOff !== undefined) return cutOff;
  const id = world.runtime.uuid();
  const row = { id, lockId: lock.id, customId: undefined, action, dueAt: world.now() + turningMs } as const;
  const operation: Operation = { lockId: lock.id, action, after: world.factsSince(0).at(-1)?.n ?? 0 };
  world.commit("action_accepted", { lock_id: lock.id, action }, [
    { table: "actions", id, row },
    { table: "notes", id: noteOf(lock.accountId, id), row: operation },
  ]);
  return ok(c, 202, { operationId: id, lastStateChangedDate: new Date(lock.updatedAt).toISOString() });
}

export function presentOperation(world: World, accountId: string, c: Context): Response {
  const operationId = c.req.param("id") ?? "";
  const operation = world.get("notes", noteOf(accountId, operationId)) as Operation | undefined;
  if (operation === undefined) return fail(c, 404, "There is no such operation.");
  const { lockId: deviceId, action, after } = operation;
  const isPending = world.get("actions", operationId) !== undefined;
  const turned = world
    .factsSince(after)
    .find(({ what, about }) => what === "turned" && about.lock_id === deviceId && about.by === "remote_api");
  const result = isPending || turned?.about.failure === null ? 0 : 1;
  return ok(c, 200, {
    deviceId,
    operationId,
    result,
    status: isPending ? "PENDING" : "COMPLETED",
    type: types[action],
  });
}

function noteOf(accountId: string, id: string): string {
  return `${accountId}/operation/${id}`;
}
