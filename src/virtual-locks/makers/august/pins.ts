import type { Hono } from "hono";
import { z } from "zod";
import { createCode, deleteCode } from "#virtual-locks/code-writes.ts";
import { listedCodes, type Scopes } from "#virtual-locks/faults.ts";
import type { LockCaller, MakerServing, Served } from "#virtual-locks/makers/serving.ts";
import { instant, readJson } from "#virtual-locks/requests.ts";
import type { CodeRow, CodeValues, LockRow } from "#virtual-locks/rows.ts";
import { isTrouble, type Trouble, trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { isGuest } from "./locks.ts";
import { nameOf, type User, userIdOf, userNote, userOf } from "./users.ts";

const states = ["created", "loaded", "disabled", "disabling", "enabling", "deleting", "updating"] as const;

const newUser = z.object({ firstName: z.string(), lastName: z.string(), lockID: z.string(), pin: z.string() });
const command = z.object({
  action: z.enum(["load", "delete"]),
  augustUserID: z.string(),
  pin: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  accessType: z.enum(["always", "temporary"]).optional(),
  accessTimes: z.string().optional(),
});
const commands = z.object({ commands: z.array(command).min(1).max(50) });

export function addPins(app: Hono, world: World, serve: MakerServing): void {
  const lockOf = (c: { req: { param(name: string): string | undefined } }) => c.req.param("lockID") ?? "";
  app.get(
    "/locks/:lockID/pins",
    serve.lock(lockOf, ({ lock, scopes }) => listPins(world, lock, scopes)),
  );
  app.get(
    "/locks/:lockID/pin",
    serve.lock(lockOf, ({ lock }) => reservePin(world, lock)),
  );
  app.post(
    "/locks/:lockID/pins",
    serve.lock(
      lockOf,
      async (caller, c) => {
        const body = await readJson(c, commands);
        return isTrouble(body) ? body : runAll(world, caller, body.commands);
      },
      { writes: true },
    ),
  );
  app.post(
    "/unverifiedusers",
    serve.lock(
      async (c) => {
        const body = await readJson(c, newUser);
        return isTrouble(body) ? "" : body.lockID;
      },
      async ({ accountId }, c) => {
        const body = await readJson(c, newUser);
        if (isTrouble(body)) return body;
        const { firstName, lastName } = body;
        const id = world.runtime.uuid();
        const user: User = { firstName, lastName };
        world.commit("user_made", { account_id: accountId }, [
          { table: "notes", id: userNote(accountId, id), row: user },
        ]);
        return { id, firstName, lastName };
      },
      { writes: true },
    ),
  );
}

/** By state. A guest sees the codes of nobody but themselves, and has none here. */
function listPins(world: World, lock: LockRow, scopes: Scopes): object {
  const rows = isGuest(lock)
    ? []
    : listedCodes(world, scopes, lock.id).map((code, at) => presentPin(world, lock, code, at));
  return Object.fromEntries(states.map((state) => [state, rows.filter((row) => row.state === state)]));
}

function presentPin(world: World, lock: LockRow, code: CodeRow, at: number) {
  const values = code.asked === undefined || code.asked === "nothing" ? code.onLock : code.asked;
  const { digits = "", startsAt, endsAt } = values ?? {};
  const user = userOf(world, lock, code, values?.name ?? "");
  const timed = startsAt !== undefined && endsAt !== undefined;
  return {
    _id: code.id,
    lockID: lock.id,
    userID: userIdOf(world, lock, code),
    state: stateOf(code),
    pin: digits,
    slot: at + 1,
    accessType: timed ? "temporary" : "always",
    ...(timed && {
      accessStartTime: new Date(startsAt).toISOString(),
      accessEndTime: new Date(endsAt).toISOString(),
      accessTimes: accessTimes(startsAt, endsAt),
    }),
    firstName: user.firstName,
    lastName: user.lastName,
    unverified: code.madeBy === "api",
  };
}

function stateOf({ asked, onLock }: CodeRow): (typeof states)[number] {
  if (asked === undefined) return "loaded";
  if (asked === "nothing") return "deleting";
  return onLock === undefined ? "created" : "updating";
}

/** The reservation itself is not kept: whoever asks learns that there is room, and a PIN that is free. */
function reservePin(world: World, lock: LockRow): Served {
  const taken = world.codesOf(lock.id).flatMap(({ onLock, asked }) => [onLock, asked]);
  const { maxCodes = Number.POSITIVE_INFINITY, codeLengths } = lock.profile;
  if (world.codesOf(lock.id).length >= maxCodes) return trouble("LOCK_FULL", "There is no PIN slot left.");
  const length = codeLengths.at(-1) ?? 6;
  const draw = () => Array.from(world.runtime.randomBytes(length), (byte) => byte % 10).join("");
  const isTaken = (pin: string) => taken.some((values) => typeof values === "object" && values.digits === pin);
  let pin = draw();
  while (isTaken(pin)) pin = draw();
  return { pin };
}

/** One after the other, in the order in which they stand, up to the first that is refused. */
function runAll(world: World, caller: LockCaller, all: z.output<typeof commands>["commands"]): Served {
  for (const one of all) {
    const refusal = one.action === "load" ? load(world, caller, one) : remove(world, caller, one.augustUserID);
    if (refusal !== undefined) return refusal;
  }
  return {};
}

function load(
  world: World,
  { lock, accountId, scopes }: LockCaller,
  asked: z.output<typeof command>,
): Trouble | undefined {
  const user = world.get("notes", userNote(accountId, asked.augustUserID)) as User | undefined;
  if (user === undefined) return trouble("NOT_FOUND", "There is no such user.");
  if (asked.pin === undefined || asked.accessType === undefined)
    return trouble("INVALID_REQUEST", "A PIN and its access type are needed.");
  const window = asked.accessType === "always" ? {} : readAccessTimes(asked.accessTimes);
  if (window === undefined) return trouble("INVALID_REQUEST", "The access times cannot be read.");
  const held = world.codesOf(lock.id).find((code) => userIdOf(world, lock, code) === asked.augustUserID);
  // Until the old one is gone, its user has a PIN: the race that the guide warns of.
  if (held !== undefined) return trouble("PIN_CONFLICT", "Unable to set intent state for pin");
  const { firstName = user.firstName, lastName = user.lastName } = asked;
  const values: CodeValues = {
    name: nameOf({ firstName, lastName }),
    digits: asked.pin,
    startsAt: window.startsAt,
    endsAt: window.endsAt,
  };
  const made = createCode(world, lock, { ...values, offline: false }, scopes);
  if (isTrouble(made)) return made;
  const row: User = { firstName, lastName, codeId: made.id };
  world.commit("user_given_pin", { lock_id: lock.id, access_code_id: made.id }, [
    { table: "notes", id: userNote(accountId, asked.augustUserID), row },
  ]);
  return undefined;
}

/** That there is no such PIN is told to the command's webhook alone, and there are none here. */
function remove(world: World, { lock, scopes }: LockCaller, userId: string): Trouble | undefined {
  const code = world.codesOf(lock.id).find((each) => userIdOf(world, lock, each) === userId);
  const done = code && deleteCode(world, lock, code, scopes);
  return isTrouble(done) ? done : undefined;
}

function accessTimes(startsAt: number, endsAt: number): string {
  return `DTSTART=${new Date(startsAt).toISOString()};DTEND=${new Date(endsAt).toISOString()}`;
}

function readAccessTimes(text = ""): { readonly startsAt?: number; readonly endsAt?: number } | undefined {
  const [, from, to] = /^DTSTART=([^;]+);DTEND=([^;]+)$/.exec(text) ?? [];
  const startsAt = instant.safeParse(from).data;
  const endsAt = instant.safeParse(to).data;
  return startsAt === undefined || endsAt === undefined ? undefined : { startsAt, endsAt };
}
