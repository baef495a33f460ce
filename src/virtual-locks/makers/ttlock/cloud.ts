import { type Context, Hono } from "hono";
import { isObstructed } from "#virtual-locks/lock-state.ts";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { type LockCaller, makerServing, type Served } from "#virtual-locks/makers/serving.ts";
import { turn } from "#virtual-locks/programming.ts";
import { accountOfToken } from "#virtual-locks/tokens.ts";
import type { World } from "#virtual-locks/world.ts";
import { outOfReach, presentGateways, presentLock, presentNetwork, unlocksRemotely } from "./locks.ts";
import { paged } from "./pages.ts";
import { addPasscode, changePasscode, deletePasscode, listPasscodes } from "./passcodes.ts";
import { listRecords } from "./records.ts";
import { issueToken, unknownClient } from "./sign-in.ts";
import { done, type Errcode, errcodes, parametersOf, refuse, say } from "./words.ts";

/** A call's date must be within five minutes of the cloud's (error 80000). */
const dateToleranceMs = 5 * 60_000;

/** The counterpart of TTLock's open platform, version 3. */
export const ttlock: MakerCloud = {
  maker: "ttlock",
  displayName: "TTLock",
  routes,
  demo: {
    email: "owner@ttlock.example",
    password: "letmein",
    locks: [
      { key: "gateway", profile: "ttlock_gateway", name: "Gateway" },
      { profile: "ttlock", name: "Front door", hub: "gateway", timezone: "Europe/Berlin" },
      { profile: "ttlock_cylinder", name: "Garage", hub: "gateway", timezone: "Europe/Berlin" },
    ],
  },
};

type AtLock = (world: World, caller: LockCaller, form: URLSearchParams, c: Context) => Served;

const atLocks: Readonly<Record<string, AtLock>> = {
  "/v3/lock/detail": (_, { lock }) => presentLock(lock),
  "/v3/lock/queryOpenState": queryState,
  "/v3/lock/lock": (world, caller, _, c) => move(world, caller, "lock", c),
  "/v3/lock/unlock": (world, caller, _, c) => move(world, caller, "unlock", c),
  "/v3/lock/listKeyboardPwd": listPasscodes,
  "/v3/lockRecord/list": listRecords,
  "/v3/gateway/listByLock": (world, { lock }) => ({ list: presentGateways(world, lock) }),
  "/v3/wifiLock/detail": (world, { lock }, _, c) => orRefused(c, presentNetwork(world, lock)),
};
const writes: Readonly<Record<string, AtLock>> = {
  "/v3/keyboardPwd/add": addPasscode,
  "/v3/keyboardPwd/change": changePasscode,
  "/v3/keyboardPwd/delete": deletePasscode,
};

function routes(world: World, signal: AbortSignal): Hono {
  const app = new Hono();
  const serve = makerServing(world, signal, {
    accountOf: async (c) => accountOfToken(world, (await parametersOf(c)).get("accessToken") ?? undefined),
    unauthorized: (c) => refuse(c, errcodes.tokenRevoked),
    say,
  });
  app.post("/oauth2/token", (c) => issueToken(world, c));
  app.use("/v3/*", async (c, next) => {
    const trouble = badCall(world, await parametersOf(c));
    return trouble === undefined ? next() : refuse(c, trouble);
  });
  app.on(
    ["GET", "POST"],
    "/v3/lock/list",
    serve.account(async ({ accountId }, c) => paged(c, await parametersOf(c), locksOf(world, accountId))),
  );
  const lockIdOf = async (c: Context) => (await parametersOf(c)).get("lockId") ?? "";
  for (const [path, work] of [...Object.entries(atLocks), ...Object.entries(writes)]) {
    const isWrite = Object.hasOwn(writes, path);
    app.on(
      isWrite ? ["POST"] : ["GET", "POST"],
      path,
      serve.lock(lockIdOf, async (caller, c) => work(world, caller, await parametersOf(c), c), { writes: isWrite }),
    );
  }
  return app;
}

function badCall(world: World, form: URLSearchParams): Errcode | undefined {
  const date = Number(form.get("date") ?? "x");
  if (!(Math.abs(date - world.now()) <= dateToleranceMs)) return errcodes.wrongDate;
  return unknownClient(world, form.get("clientId") ?? "", undefined);
}

function locksOf(world: World, accountId: string): object[] {
  return world
    .all("locks")
    .filter((lock) => lock.accountId === accountId && !lock.removed && lock.profile.kind === "smart_lock")
    .map(presentLock);
}

function queryState(world: World, { lock }: LockCaller, _: URLSearchParams, c: Context): Served {
  const trouble = outOfReach(world, lock);
  return trouble === undefined ? { state: lock.bolt === "locked" ? 0 : 1 } : refuse(c, trouble);
}

function move(world: World, { lock }: LockCaller, action: "lock" | "unlock", c: Context): Served {
  const trouble = outOfReach(world, lock);
  if (trouble !== undefined) return refuse(c, trouble);
  const isAble = action === "lock" ? lock.profile.locksRemotely === true : unlocksRemotely(lock);
  if (!isAble) return refuse(c, errcodes.unsupported);
  if (isObstructed(world, lock)) return refuse(c, errcodes.failed);
  world.commit("turned", { lock_id: lock.id, action, by: "remote_api", failure: null }, [
    { table: "locks", id: lock.id, row: turn(lock, action, world.now()) },
  ]);
  return done(c);
}

function orRefused(c: Context, served: object | Errcode): Served {
  return typeof served === "number" ? refuse(c, served) : served;
}
