import { z } from "zod";
import { changeCode, createCode, deleteCode } from "#virtual-locks/code-writes.ts";
import { listedCodes } from "#virtual-locks/faults.ts";
import { unreachable } from "#virtual-locks/lock-state.ts";
import type { LockCaller } from "#virtual-locks/makers/serving.ts";
import { optionalInstant } from "#virtual-locks/requests.ts";
import type { CodeRow, CodeValues, LockRow } from "#virtual-locks/rows.ts";
import { type Trouble, trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";

const keypadCode = 13;
const created = z.object({
  name: z.string().min(1),
  type: z.number().int(),
  code: z.number().int().optional(),
  allowedFromDate: optionalInstant,
  allowedUntilDate: optionalInstant,
});
/** `null` takes a date away; what is left out stays. */
const changed = z.object({
  name: z.string().min(1),
  code: z.number().int().optional(),
  enabled: z.literal(true).optional(),
  allowedFromDate: optionalInstant,
  allowedUntilDate: optionalInstant,
});

/** The keypad codes that the lock has. One that it has yet to be told of is not among them. */
export function listAuths(world: World, { lock, scopes }: LockCaller): object[] {
  return listedCodes(world, scopes, lock.id).flatMap((code) => presentAuth(lock, code) ?? []);
}

export function getAuth(world: World, { lock, scopes }: LockCaller, id: string): object | Trouble {
  const code = listedCodes(world, scopes, lock.id).find((one) => one.id === id);
  return (code && presentAuth(lock, code)) ?? trouble("NOT_FOUND", "There is no such authorization.");
}

export function addAuth(world: World, { lock, scopes }: LockCaller, body: unknown): CodeRow | Trouble {
  const read = created.safeParse(body);
  if (!read.success) return { ...trouble("INVALID_REQUEST", "A value is missing or none."), status: 422 };
  const { name, type, code, allowedFromDate: startsAt, allowedUntilDate: endsAt } = read.data;
  if (type !== keypadCode) return trouble("INVALID_REQUEST", "Only keypad codes are made here.");
  const row = createCode(world, lock, { name, digits: `${code ?? ""}`, startsAt, endsAt, offline: false }, scopes);
  // What comes to nothing leaves nothing behind that a further try could meet.
  if ("dropped" in row && row.dropped)
    world.commit("order_forgotten", { lock_id: lock.id }, [{ table: "codes", id: row.id, row: null }]);
  return row;
}

export function changeAuth(world: World, { lock, scopes }: LockCaller, id: string, body: unknown): CodeRow | Trouble {
  const read = changed.safeParse(body);
  if (!read.success) return { ...trouble("INVALID_REQUEST", "A value is missing or none."), status: 422 };
  const code = codeOf(world, lock, id);
  if ("error_code" in code) return code;
  const { name, code: digits, allowedFromDate: startsAt, allowedUntilDate: endsAt } = read.data;
  const has = (field: string) => Object.hasOwn(body as object, field);
  const values: Partial<CodeValues> = {
    name,
    ...(digits !== undefined && { digits: `${digits}` }),
    ...(has("allowedFromDate") && { startsAt }),
    ...(has("allowedUntilDate") && { endsAt }),
  };
  return changeCode(world, lock, code, values, scopes);
}

export function deleteAuth(world: World, { lock, scopes }: LockCaller, id: string): CodeRow | Trouble {
  const code = codeOf(world, lock, id);
  return "error_code" in code ? code : deleteCode(world, lock, code, scopes);
}

/** An authorization that is being changed is locked for another operation (423). */
function codeOf(world: World, lock: LockRow, id: string): CodeRow | Trouble {
  const code = world.get("codes", id);
  if (code?.lockId !== lock.id || code.onLock === undefined)
    return trouble("NOT_FOUND", "There is no such authorization.");
  const isBusy = isBeingChanged(code) && unreachable(world, lock) === undefined;
  return isBusy ? { ...trouble("INVALID_REQUEST", "Locked"), status: 423 } : code;
}

/** One whose order was forgotten looks as if nothing had been ordered. */
function isBeingChanged({ asked, dropped }: CodeRow): boolean {
  return asked !== undefined && !dropped;
}

export function presentAuth(lock: LockRow, code: CodeRow): object | undefined {
  const { id, onLock } = code;
  if (onLock === undefined) return undefined;
  const { name, digits, startsAt, endsAt } = onLock;
  return {
    id,
    smartlockId: lock.id,
    authId: 1,
    type: keypadCode,
    name,
    code: Number(digits),
    enabled: true,
    remoteAllowed: false,
    lockCount: 0,
    ...(startsAt !== undefined && { allowedFromDate: new Date(startsAt).toISOString() }),
    ...(endsAt !== undefined && { allowedUntilDate: new Date(endsAt).toISOString() }),
    ...(isBeingChanged(code) && { operationId: "65219648fe57075d71a6cb01" }),
  };
}
