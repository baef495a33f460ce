import { type Context, Hono } from "hono";
import { z } from "zod";
import { instantsOf } from "#domain/local-time.ts";
import { createCode, deleteCode } from "#virtual-locks/code-writes.ts";
import { unreachable } from "#virtual-locks/lock-state.ts";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { type LockCaller, makerServing, type Served } from "#virtual-locks/makers/serving.ts";
import { accountOfPoolToken, userPool } from "#virtual-locks/makers/user-pool.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import { isTrouble, type Trouble } from "#virtual-locks/trouble.ts";
import { acceptTurn } from "#virtual-locks/turning.ts";
import type { World } from "#virtual-locks/world.ts";
import { giveOutSlots, slotsOf } from "./slots.ts";
import { readRemoveOrder, readStoreOrder, type StoreOrder } from "./tlv.ts";

/** Kwikset's cloud, as far as it is known (README.md). */
export const kwikset: MakerCloud = {
  maker: "kwikset",
  displayName: "Kwikset",
  routes,
  demo: {
    email: "owner@kwikset.example",
    password: "a door of kwikset",
    locks: [{ profile: "kwikset", name: "Front door", timezone: "America/New_York" }],
  },
};

const order = z.object({ message: z.string().regex(/^[A-Za-z0-9+/]{4,700}={0,2}$/) });
const action = z.object({ action: z.enum(["lock", "unlock"]), source: z.string() });
/** What became of an order; by `<account id>/kwikset/tokens/<token>`. */
export interface TokenNote {
  readonly lockId: string;
  /** `undefined`: the lock did not take it, or it was to be removed. */
  readonly codeId: string | undefined;
}

