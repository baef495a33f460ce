import { type Context, Hono } from "hono";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { makerServing, type Served } from "#virtual-locks/makers/serving.ts";
import { oauthRoutes } from "#virtual-locks/oauth.ts";
import { bearer } from "#virtual-locks/requests.ts";
import { accountOfToken } from "#virtual-locks/tokens.ts";
import { isTrouble } from "#virtual-locks/trouble.ts";
import { acceptTurn } from "#virtual-locks/turning.ts";
import type { World } from "#virtual-locks/world.ts";
import { addAuth, changeAuth, deleteAuth, getAuth, listAuths } from "./auths.ts";
import { locksOf, presentLock } from "./locks.ts";
import { listLog } from "./log.ts";
import { addWebhooks, tell } from "./webhooks.ts";
import { accepted, say, unauthorized } from "./words.ts";

/** Nuki Web's API, version 3.9, before locks with a network of their own. */
export const nuki: MakerCloud = {
  maker: "nuki",
  displayName: "Nuki",
  routes,
  tell,
  demo: {
    email: "owner@nuki.example",
    password: "a door of nuki",
    locks: [{ profile: "nuki", name: "Front door", timezone: "Europe/Vienna" }],
  },
};

const scope =
  "account smartlock.readOnly smartlock.action smartlock.auth smartlock.log webhook.decentral offline_access";

function routes(world: World, signal: AbortSignal): Hono {
  const app = new Hono();
  app.route("/", oauthRoutes(world, { replacesRefreshTokens: true, beside: () => ({ scope }) }));
  const serve = makerServing(world, signal, {
    accountOf: (c) => accountOfToken(world, bearer(c)),
    unauthorized,
    say,
  });
  app.get(
    "/account",
    serve.account(({ accountId }) => {
      const email = world.get("accounts", accountId)?.email ?? "";
      return { accountId, type: 0, email, name: email, emailVerified: true };
    }),
  );
  addWebhooks(app, world, serve);
  app.get(
    "/smartlock",
    serve.account(({ accountId }) => locksOf(world, accountId).map((lock) => presentLock(world, lock))),
  );
  const lockOf = (c: Context) => c.req.param("smartlockId") ?? "";
  const at = "/smartlock/:smartlockId";
  app.get(
    at,
    serve.lock(lockOf, ({ lock }) => presentLock(world, lock)),
  );
  app.get(
    `${at}/log`,
    serve.lock(lockOf, ({ lock }, c) => listLog(world, lock, c.req.query())),
  );
  app.post(
    `${at}/action/:action{lock|unlock}`,
    serve.lock(lockOf, ({ lock }, c) => {
      const turned = acceptTurn(world, lock, c.req.param("action") === "lock" ? "lock" : "unlock");
      return asAccepted(turned);
    }),
  );
  const writes = { writes: true };
  app.get(
    `${at}/auth`,
    serve.lock(lockOf, (caller) => listAuths(world, caller)),
  );
  app.put(
    `${at}/auth`,
    serve.lock(lockOf, async (caller, c) => asAccepted(addAuth(world, caller, await bodyOf(c))), writes),
  );
  app.get(
    `${at}/auth/:id`,
    serve.lock(lockOf, (caller, c) => getAuth(world, caller, c.req.param("id") ?? "")),
  );
  app.post(
    `${at}/auth/:id`,
    serve.lock(
      lockOf,
      async (caller, c) => asAccepted(changeAuth(world, caller, c.req.param("id") ?? "", await bodyOf(c))),
      writes,
    ),
  );
  app.delete(
    `${at}/auth/:id`,
    serve.lock(lockOf, (caller, c) => asAccepted(deleteAuth(world, caller, c.req.param("id") ?? "")), writes),
  );
  return app;
}

/** What the lock makes of it shows later. An order for a lock that is offline is accepted like any other, and forgotten. */
function asAccepted(done: object): Served {
  const isForgotten = isTrouble(done) && ["DEVICE_OFFLINE", "BRIDGE_OFFLINE"].includes(done.error_code);
  return isTrouble(done) && !isForgotten ? done : accepted();
}

async function bodyOf(c: Context): Promise<unknown> {
  return c.req.json().catch(() => undefined);
}
