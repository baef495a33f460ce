import { type Context, Hono } from "hono";
import type { ZodType, ZodTypeDef, z } from "zod";
import { addDevice, controlClientId, createAccount, deleteAccount } from "./accounts.ts";
import * as spec from "./control-contract.ts";
import { judge } from "./keypad.ts";
import { addByHand, changeByHand, removeByHand, turnByHand, typeCode, wipeByHand } from "./person.ts";
import { presentLock, presentTruth } from "./present.ts";
import { answer, bearer, isSameSecret, readJson } from "./requests.ts";
import type { Faults, LockRow } from "./rows.ts";
import { removeFromAccount, setBattery, setClockError, setConnection } from "./surroundings.ts";
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
  addLockRoutes(app, world);

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
    "/accounts/:id/revoke_tokens",
    ofAccount((id) => {
      world.commit("tokens_revoked", { account_id: id }, revocations(world, id));
      return {};
    }),
  );
}

function addLockRoutes(app: Hono, world: World): void {
  const ofLock = (work: (lock: LockRow, c: Context) => Promise<object> | object) => async (c: Context) => {
    const lock = world.get("locks", c.req.param("id") ?? "");
    return answer(c, lock === undefined ? trouble("NOT_FOUND", "There is no such lock.") : await work(lock, c));
  };
  /** The work is done on the lock as it is once the body has been read. */
  const withBody = <T>(schema: ZodType<T, ZodTypeDef, unknown>, work: (lock: LockRow, body: T) => object | undefined) =>
    ofLock(async ({ id }, c) => {
      const body = await readJson(c, schema);
      if (isTrouble(body)) return body;
      const lock = world.get("locks", id);
      return lock === undefined ? trouble("NOT_FOUND", "There is no such lock.") : (work(lock, body) ?? {});
    });

  app.get(
    "/locks/:id",
    ofLock((lock) => ({
      lock: presentLock(world, lock),
      bolt: lock.bolt,
      access_codes: world.codesOf(lock.id).map(presentTruth),
    })),
  );
  app.post(
    "/locks/:id/type_code",
    withBody(spec.typedCode, (lock, { code }) => {
      const verdict = typeCode(world, lock, code);
      const because = verdict.opens ? null : verdict.because;
      return { opened: verdict.opens, access_code_id: verdict.code?.id ?? null, because };
    }),
  );
  app.post(
    "/locks/:id/would_open",
    withBody(spec.typedCode, (lock, { code }) => {
      const verdict = judge(world, lock, code);
      return { opens: verdict.opens, because: verdict.opens ? null : verdict.because };
    }),
  );
  app.post(
    "/locks/:id/tamper",
    withBody(spec.tamperSpec, (lock, body) => tamper(world, lock, body)),
  );
  app.post(
    "/locks/:id/turn",
    withBody(spec.turnSpec, (lock, { to }) => turnByHand(world, lock, to)),
  );
  app.post(
    "/locks/:id/connection",
    withBody(spec.connectionSpec, (lock, { online }) => {
      setConnection(world, lock, online);
      return undefined;
    }),
  );
  app.post(
    "/locks/:id/hub_connection",
    withBody(spec.connectionSpec, (lock, { online }) => {
      const hub = lock.hubId === undefined ? undefined : world.get("locks", lock.hubId);
      if (hub === undefined) return trouble("NOT_SUPPORTED", "This lock has no hub.");
      setConnection(world, hub, online);
      return undefined;
    }),
  );
  app.post(
    "/locks/:id/battery",
    withBody(spec.batterySpec, (lock, { level }) => {
      setBattery(world, lock, level);
      return undefined;
    }),
  );
  app.post(
    "/locks/:id/clock",
    withBody(spec.clockSpec, (lock, { error_ms }) => {
      setClockError(world, lock, error_ms);
      return undefined;
    }),
  );
  app.post(
    "/locks/:id/remove",
    ofLock((lock) => {
      if (!lock.removed) removeFromAccount(world, lock);
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

function tamper(world: World, lock: LockRow, body: z.output<typeof spec.tamperSpec>): object | undefined {
  if (body.do === "wipe") {
    wipeByHand(world, lock);
    return undefined;
  }
  if (body.do === "add") {
    const values = { name: body.name, digits: body.code, startsAt: body.starts_at, endsAt: body.ends_at };
    const added = addByHand(world, lock, values);
    return isTrouble(added) ? added : { access_code_id: added.id };
  }
  const code = world.get("codes", body.access_code_id);
  if (code === undefined || code.lockId !== lock.id) return trouble("NOT_FOUND", "There is no such code on this lock.");
  if (code.offline) return trouble("NOT_SUPPORTED", "An offline code is computed: nobody can take it off the lock.");
  if (body.do === "remove") {
    removeByHand(world, lock, code);
    return undefined;
  }
  return changeByHand(world, lock, code, {
    ...(body.name !== undefined && { name: body.name }),
    ...(body.code !== undefined && { digits: body.code }),
    ...(body.starts_at !== undefined && { startsAt: body.starts_at ?? undefined }),
    ...(body.ends_at !== undefined && { endsAt: body.ends_at ?? undefined }),
  });
}

function faultsOf(world: World, scope: string, body: z.output<typeof spec.faultSpec>): Faults {
  const locks = world.all("locks").filter((lock) => lock.id === scope || lock.accountId === scope);
  const { stale_listing_ms: staleMs } = body;
  return {
    latencyMs: body.latency_ms,
    programmingMs: body.programming_ms,
    failNext: body.fail_next,
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
    outage: body.outage,
    obstructed: body.obstructed,
  };
}
