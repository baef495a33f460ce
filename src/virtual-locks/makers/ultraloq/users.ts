import { createHash } from "node:crypto";
import type { Context } from "hono";
import { z } from "zod";
import { closesAt, instantsOf, wallTime } from "#domain/local-time.ts";
import { changeCode, createCode, deleteCode } from "#virtual-locks/code-writes.ts";
import { listedCodes } from "#virtual-locks/faults.ts";
import type { LockCaller, Served } from "#virtual-locks/makers/serving.ts";
import type { CodeRow, CodeValues, LockRow } from "#virtual-locks/rows.ts";
import { isTrouble, trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { deferred, ofDevice } from "./words.ts";

const types = { normal: 0, temporary: 2 } as const;
const time = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
const hour = z.string().regex(/^\d\d:\d\d$/);
const whole = z.object({
  name: z.string().min(1),
  // A number has no zeros before it: whoever sends 123456 for 0123456 has another PIN.
  password: z.number().int().min(1_000).max(99_999_999),
});
/** Whoever may come in for a time needs all of this, or is refused. */
const schedule = z.object({
  daterange: z.tuple([time, time]),
  weeks: z.array(z.number().int().min(0).max(6)),
  timerange: z.tuple([hour, hour]),
  limit: z.number().int().min(0),
});
const user = z.union([
  whole.extend({ type: z.literal(types.normal) }),
  whole.extend({ type: z.literal(types.temporary) }).merge(schedule),
]);
const change = whole
  .merge(schedule)
  .extend({ type: z.union([z.literal(0), z.literal(2)]) })
  .partial();

/** Neither digits nor times: for these each user is asked for. */
export function listUsers(world: World, { lock, scopes }: LockCaller, c: Context): Served {
  const users = listedCodes(world, scopes, lock.id).flatMap((code) => presentUser(lock, code) ?? []);
  return ofDevice(c, {
    users: users.map(({ id, name, type, status, sync_status }) => ({ id, name, type, status, sync_status })),
  });
}

export function getUser(world: World, { lock, scopes }: LockCaller, c: Context, { id }: Asked): Served {
  const found = listedCodes(world, scopes, lock.id).find((code) => userIdOf(code) === id);
  const shown = found && presentUser(lock, found);
  return ofDevice(c, shown === undefined ? {} : { user: shown });
}

type Asked = Readonly<Record<string, unknown>>;

/** Whoever is added is given no number in the answer. */
export function addUser(world: World, { lock, scopes }: LockCaller, c: Context, asked: Asked): Served {
  const read = user.safeParse(asked);
  if (!read.success) return trouble("INVALID_REQUEST", "The user cannot be read.");
  const values = valuesOf(lock, read.data);
  const row = createCode(world, lock, { ...values, offline: false }, scopes);
  return isTrouble(row) ? row : deferred(c, 10);
}

/** What is left out stays. */
export function updateUser(world: World, { lock, scopes }: LockCaller, c: Context, asked: Asked): Served {
  const code = world.codesOf(lock.id).find((each) => userIdOf(each) === asked.id);
  const read = change.safeParse(asked);
  if (!read.success || code === undefined) return trouble("INVALID_REQUEST", "There is no such user.");
  const { name, password, type, daterange } = read.data;
  const changed: Partial<CodeValues> = {
    ...(name !== undefined && { name }),
    ...(password !== undefined && { digits: `${password}` }),
    ...(type === types.normal && { startsAt: undefined, endsAt: undefined }),
    ...(daterange !== undefined && windowOf(lock, daterange)),
  };
  const row = changeCode(world, lock, code, changed, scopes);
  return isTrouble(row) ? row : deferred(c, 10);
}

export function deleteUser(world: World, { lock, scopes }: LockCaller, c: Context, { id }: Asked): Served {
  const code = world.codesOf(lock.id).find((each) => userIdOf(each) === id);
  const row = code && deleteCode(world, lock, code, scopes);
  return isTrouble(row) ? row : deferred(c, 10);
}

/** What the cloud was told last, and whether the lock has it; a user who is to go is shown until the lock has forgotten. */
function presentUser(lock: LockRow, code: CodeRow) {
  const values = typeof code.asked === "object" ? code.asked : code.onLock;
  if (values === undefined) return undefined;
  const { startsAt, endsAt, digits, name } = values;
  const times = startsAt !== undefined && endsAt !== undefined ? rangeOf(lock, startsAt, endsAt) : undefined;
  const sync_status = code.asked === undefined ? 1 : 0;
  const shown = { id: userIdOf(code), name, type: types.normal, status: 1, sync_status, password: digits };
  if (times === undefined) return shown;
  return {
    ...shown,
    type: types.temporary,
    daterange: times,
    weeks: [0, 1, 2, 3, 4, 5, 6],
    timerange: ["00:00", "23:59"],
    limit: 0,
  };
}

/** Users have whole numbers. Those of the virtual locks' codes are made of their names, so that nothing is to be kept. */
function userIdOf({ id }: Pick<CodeRow, "id">): number {
  return Number.parseInt(createHash("sha256").update(id).digest("hex").slice(0, 12), 16);
}

function valuesOf(lock: LockRow, read: z.output<typeof user>) {
  const window = read.type === types.temporary ? windowOf(lock, read.daterange) : none;
  return { name: read.name, digits: `${read.password}`, ...window };
}

const none = { startsAt: undefined, endsAt: undefined };

/** The lock's own clock is all that goes by. */
function windowOf({ timeZone = "UTC" }: LockRow, [from, to]: readonly [string, string]) {
  const wall = (shown: string) => Date.parse(`${shown.replace(" ", "T")}Z`);
  return { startsAt: instantsOf(wall(from), timeZone).first, endsAt: closesAt(wall(to), timeZone) };
}

function rangeOf({ timeZone = "UTC" }: LockRow, startsAt: number, endsAt: number): readonly [string, string] {
  const shown = (at: number) => new Date(wallTime(at, timeZone)).toISOString().slice(0, 16).replace("T", " ");
  return [shown(startsAt), shown(endsAt)];
}
