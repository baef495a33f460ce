import type { Context } from "hono";
import { changeCode, createCode, deleteCode } from "#virtual-locks/code-writes.ts";
import { listedCodes } from "#virtual-locks/faults.ts";
import { programmingMs } from "#virtual-locks/lock-state.ts";
import type { LockCaller, Served } from "#virtual-locks/makers/serving.ts";
import { finishProgramming } from "#virtual-locks/programming.ts";
import type { CodeRow, CodeValues, LockRow } from "#virtual-locks/rows.ts";
import { isTrouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { outOfReach } from "./locks.ts";
import { paged } from "./pages.ts";
import { done, errcodes, refuse } from "./words.ts";

type Form = URLSearchParams;

/** How long the cloud waits for a gateway before it says that the order failed. Assumed. */
const patienceMs = 20_000;
const types = { permanent: 2, period: 3 };
const viaGateway = "2";

export function listPasscodes(world: World, { lock, scopes }: LockCaller, form: Form, c: Context): Served {
  const entries = listedCodes(world, scopes, lock.id).flatMap((code) => {
    const values = known(code);
    return values === undefined ? [] : [presentPasscode(world, lock, code, values)];
  });
  return paged(c, form, entries);
}

export function addPasscode(world: World, { lock, scopes }: LockCaller, form: Form, c: Context): Served {
  const trouble = outOfReach(world, lock);
  if (trouble !== undefined) return refuse(c, trouble);
  const values = valuesOf(form, "keyboardPwd", form.get("keyboardPwdType") === `${types.permanent}`);
  if (values === undefined || form.get("addType") !== viaGateway) return refuse(c, errcodes.wrongParameter);
  const { digits = "", name = "Passcode", startsAt, endsAt } = values;
  const row = createCode(world, lock, { name, digits, startsAt, endsAt, offline: false }, scopes);
  if (isTrouble(row)) return row;
  return hasDone(world, lock, row) ? { keyboardPwdId: row.id } : refuse(c, errcodes.failed);
}

export function changePasscode(world: World, { lock, scopes }: LockCaller, form: Form, c: Context): Served {
  const trouble = outOfReach(world, lock);
  if (trouble !== undefined) return refuse(c, trouble);
  const code = codeOf(world, lock, form);
  if (code === undefined) return refuse(c, errcodes.noSuchPasscode);
  // A change names no type, and nobody says that it makes a permanent passcode one of a period, or back.
  const isPermanent = known(code)?.endsAt === undefined;
  const hasDates = form.has("startDate") || form.has("endDate");
  const values = valuesOf(form, "newKeyboardPwd", !hasDates);
  if (values === undefined || (hasDates && isPermanent)) return refuse(c, errcodes.wrongParameter);
  const { name, digits, startsAt, endsAt } = values;
  const changed = { ...(name && { name }), ...(digits && { digits }), ...(hasDates && { startsAt, endsAt }) };
  const row = changeCode(world, lock, code, changed, scopes);
  if (isTrouble(row)) return row;
  return hasDone(world, lock, row) ? done(c) : refuse(c, errcodes.failed);
}

export function deletePasscode(world: World, { lock, scopes }: LockCaller, form: Form, c: Context): Served {
  const trouble = outOfReach(world, lock);
  if (trouble !== undefined) return refuse(c, trouble);
  const code = codeOf(world, lock, form);
  if (code === undefined) return done(c);
  const row = deleteCode(world, lock, code, scopes);
  if (isTrouble(row)) return row;
  return hasDone(world, lock, row) ? done(c) : refuse(c, errcodes.failed);
}

/** Has the lock do it before it is answered. An order that was dropped is said to be done; a late one is not. */
function hasDone(world: World, lock: LockRow, row: CodeRow): boolean {
  if (row.dropped) return true;
  if (programmingMs(world, lock) > patienceMs) return false;
  finishProgramming(world, lock, row);
  return true;
}

/** What the cloud has on record of a code: what it was told last that the lock has. */
function known(code: CodeRow): CodeValues | undefined {
  if (!code.dropped || code.asked === undefined) return code.onLock;
  return code.asked === "nothing" ? undefined : code.asked;
}

function codeOf(world: World, lock: LockRow, form: Form): CodeRow | undefined {
  const code = world.get("codes", form.get("keyboardPwdId") ?? "");
  return code?.lockId === lock.id ? code : undefined;
}

/** `undefined`: a time is missing or none. */
function valuesOf(form: Form, digits: string, isPermanent: boolean): Partial<CodeValues> | undefined {
  const values = { name: form.get("keyboardPwdName") || undefined, digits: form.get(digits) || undefined };
  if (isPermanent) return { ...strip(values), startsAt: undefined, endsAt: undefined };
  const [startsAt, endsAt] = [Number(form.get("startDate") ?? "x"), Number(form.get("endDate") ?? "x")];
  if (!Number.isSafeInteger(startsAt) || !Number.isSafeInteger(endsAt)) return undefined;
  return { ...strip(values), startsAt, endsAt };
}

function strip(values: { readonly name: string | undefined; readonly digits: string | undefined }) {
  const { name, digits } = values;
  return { ...(name !== undefined && { name }), ...(digits !== undefined && { digits }) };
}

function presentPasscode(world: World, lock: LockRow, code: CodeRow, values: CodeValues) {
  const { startsAt, endsAt } = values;
  const isPermanent = startsAt === undefined && endsAt === undefined;
  return {
    keyboardPwdId: code.id,
    lockId: lock.id,
    keyboardPwd: values.digits,
    keyboardPwdName: values.name,
    keyboardPwdVersion: 4,
    keyboardPwdType: isPermanent ? types.permanent : types.period,
    startDate: startsAt ?? 0,
    endDate: endsAt ?? 0,
    isCustom: 1,
    senderUsername: world.get("accounts", lock.accountId)?.email ?? "",
  };
}
