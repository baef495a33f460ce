import { type Context, Hono } from "hono";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { type LockCaller, makerServing, type Served } from "#virtual-locks/makers/serving.ts";
import { accountOfToken } from "#virtual-locks/tokens.ts";
import { isTrouble, trouble } from "#virtual-locks/trouble.ts";
import { acceptTurn } from "#virtual-locks/turning.ts";
import type { World } from "#virtual-locks/world.ts";
import { presentHistory } from "./history.ts";
import { presentGateway, presentHome, presentInfo } from "./locks.ts";
import { addPassword, deletePassword, listPasswords, renamePassword, secretOf, updatePassword } from "./passwords.ts";
import { addSignIn } from "./sign-in.ts";
import { done, flawOf, refuse, say, unauthorized, valuesOf } from "./words.ts";

/** The clouds of Wyze's app, as far as it reaches locks by them. */
export const wyze: MakerCloud = {
  maker: "wyze",
  displayName: "Wyze",
  routes,
  demo: {
    email: "owner+plain@wyze.example",
    password: "a door of wyze",
    locks: [
      { key: "gateway", profile: "wyze_gateway", name: "Gateway" },
      { profile: "wyze", name: "Front door", hub: "gateway", timezone: "America/New_York" },
    ],
  },
};

type AtLock = (world: World, caller: LockCaller, c: Context) => Promise<Served> | Served;

const questions: Readonly<Record<string, AtLock>> = {
  "/openapi/lock/v1/info": (world, { lock }, c) =>
    lock.profile.kind === "smart_lock" ? done(c, { device: presentInfo(world, lock) }) : notThere,
  "/openapi/gateway/v1/info": (_, { lock }, c) =>
    lock.profile.kind === "hub" ? done(c, { device: presentGateway(lock) }) : notThere,
  "/openapi/lock/v1/pwd": (world, caller, c) => done(c, { passwords: listPasswords(world, caller) }),
  "/openapi/v1/safety/family_record": (world, { lock }, c) => done(c, presentHistory(world, lock, c.req.query())),
};
const orders: Readonly<Record<string, AtLock>> = {
  "/openapi/lock/v1/pwd/operations/add": addPassword,
  "/openapi/lock/v1/pwd/operations/update": updatePassword,
  "/openapi/lock/v1/pwd/operations/delete": deletePassword,
};

const notThere = trouble("NOT_FOUND", "There is no such device.");

function routes(world: World, signal: AbortSignal): Hono {
  const app = new Hono();
  const serve = makerServing(world, signal, {
    accountOf: async (c) => {
      const { access_token, accessToken } = await valuesOf(c);
      return accountOfToken(world, access_token ?? accessToken);
    },
    unauthorized,
    say: (c, refused) => say(c, refused, world.now()),
  });
  addSignIn(app, world);
  app.post(
    "/app/v2/home_page/get_object_list",
    serve.account(({ accountId }) => presentHome(world, accountId)),
  );
  app.use("/openapi/*", async (c, next) => {
    const flaw = await flawOf(world, c);
    return flaw === undefined ? next() : refuse(c, flaw);
  });
  app.get(
    "/openapi/v1/crypt_secret",
    serve.account(({ accountId }, c) => done(c, { secret: secretOf(accountId) })),
  );
  const uuid = async (c: Context) => (await valuesOf(c)).uuid ?? "";
  for (const [path, work] of Object.entries(questions))
    app.get(
      path,
      serve.lock(uuid, (caller, c) => work(world, caller, c)),
    );
  for (const [path, work] of Object.entries(orders))
    app.post(
      path,
      serve.lock(uuid, (caller, c) => work(world, caller, c), { writes: true }),
    );
  app.put(
    "/openapi/lock/v1/pwd/nickname",
    serve.lock(uuid, (caller, c) => renamePassword(world, caller, c), { writes: true }),
  );
  app.post(
    "/openapi/lock/v1/control",
    serve.lock(uuid, (caller, c) => control(world, caller, c)),
  );
  return app;
}

/** Answered well as soon as it is accepted: whether the bolt has turned is seen later. */
async function control(world: World, { lock }: LockCaller, c: Context): Promise<Served> {
  const { action } = await valuesOf(c);
  if (action !== "remoteLock" && action !== "remoteUnlock")
    return trouble("INVALID_REQUEST", "There is no such action.");
  const accepted = acceptTurn(world, lock, action === "remoteLock" ? "lock" : "unlock");
  const isJammed = isTrouble(accepted) && accepted.error_code === "BOLT_OBSTRUCTED";
  return isTrouble(accepted) && !isJammed ? accepted : done(c);
}
