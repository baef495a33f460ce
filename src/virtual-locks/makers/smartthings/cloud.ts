import { type Context, Hono } from "hono";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { type MakerServing, makerServing } from "#virtual-locks/makers/serving.ts";
import { oauthRoutes } from "#virtual-locks/oauth.ts";
import { bearer } from "#virtual-locks/requests.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import { accountOfToken } from "#virtual-locks/tokens.ts";
import { type Trouble, trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { execute } from "./commands.ts";
import { locationOf, presentDevice, presentHealth, presentLocation, presentStatus } from "./devices.ts";
import { historyOf } from "./history.ts";
import { lockNotes } from "./lock-notes.ts";

/** SmartThings' cloud, hubs and the drivers on them. Its locks begin with lock codes, until an owner migrates them. */
export const smartthings: MakerCloud = smartthingsWith({ migrated: false });

/** The same; `migrated`: its locks have users and credentials from the beginning. */
export function smartthingsWith({ migrated }: { readonly migrated: boolean }): MakerCloud {
  return {
    maker: "smartthings",
    displayName: "SmartThings",
    routes: (world, signal) => {
      const app = new Hono();
      app.route(
        "/v1",
        oauthRoutes(world, {
          replacesRefreshTokens: true,
          wantsBasic: true,
          accessTokenSeconds: 86_399,
          beside: (accountId) => ({
            scope: "r:devices:* x:devices:* r:locations:*",
            installed_app_id: accountId,
            owner_account_id: accountId,
          }),
        }),
      );
      const serve = makerServing(world, signal, {
        accountOf: (c) => accountOfToken(world, bearer(c)),
        unauthorized: (c) => errorBody(c, world, 401, "UnauthorizedError"),
        say: (c, because) => sayTrouble(c, world, because),
      });
      addDevices(app, world, serve, migrated);
      addPlaces(app, world, serve, migrated);
      return app;
    },
    demo: {
      email: "mill@example.com",
      password: "mill house",
      locks: [
        { key: "hub", profile: "smartthings_hub", name: "Mill House, hub", timezone: "Europe/Berlin" },
        { profile: "smartthings", name: "Mill House, front door", hub: "hub", timezone: "Europe/Berlin" },
      ],
    },
  };
}

const largestPage = 200;

function addDevices(app: Hono, world: World, serve: MakerServing, migrated: boolean): void {
  const idOf = (c: Context) => c.req.param("id") ?? "";
  app.get(
    "/v1/devices",
    serve.account(({ accountId }, c) => {
      const wanted = c.req.queries("capability") ?? [];
      const all = devicesOf(world, accountId)
        .map(presentDevice)
        .filter(({ components }) =>
          wanted.every((name) => components.some(({ capabilities }) => capabilities.some(({ id }) => id === name))),
        );
      const max = Math.min(Number(c.req.query("max") ?? largestPage), largestPage);
      const page = Number(c.req.query("page") ?? 0);
      const next = new URL(c.req.url);
      next.searchParams.set("page", `${page + 1}`);
      const hasMore = all.length > (page + 1) * max;
      return { items: all.slice(page * max, (page + 1) * max), _links: hasMore ? { next: { href: `${next}` } } : {} };
    }),
  );
  app.get(
    "/v1/devices/:id",
    serve.lock(idOf, ({ lock }) => presentDevice(lock)),
  );
  app.get(
    "/v1/devices/:id/health",
    serve.lock(idOf, ({ lock }) => presentHealth(world, lock)),
  );
  app.get(
    "/v1/devices/:id/status",
    serve.lock(idOf, ({ lock, scopes }) => ({
      components: { main: presentStatus(world, lock, lockNotes(world, lock, migrated), scopes) },
    })),
  );
  app.post(
    "/v1/devices/:id/commands",
    serve.lock(
      idOf,
      async ({ lock, scopes }, c) => {
        const body: unknown = await c.req.json().catch(() => undefined);
        return execute({ world, lock, scopes, migrated }, body);
      },
      { writes: true },
    ),
  );
}

function addPlaces(app: Hono, world: World, serve: MakerServing, migrated: boolean): void {
  const inPlace = (accountId: string, id: string | undefined) =>
    devicesOf(world, accountId).filter((lock) => locationOf(lock) === id);
  app.get(
    "/v1/locations/:id",
    serve.account(({ accountId }, c) => {
      const [first] = inPlace(accountId, c.req.param("id"));
      return first === undefined ? trouble("NOT_FOUND", "There is no such location.") : presentLocation(first);
    }),
  );
  app.get(
    "/v1/history/devices",
    serve.account(({ accountId }, c) => {
      const { locationId, deviceId, limit = "20" } = c.req.query();
      const devices = inPlace(accountId, locationId).filter(({ id }) => deviceId === undefined || id === deviceId);
      const rows = devices.flatMap((lock) => historyOf(world, lock, lockNotes(world, lock, migrated)));
      return { items: rows.sort((one, other) => other.epoch - one.epoch).slice(0, Number(limit)), _links: {} };
    }),
  );
}

function devicesOf(world: World, accountId: string): LockRow[] {
  return world.all("locks").filter((lock) => lock.accountId === accountId && !lock.removed);
}

function sayTrouble(c: Context, world: World, { status, retryAfterSeconds }: Trouble): Response {
  if (retryAfterSeconds !== undefined) c.header("x-ratelimit-reset", `${retryAfterSeconds}`);
  return errorBody(c, world, status, codes[status] ?? "InternalError");
}

const codes: Readonly<Record<number, string>> = {
  400: "BadRequestError",
  404: "NotFoundError",
  409: "ConflictError",
  422: "ConstraintViolationError",
  429: "TooManyRequestError",
};

function errorBody(c: Context, world: World, status: number, code: string): Response {
  const error = { code, message: "This is no SmartThings cloud, and speaks as one.", details: [] };
  return c.json({ requestId: world.runtime.uuid(), error }, status as 400);
}
