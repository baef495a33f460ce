import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { type MakerServing, makerServing } from "#virtual-locks/makers/serving.ts";
import { isSameSecret } from "#virtual-locks/requests.ts";
import type { AccountRow, LockRow } from "#virtual-locks/rows.ts";
import { isTrouble, trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { execute } from "./commands.ts";
import { type Habits, presentDevice, presentEvents, presentListed, presentName } from "./devices.ts";
import { tell } from "./posts.ts";

/** Hubs with one instance of the Maker API each, by Hubitat's cloud and at their own addresses. */
export const hubitat: MakerCloud = hubitatWith({ encrypts: false });

/** The same; `encrypts`: the owners have locks' codes encrypted. */
export function hubitatWith(habits: Habits): MakerCloud {
  return {
    maker: "hubitat",
    displayName: "Hubitat",
    routes: (world, signal) => {
      const app = new Hono();
      const serve = makerServing(world, signal, {
        accountOf: (c) => accountOf(world, c),
        unauthorized: (c) => c.json({ error: "invalid_token", error_description: "No." }, 401),
        say: (c, { status, retryAfterSeconds }) => {
          if (retryAfterSeconds !== undefined) c.header("retry-after", `${retryAfterSeconds}`);
          return c.json({ error: true, type: "AppException", message: "This is no hub." }, status as 400);
        },
      });
      // Through the cloud an address names the hub, and at the hub itself it need not.
      app.route("/api/:hub/apps/:app", makerApi(world, serve, habits));
      app.route("/apps/api/:app", makerApi(world, serve, habits));
      return app;
    },
    tell,
    demo: {
      email: "owner@hubitat.example",
      password: "a-token-of-the-hub",
      locks: [
        { key: "hub", profile: "hubitat_hub", name: "Hub" },
        { profile: "hubitat", name: "Front door", hub: "hub" },
      ],
    },
  };
}

/** What a hub is called in the cloud addresses of its apps. */
export function hubIdOf(email: string): string {
  const hash = createHash("sha256").update(email).digest("hex");
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

const appId = "1";

function makerApi(world: World, serve: MakerServing, habits: Habits): Hono {
  const app = new Hono();
  const idOf = (c: Context) => c.req.param("id") ?? "";
  app.get(
    "/devices",
    serve.account(({ accountId }) => (isOff(world, accountId) ? cutOff : locksOf(world, accountId).map(presentName))),
  );
  app.get(
    "/devices/all",
    serve.account(({ accountId, scopes }) =>
      isOff(world, accountId)
        ? cutOff
        : locksOf(world, accountId).map((lock) => presentListed(world, lock, [...scopes, lock.id], habits)),
    ),
  );
  app.get(
    "/devices/:id",
    serve.lock(idOf, ({ accountId, lock, scopes }) =>
      isOff(world, accountId) ? cutOff : presentDevice(world, lock, scopes, habits),
    ),
  );
  app.get(
    "/devices/:id/events",
    serve.lock(idOf, ({ accountId, lock }) => (isOff(world, accountId) ? cutOff : presentEvents(world, lock))),
  );
  app.get(
    "/devices/:id/:command/:values?",
    serve.lock(
      idOf,
      ({ accountId, lock, scopes }, c) => {
        if (isOff(world, accountId)) return cutOff;
        const values = c.req.param("values")?.split(",") ?? [];
        const done = execute({ world, lock, scopes }, c.req.param("command") ?? "", values);
        return isTrouble(done) ? done : presentName(lock);
      },
      { writes: true },
    ),
  );
  app.get(
    "/postURL/:url",
    serve.account(({ accountId }, c) => {
      postTo(world, accountId, c.req.param("url") ?? "");
      return { url: c.req.param("url") };
    }),
  );
  return app;
}

/** An instance posts to one address, and the last that was set is it. */
function postTo(world: World, accountId: string, url: string): void {
  const known = world.all("webhooks").find((hook) => hook.accountId === accountId);
  if (known?.url === url) return;
  const row = { id: known?.id ?? world.runtime.uuid(), accountId, url, events: [], secret: undefined };
  world.commit("webhook_registered", { webhook_id: row.id }, [{ table: "webhooks", id: row.id, row }]);
}

/** The token of an instance is its account's password, until what the account was signed in with is taken back. */
function accountOf(world: World, c: Context): string | undefined {
  const [hub, token] = [c.req.param("hub"), c.req.query("access_token") ?? ""];
  const isMeant = (account: AccountRow) => hub === undefined || hubIdOf(account.email) === hub;
  const account = world.all("accounts").find((one) => isMeant(one) && isSameSecret(one.password, token));
  if (account === undefined || c.req.param("app") !== appId) return undefined;
  const isGranted = world.all("refreshTokens").some(({ accountId }) => accountId === account.id);
  return isGranted ? account.id : undefined;
}

const cutOff = { ...trouble("SERVICE_UNAVAILABLE", "The hub is offline."), status: 504 };

/** Whether the hub itself is out of its cloud's reach. */
function isOff(world: World, accountId: string): boolean {
  return devicesOf(world, accountId).some(({ profile, online }) => profile.kind === "hub" && !online);
}

/** A hub is none of its own devices. */
function locksOf(world: World, accountId: string): LockRow[] {
  return devicesOf(world, accountId).filter(({ profile }) => profile.kind === "smart_lock");
}

function devicesOf(world: World, accountId: string): LockRow[] {
  return world.all("locks").filter((lock) => lock.accountId === accountId && !lock.removed);
}
