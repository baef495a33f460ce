import { z } from "zod";
import { changeCode, createCode, deleteCode } from "#virtual-locks/code-writes.ts";
import { listedCodes } from "#virtual-locks/faults.ts";
import type { LockCaller, Served } from "#virtual-locks/makers/serving.ts";
import { finishProgramming } from "#virtual-locks/programming.ts";
import type { CodeRow, CodeValues } from "#virtual-locks/rows.ts";
import { isTrouble, type Trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { entryError, entryTrouble, fail, sayTrouble, succeed } from "./words.ts";

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const entry = z
  .object({
    uuid: z.string().optional(),
    name: z.string().max(200).optional(),
    access: z
      .object({
        pin: z.string().regex(/^(\d{2,15})?$/),
        validFrom: z.string().regex(/^\d{1,10}$/),
        validTo: z.string().regex(/^\d{1,10}$/),
      })
      .partial()
      .strict()
      .optional(),
  })
  .strict();
const orders = z.object({ users: z.array(z.unknown()) });
const named = z.object({ uuid: z.string() });
type Entry = z.output<typeof entry>;

/** Every entry; those that were deleted are told without what was in them. */
export function query(world: World, { lock, scopes }: LockCaller): Served {
  const there = listedCodes(world, scopes, lock.id).flatMap((code) => presentEntry(world, code) ?? []);
  const gone = world
    .entries("notes")
    .flatMap(([key, row]) => (key.startsWith(tombs(lock.accountId, lock.id)) ? [row] : []));
  return succeed({ series: lock.id, users: [...there, ...gone] });
}

/** Entries by their uuids. */
export function get(world: World, { lock }: LockCaller, body: unknown): Served {
  return eachEntry(body, (value) => {
    const uuid = named.safeParse(value).data?.uuid;
    const code = uuid === undefined ? undefined : codeAt(world, lock.id, uuid);
    const shown = code && presentEntry(world, code);
    return shown ?? { uuid, ...entryError(isUuid(uuid) ? "EDIR_UUID_DOES_NOT_EXIST" : "EDIR_UUID_INVALID_FORMAT") };
  });
}

/** Without `force`, an entry that is there stays as it is. */
export function create(world: World, caller: LockCaller, body: unknown, isForced: boolean): Served {
  const { lock, scopes } = caller;
  return eachEntry(body, (value) => {
    const read = readEntry(value);
    if ("errors" in read) return read;
    const uuid = read.uuid ?? world.runtime.uuid();
    if (!isUuid(uuid)) return { uuid, ...entryError("EDIR_FIELD_VALUE_ERROR", "uuid") };
    const before = codeAt(world, lock.id, uuid);
    const isThere = before !== undefined || world.get("notes", tomb(caller, uuid)) !== undefined;
    if (isThere && !isForced) return { uuid, ...entryError("EDIR_UUID_ALREADY_EXISTS") };
    const values = { name: "", digits: "", startsAt: undefined, endsAt: undefined, ...valuesIn(read) };
    const row =
      before === undefined
        ? createCode(world, lock, { ...values, offline: false }, scopes)
        : changeCode(world, lock, before, values, scopes);
    if (isTrouble(row)) return troubleAt(uuid, row);
    world.commit("entry_created", { lock_id: lock.id }, [{ table: "notes", id: tomb(caller, uuid), row: null }]);
    return stands(world, caller, row, uuid);
  });
}

export function update(world: World, caller: LockCaller, body: unknown): Served {
  const { lock, scopes } = caller;
  return eachEntry(body, (value) => {
    const read = readEntry(value);
    if ("errors" in read) return read;
    const { uuid } = read;
    if (uuid === undefined) return entryError("EDIR_UUID_IS_MISSING");
    const code = codeAt(world, lock.id, uuid);
    if (code === undefined) return { uuid, ...entryError("EDIR_UUID_DOES_NOT_EXIST") };
    // An entry without a PIN opens nothing: that somebody stays in the directory is not kept here.
    const row =
      read.access?.pin === ""
        ? deleteCode(world, lock, code, scopes)
        : changeCode(world, lock, code, valuesIn(read), scopes);
    return isTrouble(row) ? troubleAt(uuid, row) : stands(world, caller, row, uuid);
  });
}

/** A deleted entry keeps its uuid. */
export function remove(world: World, caller: LockCaller, body: unknown): Served {
  const { lock, scopes } = caller;
  return eachEntry(body, (value) => {
    const uuid = named.safeParse(value).data?.uuid;
    const code = uuid === undefined ? undefined : codeAt(world, lock.id, uuid);
    if (uuid === undefined || code === undefined) return { uuid, ...entryError("EDIR_UUID_DOES_NOT_EXIST") };
    const row = deleteCode(world, lock, code, scopes);
    if (isTrouble(row)) return troubleAt(uuid, row);
    const buried = { uuid, deleted: true, timestamp: world.now() };
    if (code.madeBy === "api")
      world.commit("entry_deleted", { lock_id: lock.id }, [{ table: "notes", id: tomb(caller, uuid), row: buried }]);
    return stands(world, caller, row, uuid);
  });
}

/** Whole requests fail for troubles of the intercom, entries for their own. */
function eachEntry(body: unknown, work: (value: unknown) => object | Response): Served {
  const read = orders.safeParse(body);
  if (!read.success) return fail("missing", "users");
  const done = read.data.users.map(work);
  return done.find((one) => one instanceof Response) ?? succeed({ users: done });
}

function troubleAt(uuid: string, trouble: Trouble): object | Response {
  const mine = entryTrouble(trouble);
  return mine === undefined ? sayTrouble(trouble) : { uuid, ...mine };
}

/** The intercom is its own memory: what it has answered is so, unless a fault makes it slow. */
function stands(world: World, caller: LockCaller, row: CodeRow, uuid: string): object {
  const { lock } = caller;
  if (!row.dropped && row.dueAt !== undefined && row.dueAt <= world.now()) finishProgramming(world, lock, row);
  const alias = { table: "notes", id: aliasOf(lock.accountId, lock.id, uuid), row: row.id } as const;
  if (row.id !== uuid.toLowerCase()) world.commit("entry_named", { lock_id: lock.id }, [alias]);
  return { uuid, timestamp: world.now() };
}

function readEntry(value: unknown): Entry | { readonly uuid: unknown; readonly errors: unknown } {
  const read = entry.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const isUnknown = issue?.code === "unrecognized_keys";
  const path = [...(issue?.path ?? []), ...(isUnknown ? issue.keys : [])].join(".");
  const said = entryError(isUnknown ? "EDIR_FIELD_NAME_UNKNOWN" : "EDIR_FIELD_VALUE_ERROR", path);
  return { uuid: named.safeParse(value).data?.uuid, errors: [], ...said };
}

function valuesIn({ name, access = {} }: Entry): Partial<CodeValues> {
  const at = (seconds: string) => (Number(seconds) === 0 ? undefined : Number(seconds) * 1_000);
  return {
    ...(name !== undefined && { name }),
    ...(access.pin !== undefined && { digits: access.pin }),
    ...(access.validFrom !== undefined && { startsAt: at(access.validFrom) }),
    ...(access.validTo !== undefined && { endsAt: at(access.validTo) }),
  };
}

/** An entry with those of its fields that are not at their defaults. */
function presentEntry(world: World, code: CodeRow): object | undefined {
  if (code.onLock === undefined) return undefined;
  const { name, digits, startsAt, endsAt } = code.onLock;
  return {
    uuid: uuidOf(world, code),
    name,
    access: {
      pin: digits,
      ...(startsAt !== undefined && { validFrom: `${Math.floor(startsAt / 1_000)}` }),
      ...(endsAt !== undefined && { validTo: `${Math.floor(endsAt / 1_000)}` }),
    },
    timestamp: world.now(),
  };
}

/** Callers name their entries; the world names codes itself. */
function codeAt(world: World, lockId: string, uuid: string): CodeRow | undefined {
  return world
    .codesOf(lockId)
    .find((code) => !code.offline && uuidOf(world, code).toLowerCase() === uuid.toLowerCase());
}

export function uuidOf(world: World, code: CodeRow): string {
  const lock = world.get("locks", code.lockId);
  const prefix = aliasOf(lock?.accountId ?? "", code.lockId, "");
  const alias = world.entries("notes").find(([key, row]) => row === code.id && key.startsWith(prefix));
  return alias === undefined ? code.id : alias[0].slice(prefix.length);
}

function aliasOf(accountId: string, lockId: string, uuid: string): string {
  return `${accountId}/two_n/entry/${lockId}/${uuid}`;
}

function tombs(accountId: string, lockId: string): string {
  return `${accountId}/two_n/deleted/${lockId}/`;
}

function tomb({ lock }: LockCaller, uuid: string): string {
  return `${tombs(lock.accountId, lock.id)}${uuid.toLowerCase()}`;
}

function isUuid(uuid: string | undefined): boolean {
  return uuid !== undefined && uuidShape.test(uuid);
}
