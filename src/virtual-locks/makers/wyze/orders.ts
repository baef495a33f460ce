import { z } from "zod";
import { programmingMs } from "#virtual-locks/lock-state.ts";
import type { LockCaller } from "#virtual-locks/makers/serving.ts";
import type { CodeValues } from "#virtual-locks/rows.ts";
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
const order = z.object({ isUpdate: z.boolean(), at: z.number(), refusedAt: z.number().optional() });

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
  const row = { isUpdate, at, ...(isRefused && { refusedAt }) };
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

/** The last order for a code. `refusal`: the stage of one that the lock does not take. */
export function ordersOf(world: World, accountId: string, codeId: string) {
  const read = order.safeParse(world.get("notes", orderUnder(accountId, codeId))).data;
  if (read === undefined) return undefined;
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
