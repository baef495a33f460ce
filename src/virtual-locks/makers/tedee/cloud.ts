import { type Context, Hono } from "hono";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { type LockCaller, type MakerServing, makerServing, type Served } from "#virtual-locks/makers/serving.ts";
import type { World } from "#virtual-locks/world.ts";
import { listActivities } from "./activities.ts";
import { presentAccount, presentLock } from "./devices.ts";
import { acceptOperation, presentOperation } from "./operations.ts";
import { isLackingScope, makeKey, removeKey } from "./personal-keys.ts";
import { addPin, changePin, listPins, removePin, showPin } from "./pins.ts";
import { rateLimit } from "./rate.ts";
import { accountOf, signInRoutes } from "./sign-in.ts";
import { fail, ok, say } from "./words.ts";

/** The counterpart of Tedee's API, version 37, and of the page where its owners sign in. */
export const tedee: MakerCloud = {
  maker: "tedee",
  displayName: "Tedee",
  routes,
  demo: {
    email: "owner@tedee.example",
    password: "a door of tedee",
    locks: [
      { key: "bridge", profile: "tedee_bridge", name: "Bridge", timezone: "Europe/Warsaw" },
      { profile: "tedee", name: "Front door", hub: "bridge", timezone: "Europe/Warsaw" },
    ],
  },
};

const my = "/api/v37/my";

function routes(world: World, signal: AbortSignal): Hono {
  const app = new Hono();
  app.route("/", signInRoutes(world));
  const limit = rateLimit(world);
  app.use(`${my}/*`, async (c, next) => {
    const account = accountOf(world, c);
    const seconds = account === undefined ? undefined : limit(account);
    if (seconds !== undefined) return fail(c, 429, "API calls quota exceeded.", { "retry-after": `${seconds}` });
    return account !== undefined && isLackingScope(world, c) ? fail(c, 403, "The key lacks a scope.") : next();
  });
  const serve = makerServing(world, signal, {
    accountOf: (c) => accountOf(world, c),
    unauthorized: (c) => fail(c, 401, "Unauthorized."),
    say,
  });
  addAccount(app, world, serve);
  addLocks(app, world, serve);
  return app;
}

function addAccount(app: Hono, world: World, serve: MakerServing): void {
  app.post(
    `${my}/personalaccesskey`,
    serve.account(({ accountId }, c) => makeKey(world, accountId, c)),
  );
  app.delete(
    `${my}/personalaccesskey/:id`,
    serve.account(({ accountId }, c) => removeKey(world, accountId, c)),
  );
  app.get(
    `${my}/device/details`,
    serve.account(({ accountId }, c) => ok(c, 200, presentAccount(world, accountId, withAccessories(c)))),
  );
  app.get(
    `${my}/device/operation/:id`,
    serve.account(({ accountId }, c) => presentOperation(world, accountId, c)),
  );
  app.get(
    `${my}/deviceactivity`,
    serve.lock(
      (c) => c.req.query("deviceId") ?? "",
      ({ lock }, c) => listActivities(world, lock, c),
    ),
  );
}

function addLocks(app: Hono, world: World, serve: MakerServing): void {
  const at = (work: (world: World, caller: LockCaller, c: Context) => Promise<Served> | Served, writes = false) =>
    serve.lock(
      (c) => c.req.param("id") ?? "",
      (caller, c) => work(world, caller, c),
      { writes },
    );
  app.get(
    `${my}/lock/:id`,
    at((_, { lock }, c) => ok(c, 200, presentLock(world, lock, withAccessories(c)))),
  );
  app.get(`${my}/lock/:id/pin`, at(listPins));
  app.get(`${my}/lock/:id/pin/:pin`, at(showPin));
  app.post(`${my}/lock/:id/pin`, at(addPin, true));
  app.put(`${my}/lock/:id/pin/:pin`, at(changePin, true));
  app.delete(`${my}/lock/:id/pin/:pin`, at(removePin, true));
  app.post(`${my}/lock/:id/operation/:action{lock|unlock}`, at(acceptOperation));
}

function withAccessories(c: Context): boolean {
  return c.req.query("IncludeAccessories") === "true";
}
