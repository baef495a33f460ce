import { createDecipheriv, createHash } from "node:crypto";
import type { Context } from "hono";
import { z } from "zod";
import { checkName } from "#virtual-locks/code-rules.ts";
import { changeCode, createCode, deleteCode } from "#virtual-locks/code-writes.ts";
import { listedCodes } from "#virtual-locks/faults.ts";
import type { LockCaller, Served } from "#virtual-locks/makers/serving.ts";
import type { CodeRow, CodeValues } from "#virtual-locks/rows.ts";
import { isTrouble, type Trouble, trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { orderOf, record, refusedAdds, withdraw } from "./orders.ts";
import { done, errnos, refuse, valuesOf } from "./words.ts";

const permissions = z.discriminatedUnion("status", [
  z.object({ status: z.literal(1) }),
  z.object({ status: z.literal(2), begin: z.number().int().min(0), end: z.number().int().min(0) }),
]);
const always = 1;
const forATime = 2;
const [adding, deleting, updating] = [1, 2, 3];
const [pending, , success] = [1, 2, 3];

/** What PINs are encrypted with on their way; each account has one. */
export function secretOf(accountId: string): string {
  return createHash("sha256").update(`crypt ${accountId}`).digest("hex").slice(0, 32);
}

/** A code's number, under which the history names it too. */
export function numberOf(codeId: string): number {
  return Number.parseInt(createHash("sha256").update(codeId).digest("hex").slice(0, 12), 16);
}

/** Never the digits. What the lock refused stays on record until somebody deletes it. */
export function listPasswords(world: World, { lock, scopes, accountId }: LockCaller): object[] {
  const standing = listedCodes(world, scopes, lock.id).map((code) => presentCode(world, accountId, code));
  const refused = refusedAdds(world, accountId, lock.id).map(({ id, name, startsAt, endsAt, at, stage }) =>
    presented(id, { name, digits: "", startsAt, endsAt }, { accountId, operation: adding, stage, at }),
  );
  return [...standing, ...refused];
}

function presentCode(world: World, accountId: string, code: CodeRow): object {
  const { id, asked, onLock } = code;
  const order = orderOf(world, accountId, code);
  const at = order?.at ?? 0;
  const values = asked === undefined || asked === "nothing" ? onLock : asked;
  if (asked !== undefined) {
    const operation = asked === "nothing" ? deleting : onLock === undefined ? adding : updating;
    return presented(id, onLock ?? values, { accountId, operation, stage: pending, at });
  }
  const operation = order?.isUpdate === true ? updating : adding;
  return presented(id, values, { accountId, operation, stage: order?.refusal ?? success, at });
}

function presented(
  id: string,
  values: CodeValues | undefined,
  { accountId, operation, stage, at }: { accountId: string; operation?: number; stage?: number; at: number },
): object {
  const { name = "", startsAt = 0, endsAt } = values ?? {};
  const timed = { status: forATime, begin: startsAt, end: endsAt };
  return {
    id: numberOf(id),
    name,
    username: name,
    userid: accountId,
    is_default: 0,
    time: at,
    pwd_state: operation === adding && stage !== success ? 1 : 2,
    permission: endsAt === undefined ? { status: always, begin: 0, end: 0 } : timed,
    operation,
    operation_stage: stage,
    description: "",
  };
}

/** The cloud answers for what is in its own books; what the lock says to a PIN comes later. */
export async function addPassword(world: World, caller: LockCaller, c: Context): Promise<Served> {
  const values = await readCode(c, caller.accountId);
  if (isTrouble(values)) return values;
  const { lock, scopes } = caller;
  const flaw = nameFlaw(world, caller, values.name, undefined);
  if (flaw !== undefined) return flaw;
  const made = createCode(world, lock, { ...values, offline: false }, scopes);
  if (isTrouble(made) && !isLocksWord(made)) return made;
  record(world, caller, isTrouble(made) ? { refused: values } : { codeId: made.id, isUpdate: false });
  return done(c);
}

export async function updatePassword(world: World, caller: LockCaller, c: Context): Promise<Served> {
  const code = await codeIn(world, caller, c);
  if (code === undefined) return refuse(c, errnos.noSuchRecord);
  const given = await readCode(c, caller.accountId);
  if (isTrouble(given)) return given;
  const { digits, startsAt, endsAt } = given;
  const changed = changeCode(world, caller.lock, code, { digits, startsAt, endsAt }, caller.scopes);
  if (isTrouble(changed) && !isLocksWord(changed)) return changed;
  record(world, caller, { codeId: code.id, isUpdate: true, isRefused: isTrouble(changed) });
  return done(c);
}

export async function deletePassword(world: World, caller: LockCaller, c: Context): Promise<Served> {
  const code = await codeIn(world, caller, c);
  if (code === undefined) {
    const { passwordid = "" } = await valuesOf(c);
    const isWithdrawn = withdraw(world, caller, (id) => `${numberOf(id)}` === passwordid);
    return isWithdrawn ? done(c) : refuse(c, errnos.noSuchRecord);
  }
  const deleted = deleteCode(world, caller.lock, code, caller.scopes);
  return isTrouble(deleted) ? deleted : done(c);
}

/** The lock takes no part in names. */
export async function renamePassword(world: World, caller: LockCaller, c: Context): Promise<Served> {
  const code = await codeIn(world, caller, c);
  const { nickname = "" } = await valuesOf(c);
  if (code === undefined) return refuse(c, errnos.noSuchRecord);
  const flaw = nameFlaw(world, caller, nickname, code);
  if (flaw !== undefined) return flaw;
  const named = <Values extends CodeRow["asked"]>(values: Values) =>
    typeof values === "object" ? { ...values, name: nickname } : values;
  const row = { ...code, onLock: named(code.onLock), asked: named(code.asked) };
  world.commit("code_renamed", { lock_id: caller.lock.id, access_code_id: code.id }, [
    { table: "codes", id: code.id, row },
  ]);
  return done(c);
}

/** Names of what the lock refused are in the way too. */
function nameFlaw(world: World, { lock, accountId }: LockCaller, name: string, self: CodeRow | undefined) {
  const isRefused = refusedAdds(world, accountId, lock.id).some((one) => one.name === name);
  return isRefused ? trouble("NAME_CONFLICT", "A record has this name.") : checkName(world, lock, name, self);
}

function isLocksWord({ error_code }: Trouble): boolean {
  return error_code === "PIN_CONFLICT" || error_code === "LOCK_FULL";
}

async function codeIn(world: World, { lock }: LockCaller, c: Context): Promise<CodeRow | undefined> {
  const { passwordid } = await valuesOf(c);
  return world.codesOf(lock.id).find(({ id }) => `${numberOf(id)}` === passwordid);
}

async function readCode(c: Context, accountId: string): Promise<CodeValues | Trouble> {
  const { name = "", password = "", permission = "" } = await valuesOf(c);
  const digits = decrypted(password, secretOf(accountId));
  const read = permissions.safeParse(parsed(permission));
  if (digits === undefined || !read.success) return trouble("INVALID_REQUEST", "Wrong or missing values.");
  const window = read.data.status === forATime ? read.data : undefined;
  return { name, digits, startsAt: window && window.begin * 1_000, endsAt: window && window.end * 1_000 };
}

function decrypted(hex: string, secret: string): string | undefined {
  try {
    const decipher = createDecipheriv("aes-128-cbc", createHash("md5").update(secret).digest(), "0123456789ABCDEF");
    return decipher.update(hex, "hex", "utf8") + decipher.final("utf8");
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
