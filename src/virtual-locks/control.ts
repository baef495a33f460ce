import { type Context, Hono } from "hono";
import type { z } from "zod";
import { addDevice, controlClientId, createAccount, deleteAccount } from "./accounts.ts";
import { setAccountCondition, setSite } from "./conditions.ts";
import * as spec from "./control-contract.ts";
import { addLockControls } from "./control-locks.ts";
import { answer, bearer, isSameSecret, readJson } from "./requests.ts";
import type { Faults } from "./rows.ts";
import { issueTokens, revocations } from "./tokens.ts";
import { isTrouble, trouble } from "./trouble.ts";
import type { World } from "./world.ts";

/** What people, doors and misfortune do. Never part of the contract: it has its own token. */
export function controlRoutes(world: World, token: string) {
  const app = new Hono();
  app.use("*", async (c, next) => {
    if (!isSameSecret(bearer(c) ?? "", token)) return answer(c, trouble("UNAUTHORIZED", "The control token is wrong."));
    return next();
  });
  addAccountRoutes(app, world);
  addLockControls(app, world);

  app.put("/faults/:id", async (c) => {
    const id = c.req.param("id");
    const isKnown = world.get("accounts", id) !== undefined || world.get("locks", id) !== undefined;
    if (!isKnown) return answer(c, trouble("NOT_FOUND", "There is no such account or lock."));
    const body = await readJson(c, spec.faultSpec);
    if (isTrouble(body)) return answer(c, body);
    world.commit("faults_set", { scope: id, ...body }, [{ table: "faults", id, row: faultsOf(world, id, body) }]);
    return c.json({});
  });
  app.get("/journal", (c) => {
    const since = Number(c.req.query("since") ?? 0);
    if (!Number.isInteger(since) || since < 0) return answer(c, trouble("INVALID_REQUEST", "`since` is a number."));
    return c.json({ facts: world.factsSince(since) });
  });
  app.get("/health", (c) => c.json({ ok: true, accounts: world.all("accounts").length }));
  return app;
}

function addAccountRoutes(app: Hono, world: World): void {
  app.post("/clients", async (c) => {
    const body = await readJson(c, spec.clientSpec);
    if (isTrouble(body)) return answer(c, body);
    registerClient(world, body);
    return c.json({});
  });
  app.post("/accounts", async (c) => {
    const body = await readJson(c, spec.accountSpec);
    return answer(c, isTrouble(body) ? body : createAccount(world, body));
  });
  const ofAccount = (work: (id: string, c: Context) => Promise<object> | object) => async (c: Context) => {
    const id = c.req.param("id") ?? "";
    const isKnown = world.get("accounts", id) !== undefined;
    return answer(c, isKnown ? await work(id, c) : trouble("NOT_FOUND", "There is no such account."));
  };
  app.delete(
    "/accounts/:id",
    ofAccount((id) => {
      deleteAccount(world, id);
      return {};
    }),
  );
  app.post(
    "/accounts/:id/locks",
    ofAccount(async (id, c) => {
      const body = await readJson(c, spec.deviceSpec);
      return isTrouble(body) ? body : addDevice(world, id, body);
    }),
  );
  app.post(
    "/accounts/:id/tokens",
    ofAccount((id, c) => {
      const { issued, changes } = issueTokens(world, id, c.req.query("client_id") ?? controlClientId, undefined);
      world.commit("tokens_issued", { account_id: id }, changes);
      return issued;
    }),
  );
  app.post(
    "/accounts/:id/condition",
    ofAccount(async (id, c) => {
      const body = await readJson(c, spec.accountConditionSpec);
      if (isTrouble(body)) return body;
      setAccountCondition(world, id, body.condition, body.holds);
      return {};
    }),
  );
  app.post(
    "/accounts/:id/site",
    ofAccount(async (id, c) => {
      const body = await readJson(c, spec.siteSpec);
      if (isTrouble(body)) return body;
      setSite(world, id, { name: body.name, userLimit: body.user_limit });
      return {};
    }),
  );
  app.post(
    "/accounts/:id/revoke_tokens",
    ofAccount((id) => {
      world.commit("tokens_revoked", { account_id: id }, revocations(world, id));
      return {};
    }),
  );
}

/** An application that people may sign in to from. */
export function registerClient(world: World, client: z.output<typeof spec.clientSpec>): void {
  const { client_id: id, client_secret: secret, redirect_uris: redirectUris } = client;
  const known = world.get("clients", id);
  if (known !== undefined && JSON.stringify(known) === JSON.stringify({ id, secret, redirectUris })) return;
  world.commit("client_registered", { client_id: id }, [{ table: "clients", id, row: { id, secret, redirectUris } }]);
}

function faultsOf(world: World, scope: string, body: z.output<typeof spec.faultSpec>): Faults {
  const locks = world.all("locks").filter((lock) => lock.id === scope || lock.accountId === scope);
  const { stale_listing_ms: staleMs, unconfirmed_listing_ms: unconfirmedMs } = body;
  return {
    latencyMs: body.latency_ms,
    programmingMs: body.programming_ms,
    failNext: body.fail_next,
    failWrites: body.fail_writes,
    loseReplies: body.lose_replies,
    errorRate: body.error_rate,
    ratePerMinute: body.rate_per_minute,
    dropWrites: body.drop_writes,
    staleListing:
      staleMs === undefined
        ? undefined
        : {
            until: world.now() + staleMs,
            codes: Object.fromEntries(locks.map((lock) => [lock.id, world.codesOf(lock.id)])),
          },
    unconfirmedUntil: unconfirmedMs === undefined ? undefined : world.now() + unconfirmedMs,
    outage: body.outage,
    obstructed: body.obstructed,
  };
}
