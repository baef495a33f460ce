import { type Context, Hono } from "hono";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { makerServing } from "#virtual-locks/makers/serving.ts";
import { type Trouble, trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { listActivity } from "./activity.ts";
import { algoPinOf } from "./algopins.ts";
import { listDevices, presentDevice } from "./devices.ts";
import { giveJob, presentJob } from "./jobs.ts";
import { accountOf, issueToken, readsActivityOnly } from "./sign-in.ts";

/** The counterpart of igloohome's API. */
export const igloohome: MakerCloud = {
  maker: "igloohome",
  displayName: "igloohome",
  routes,
  demo: {
    email: "owner@igloohome.example",
    password: "letmein",
    locks: [
      { key: "bridge", profile: "igloohome_bridge", name: "Bridge" },
      { profile: "igloohome", name: "Front door", hub: "bridge" },
      { profile: "igloohome", name: "Key box" },
    ],
  },
};

function routes(world: World, signal: AbortSignal): Hono {
  const app = new Hono();
  const serve = makerServing(world, signal, {
    accountOf: (c) => accountOf(world, c),
    unauthorized: (c) => c.json({ message: "Unauthorized" }, 401),
    say,
  });
  const lockId = (c: Context) => c.req.param("deviceId") ?? "";
  const isBarred = (accountId: string, c: Context) => readsActivityOnly(world, accountId, c);
  app.post("/oauth2/token", (c) => issueToken(world, c));
  app.get(
    "/igloohome/devices",
    serve.account(({ accountId }, c) =>
      isBarred(accountId, c) ? forbidden(c) : listDevices(world, accountId, c.req.query("cursor")),
    ),
  );
  app.get(
    "/igloohome/devices/:deviceId",
    serve.lock(lockId, ({ lock }) => presentDevice(world, lock)),
  );
  app.get(
    "/igloohome/devices/:deviceId/activity",
    serve.lock(lockId, ({ accountId, lock }, c) =>
      isBarred(accountId, c) ? listActivity(world, lock, Number(c.req.query("pageSize") ?? "20")) : forbidden(c),
    ),
  );
  app.post(
    "/igloohome/devices/:deviceId/algopin/:kind",
    serve.lock(lockId, async ({ lock }, c) => algoPinOf(world, lock, c.req.param("kind") ?? "", await bodyOf(c)), {
      writes: true,
    }),
  );
  app.post(
    "/igloohome/devices/:deviceId/jobs/bridges/:bridgeId",
    serve.lock(
      lockId,
      async ({ lock, scopes }, c) => giveJob(world, lock, c.req.param("bridgeId") ?? "", await bodyOf(c), scopes),
      { writes: true },
    ),
  );
  app.get(
    "/igloohome/jobs/:jobId",
    serve.account(({ accountId }, c) => presentJob(world, accountId, c.req.param("jobId") ?? "")),
  );
  return app;
}

/** A trouble in the maker's statuses. A full queue is told as too many calls, and not for how long. */
function say(_: Context, { error_code, status, retryAfterSeconds }: Trouble): Response {
  const statuses: Readonly<Partial<Record<Trouble["error_code"], number>>> = {
    BRIDGE_OFFLINE: 406,
    BRIDGE_QUEUE_FULL: 429,
  };
  const said = statuses[error_code] ?? (status >= 400 && status < 500 && ![404, 429].includes(status) ? 400 : status);
  const headers = retryAfterSeconds === undefined ? {} : { "retry-after": `${retryAfterSeconds}` };
  return Response.json({ message: error_code }, { status: said, headers });
}

function forbidden(c: Context): Response {
  return c.json({ message: "Forbidden" }, 403);
}

async function bodyOf(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    return trouble("INVALID_REQUEST", "The body is not JSON.");
  }
}
