import type { Context } from "hono";
import { factsReadOut } from "#virtual-locks/makers/facts-read-out.ts";
import type { LockCaller, Served } from "#virtual-locks/makers/serving.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import type { Fact, World } from "#virtual-locks/world.ts";
import { paged } from "./pages.ts";

/** What the lock has recorded within a time, newest first, as far as it could be read out. */
export function listRecords(world: World, { lock }: LockCaller, form: URLSearchParams, c: Context): Served {
  const [from, to] = [Number(form.get("startDate") || 0), Number(form.get("endDate") || world.now())];
  const entries = recordsOf(world, lock).filter(({ lockDate }) => from <= lockDate && lockDate <= to);
  return paged(c, form, entries.reverse());
}

function recordsOf(world: World, lock: LockRow) {
  return factsReadOut(world, lock).flatMap((fact) => {
    const record = recordOf(world, fact);
    if (record === undefined) return [];
    return [
      { recordId: fact.n, lockId: lock.id, lockDate: fact.at + lock.clockErrorMs, serverDate: fact.at, ...record },
    ];
  });
}

/** The record types are those of the page "Lock record types" (read 2026). */
function recordOf(world: World, { what, about }: Fact): object | undefined {
  if (what === "code_typed" && typeof about.code === "string") {
    const code = typeof about.access_code_id === "string" ? world.get("codes", about.access_code_id) : undefined;
    const username = code?.onLock?.name ?? "";
    return { recordType: 4, success: about.opened === true ? 1 : 0, keyboardPwd: about.code, username };
  }
  if (what !== "turned" || typeof about.failure === "string") return undefined;
  const types = about.by === "manual_turn" ? { lock: 36, unlock: 10 } : { lock: 11, unlock: 12 };
  return { recordType: about.action === "lock" ? types.lock : types.unlock, success: 1, username: "" };
}
