import { z } from "zod";
import { programmingMs } from "#virtual-locks/lock-state.ts";
import type { LockCaller } from "#virtual-locks/makers/serving.ts";
import type { CodeRow, CodeValues } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";

/** Stages of an order. */
const pending = 1;
const failure = 2;

const refusedAdd = z.object({
  name: z.string(),
  startsAt: z.number().optional(),
  endsAt: z.number().optional(),
  at: z.number(),
  refusedAt: z.number(),
});
const finished = z.object({ isUpdate: z.boolean(), at: z.number() });
const order = finished.extend({ refusedAt: z.number().optional(), before: finished.optional() });

/** What became of an order: a code that is on its way, or the lock's no, which it says once it was reached. */
export type Recorded =
  | { readonly refused: CodeValues }
  | { readonly codeId: string; readonly isUpdate: boolean; readonly isRefused?: boolean };

/** Remembers the last order for a code, beside what the world knows of it. */
export function record(world: World, { lock, accountId }: LockCaller, recorded: Recorded): void {
  const at = world.now();
  const refusedAt = at + programmingMs(world, lock);
  if ("refused" in recorded) {
    const { name, startsAt, endsAt } = recorded.refused;
    const id = `${refusedUnder(accountId, lock.id)}${world.runtime.uuid()}`;
    world.commit("order_taken", { lock_id: lock.id }, [
      { table: "notes", id, row: { name, startsAt, endsAt, at, refusedAt } },
    ]);
    return;
  }
  const { codeId, isUpdate, isRefused = false } = recorded;
  const before = finished.safeParse(world.get("notes", orderUnder(accountId, codeId))).data;
  const row = { isUpdate, at, ...(isRefused && { refusedAt }), ...(before && { before }) };
  world.commit("order_taken", { lock_id: lock.id, access_code_id: codeId }, [
    { table: "notes", id: orderUnder(accountId, codeId), row },
  ]);
}

/** Codes that the lock did not take, or has yet to say so of. */
export function refusedAdds(world: World, accountId: string, lockId: string) {
  return world.entries("notes").flatMap(([id, row]) => {
    const read = id.startsWith(refusedUnder(accountId, lockId)) ? refusedAdd.safeParse(row).data : undefined;
    if (read === undefined) return [];
    const { name, startsAt, endsAt, at, refusedAt } = read;
    return [{ id, name, startsAt, endsAt, at, stage: world.now() < refusedAt ? pending : failure }];
  });
}

/**
 * The last order for a code, or the one before it where a listing shows the code as it was then. `refusal`: the stage of
 * one that the lock does not take.
 */
export function orderOf(world: World, accountId: string, shown: CodeRow) {
  const read = order.safeParse(world.get("notes", orderUnder(accountId, shown.id))).data;
  if (read === undefined) return undefined;
  const now = world.get("codes", shown.id);
  const isOld = now === undefined || (now.asked ?? now.onLock) !== (shown.asked ?? shown.onLock);
  if (isOld && read.before !== undefined) return { ...read.before, refusal: undefined };
  const { isUpdate, at, refusedAt } = read;
  const refusal = refusedAt === undefined ? undefined : world.now() < refusedAt ? pending : failure;
  return { isUpdate, at, refusal };
}

/** Takes off the record what the lock did not take; `false`: there is no such record. */
export function withdraw(world: World, { lock, accountId }: LockCaller, isIt: (id: string) => boolean): boolean {
  const found = refusedAdds(world, accountId, lock.id).find(({ id }) => isIt(id));
  if (found === undefined) return false;
  world.commit("order_withdrawn", { lock_id: lock.id }, [{ table: "notes", id: found.id, row: null }]);
  return true;
}

function refusedUnder(accountId: string, lockId: string): string {
  return `${accountId}/wyze/refused/${lockId}/`;
}

function orderUnder(accountId: string, codeId: string): string {
  return `${accountId}/wyze/order/${codeId}`;
}