function routes(world: World, signal: AbortSignal): Hono {
  const app = new Hono();
  giveOutSlots(world);
  const serve = makerServing(world, signal, {
    accountOf: (c) => accountOfPoolToken(world, c, "id"),
    unauthorized: () => say(401, "The incoming token has expired"),
    say: (_, { status, message, retryAfterSeconds }) =>
      say(status, message, retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
  });
  const id = (c: Context) => c.req.param("id") ?? "";
  const at = "/prod_v1";
  app.post("/cognito", userPool(world, { poolId: "us-east-1_Virtual", asksForCode: true }));
  app.get(
    `${at}/users/me`,
    serve.account(({ accountId }) => listOf({ userid: accountId, email: world.get("accounts", accountId)?.email })),
  );
  app.get(
    `${at}/users/me/homes`,
    serve.account(({ accountId }) => listOf({ homeid: homeOf(accountId), homename: "Home" })),
  );
  app.get(
    `${at}/homes/:home/devices`,
    serve.account(({ accountId }, c) => {
      if (c.req.param("home") !== homeOf(accountId)) return say(404, "Not found");
      const locks = world.all("locks").filter((lock) => lock.accountId === accountId && !lock.removed);
      return listOf(...locks.map((lock) => presentDevice(world, lock)));
    }),
  );
  app.get(
    `${at}/devices_v2/:id`,
    serve.lock(id, ({ lock }) => listOf(presentDevice(world, lock))),
  );
  app.patch(
    `${at}/devices/:id/status`,
    serve.lock(id, ({ lock }, c) => turn(world, lock, c)),
  );
  app.post(
    `${at}/devices/:id/accesscode`,
    serve.lock(id, (caller, c) => store(world, caller, c), { writes: true }),
  );
  app.delete(
    `${at}/devices/:id/accesscode`,
    serve.lock(id, (caller, c) => remove(world, caller, c), { writes: true }),
  );
  app.get(
    `${at}/devices/:id/accesscode/:token`,
    serve.lock(id, (caller, c) => follow(world, caller, c)),
  );
  return app;
}

async function turn(world: World, lock: LockRow, c: Context): Promise<Served> {
  const read = action.safeParse(await c.req.json().catch(() => undefined));
  if (!read.success) return say(400, "Bad request");
  const accepted = acceptTurn(world, lock, read.data.action);
  return isTrouble(accepted) ? accepted : listOf({ requestId: accepted.id });
}

/** The cloud passes the bytes on, whatever they say: what the lock makes of them, it is told of later or never. */
async function store(world: World, { lock, scopes, accountId }: LockCaller, c: Context): Promise<Served> {
  const bytes = await messageIn(c);
  const read = bytes && readStoreOrder(bytes);
  if (read === undefined) return say(400, "Bad request");
  const { name, digits } = read;
  const done = createCode(world, lock, { name, digits, ...windowOf(lock, read), offline: false }, scopes);
  return tokenFor(world, accountId, { lockId: lock.id, codeId: isTrouble(done) ? undefined : done.id });
}

/** Whatever stands in the place is erased, whoever put it there. */
async function remove(world: World, { lock, scopes, accountId }: LockCaller, c: Context): Promise<Served> {
  const bytes = await messageIn(c);
  const slot = bytes && readRemoveOrder(bytes);
  if (slot === undefined) return say(400, "Bad request");
  const code = slotsOf(world, lock).get(slot);
  const unguarded = {
    ...lock,
    profile: { ...lock.profile, unmanaged: { ...lock.profile.unmanaged, deletable: true } },
  };
  if (code !== undefined) deleteCode(world, unguarded, code, scopes);
  return tokenFor(world, accountId, { lockId: lock.id, codeId: undefined });
}

/** What the lock has answered to a token: the place that it chose for a new code, and nothing to anything else. */
function follow(world: World, { lock, accountId }: LockCaller, c: Context): Served {
  const note = world.get("notes", keyOf(accountId, c.req.param("token") ?? "")) as TokenNote | undefined;
  if (note?.lockId !== lock.id) return listOf({ message: "TOKEN_NOT_FOUND" });
  const [slot] = [...slotsOf(world, lock)].find(([, code]) => code.id === note.codeId) ?? [];
  return listOf({ message: slot === undefined ? "" : `0301${slot.toString(16).padStart(2, "0")}` });
}

function presentDevice(world: World, lock: LockRow): object {
  const bitmap = [...slotsOf(world, lock).keys()].reduce((bits, slot) => bits | (1n << BigInt(slot)), 0n);
  const bolt = lock.bolt === "locked" ? "Locked" : "Unlocked";
  return {
    deviceid: lock.id,
    devicename: lock.name,
    serialnumber: lock.id,
    modelnumber: "HALO-01",
    batterypercentage: lock.battery,
    lockstatus: bolt,
    doorstatus: bolt,
    deviceconnectivitystatus: unreachable(world, lock) === undefined ? "connected" : "disconnected",
    lastupdatestatus: Math.floor(lock.updatedAt / 1_000),
    firmwarebundleversion: "2.0.0",
    accesscodesixtyfour: bitmap.toString(16).padStart(64, "0"),
  };
}

/** The lock's own wall clock is all that its windows go by. */
function windowOf({ timeZone = "UTC" }: LockRow, { window }: StoreOrder) {
  if (window === undefined) return { startsAt: undefined, endsAt: undefined };
  return { startsAt: instantsOf(window.from, timeZone).first, endsAt: instantsOf(window.to, timeZone).last };
}

async function messageIn(c: Context): Promise<Buffer | undefined> {
  const read = order.safeParse(await c.req.json().catch(() => undefined));
  return read.success ? Buffer.from(read.data.message, "base64") : undefined;
}

function tokenFor(world: World, accountId: string, note: TokenNote): object {
  const token = world.runtime.uuid();
  world.commit("token", { lock_id: note.lockId }, [{ table: "notes", id: keyOf(accountId, token), row: note }]);
  return listOf({ token });
}

function keyOf(accountId: string, token: string): string {
  return `${accountId}/kwikset/tokens/${token}`;
}

/** Every order of an account, by its token. */
export function tokensOf(world: World, accountId: string): ReadonlyMap<string, TokenNote> {
  const start = keyOf(accountId, "");
  const own = world.entries("notes").filter(([id]) => id.startsWith(start));
  return new Map(own.map(([id, row]) => [id.slice(start.length), row as TokenNote]));
}

function homeOf(accountId: string): string {
  return `home-${accountId}`;
}

function listOf(...data: readonly object[]): object {
  return { data, total: data.length };
}

function say(status: Trouble["status"], message: string, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json({ message }, { status, headers });
}
