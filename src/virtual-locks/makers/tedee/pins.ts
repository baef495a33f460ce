import type { Context } from "hono";
import { z } from "zod";
import { changeCode, createCode, deleteCode } from "#virtual-locks/code-writes.ts";
import { programmingMs } from "#virtual-locks/lock-state.ts";
import type { LockCaller, Served } from "#virtual-locks/makers/serving.ts";
import { finishProgramming } from "#virtual-locks/programming.ts";
import { optionalInstant, readJson } from "#virtual-locks/requests.ts";
import type { CodeRow, CodeValues, LockRow } from "#virtual-locks/rows.ts";
import { isTrouble, type Trouble, trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { outOfReach } from "./devices.ts";
import { done, fail, ok } from "./words.ts";

/** How long the cloud waits for a lock before it answers 408. Assumed. */
const patienceMs = 20_000;

/** The list comes from the lock: it shows what the lock has, and is never stale. */
export function listPins(world: World, { lock }: LockCaller, c: Context): Served {
  const refusal = outOfReach(world, lock) ?? busy(world, lock);
  if (refusal !== undefined) return refusal;
  const listVersion = versionOf(world, lock);
  if (c.req.query("listVersion") === `${listVersion}`) return new Response(null, { status: 304 });
  const pins = world.codesOf(lock.id).flatMap(({ id, onLock }) => (onLock ? [{ id, alias: onLock.name }] : []));
  return ok(c, 200, { listVersion, pins });
}

export function showPin(world: World, { lock }: LockCaller, c: Context): Served {
  const refusal = outOfReach(world, lock) ?? busy(world, lock);
  if (refusal !== undefined) return refusal;
  const code = pinOf(world, lock, c);
  return code?.onLock === undefined ? noSuchPin(c) : ok(c, 200, presentPin(code.id, code.onLock));
}

export async function addPin(world: World, { lock, scopes }: LockCaller, c: Context): Promise<Served> {
  const values = await valuesOf(c);
  const refusal = outOfReach(world, lock) ?? busy(world, lock);
  if (refusal !== undefined || isTrouble(values)) return refusal ?? (values as Trouble);
  const row = createCode(world, lock, { ...values, offline: false }, scopes);
  if (isTrouble(row)) return row;
  return hasDone(world, lock, row, undefined) ? ok(c, 201, { id: row.id }) : timeout(c);
}

/** Replaces the whole PIN: what is not named has no value any more. */
export async function changePin(world: World, { lock, scopes }: LockCaller, c: Context): Promise<Served> {
  const values = await valuesOf(c);
  const refusal = outOfReach(world, lock) ?? busy(world, lock);
  if (refusal !== undefined || isTrouble(values)) return refusal ?? (values as Trouble);
  const code = pinOf(world, lock, c);
  if (code?.onLock === undefined) return noSuchPin(c);
  const row = changeCode(world, lock, code, values, scopes);
  if (isTrouble(row)) return row;
  return hasDone(world, lock, row, code) ? done() : timeout(c);
}

export function removePin(world: World, { lock, scopes }: LockCaller, c: Context): Served {
  const refusal = outOfReach(world, lock) ?? busy(world, lock);
  if (refusal !== undefined) return refusal;
  const code = pinOf(world, lock, c);
  if (code?.onLock === undefined) return noSuchPin(c);
  const row = deleteCode(world, lock, code, scopes);
  if (isTrouble(row)) return row;
  return hasDone(world, lock, row, code) ? done() : timeout(c);
}

/** Has the lock do it before it is answered. An order that was dropped came to nothing; a late one is done later. */
function hasDone(world: World, lock: LockRow, row: CodeRow, before: CodeRow | undefined): boolean {
  if (row.dropped) {
    const change = { table: "codes", id: row.id, row: before ?? null } as const;
    world.commit("order_lost", { lock_id: lock.id, access_code_id: row.id }, [change]);
    return false;
  }
  if (programmingMs(world, lock) > patienceMs) return false;
  finishProgramming(world, lock, row);
  return true;
}

/** A lock does one thing at a time. */
function busy(world: World, lock: LockRow): Trouble | undefined {
  const isBusy = world.codesOf(lock.id).some(({ asked, dueAt }) => asked !== undefined && dueAt !== undefined);
  return isBusy ? { ...trouble("SERVICE_UNAVAILABLE", "The lock is at another order."), status: 423 } : undefined;
}

/** Goes up by one with each change, but for what the lock drops by itself. Facts that are no longer kept count as changes. */
function versionOf(world: World, lock: LockRow): number {
  const facts = world.factsSince(0);
  const changes = facts.filter(({ what, about }) => about.lock_id === lock.id && isChange.test(what));
  return (facts[0]?.n ?? 1) + changes.length;
}

const isChange = /^codes?_(created|updated|deleted|wiped)$/;

function pinOf(world: World, lock: LockRow, c: Context): CodeRow | undefined {
  const code = world.get("codes", c.req.param("pin") ?? "");
  return code?.lockId === lock.id ? code : undefined;
}

const body = z.object({
  alias: z.string(),
  pin: z.string(),
  startDate: optionalInstant,
  endDate: optionalInstant,
});

async function valuesOf(c: Context): Promise<CodeValues | Trouble> {
  const read = await readJson(c, body);
  if (isTrouble(read)) return read;
  return { name: read.alias, digits: read.pin, startsAt: read.startDate, endsAt: read.endDate };
}

function presentPin(id: string, { name, digits, startsAt, endsAt }: CodeValues) {
  return {
    id,
    alias: name,
    pin: digits,
    startDate: startsAt === undefined ? null : new Date(startsAt).toISOString(),
    endDate: endsAt === undefined ? null : new Date(endsAt).toISOString(),
    dayStartTime: null,
    dayEndTime: null,
    weekDays: null,
  };
}

function noSuchPin(c: Context): Response {
  return fail(c, 404, "Pin not found.");
}

function timeout(c: Context): Response {
  return fail(c, 408, "Timeout while sending data to the device.");
}
