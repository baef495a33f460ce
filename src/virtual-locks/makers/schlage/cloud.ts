import { type Context, Hono } from "hono";
import { z } from "zod";
import { changeCode, createCode, deleteCode } from "#virtual-locks/code-writes.ts";
import { listedCodes } from "#virtual-locks/faults.ts";
import type { MakerCloud } from "#virtual-locks/maker-cloud.ts";
import { type LockCaller, makerServing, type Served } from "#virtual-locks/makers/serving.ts";
import { accountOfPoolToken, userPool } from "#virtual-locks/makers/user-pool.ts";
import type { CodeRow } from "#virtual-locks/rows.ts";
import { isTrouble, type Trouble, trouble } from "#virtual-locks/trouble.ts";
import { acceptTurn } from "#virtual-locks/turning.ts";
import type { World } from "#virtual-locks/world.ts";
import { presentCode, presentDevice, presentUser, valuesIn, type Written, written } from "./forms.ts";
import { presentLog } from "./log.ts";

/** Schlage's cloud, as far as it is known (README.md). */
export const schlage: MakerCloud = {
  maker: "schlage",
  displayName: "Schlage",
  routes,
  demo: {
    email: "owner@schlage.example",
    password: "a door of schlage",
    locks: [{ profile: "schlage", name: "Front door", timezone: "America/New_York" }],
  },
};

const command = z.object({
  name: z.enum(["addaccesscode", "updateaccesscode", "deleteaccesscode"]),
  data: z.record(z.unknown()),
});
const attributes = z.object({ attributes: z.object({ lockState: z.union([z.literal(0), z.literal(1)]) }) });

function routes(world: World, signal: AbortSignal): Hono {
  const app = new Hono();
  const serve = makerServing(world, signal, {
    accountOf: (c) => (c.req.header("x-api-key") ? accountOfPoolToken(world, c, "access") : undefined),
    // A gateway turns away whoever has no key before it looks at the token.
    unauthorized: (c) => (c.req.header("x-api-key") ? say(401, "Unauthorized") : say(403, "Forbidden")),
    say: (_, refused) => sayTrouble(refused),
  });
  const id = (c: Context) => c.req.param("id") ?? "";
  app.post("/cognito", userPool(world, { poolId: "us-west-2_Virtual", asksForCode: false }));
  app.get(
    "/v1/users/@me",
    serve.account(({ accountId }) => presentUser(world, accountId)),
  );
  app.get(
    "/v1/devices",
    serve.account(({ accountId }, c) => {
      const locks = world.all("locks").filter((lock) => lock.accountId === accountId && !lock.removed);
      const wanted = c.req.query("archetype") === "lock" ? locks.filter(isLock) : locks;
      return wanted.map((lock) => presentDevice(world, lock));
    }),
  );
  app.get(
    "/v1/devices/:id",
    serve.lock(id, ({ lock }) => presentDevice(world, lock)),
  );
  app.put(
    "/v1/devices/:id",
    serve.lock(id, (caller, c) => turn(world, caller, c)),
  );
  app.get(
    "/v1/devices/:id/logs",
    serve.lock(id, ({ lock }, c) => presentLog(world, lock, c.req.query("limit"), c.req.query("sort") === "desc")),
  );
  app.get(
    "/v1/devices/:id/storage/accesscode",
    serve.lock(id, (caller) => listing(world, caller)),
  );
  app.get(
    "/v1/devices/:id/storage/accesscode/:code",
    serve.lock(id, (caller, c) => {
      const code = codeOf(world, caller, c.req.param("code"));
      return code === undefined ? notThere : presentCode(code);
    }),
  );
  app.post(
    "/v1/devices/:id/storage/accesscode",
    serve.lock(id, (caller, c) => store(world, caller, c)),
  );
  app.post(
    "/v1/devices/:id/commands",
    serve.lock(id, (caller, c) => obey(world, caller, c), { writes: true }),
  );
  return app;
}

const notThere = trouble("NOT_FOUND", "Not found");

async function turn(world: World, { lock }: LockCaller, c: Context): Promise<Served> {
  const read = attributes.safeParse(await c.req.json().catch(() => undefined));
  if (!read.success) return say(400, "Bad request");
  const accepted = acceptTurn(world, lock, read.data.attributes.lockState === 1 ? "lock" : "unlock");
  return isTrouble(accepted) ? accepted : presentDevice(world, lock);
}

/** What the cloud has stored: also what no command ever brought to the lock. */
function listing(world: World, { lock, scopes, accountId }: LockCaller): object {
  const onLock = listedCodes(world, scopes, lock.id).map(presentCode);
  const storedOnly = world
    .entries("notes")
    .flatMap(([key, row]) => (key.startsWith(storedUnder(accountId, lock.id)) ? [row as object] : []));
  return [...onLock, ...storedOnly];
}

/** The trap: it answers as if all were well, and nothing reaches the lock. */
async function store(world: World, { lock, accountId }: LockCaller, c: Context): Promise<Served> {
  const data: unknown = await c.req.json().catch(() => undefined);
  const read = written.safeParse(data);
  if (!read.success) return say(500, "Internal server error");
  const accesscodeId = world.runtime.uuid();
  const row = { ...read.data, accesscodeId };
  world.commit("stored_only", { lock_id: lock.id }, [
    { table: "notes", id: `${storedUnder(accountId, lock.id)}${accesscodeId}`, row },
  ]);
  return row;
}

/** The one way to the lock. Without the length or the notification's field it breaks. */
async function obey(world: World, caller: LockCaller, c: Context): Promise<Served> {
  const read = command.safeParse(await c.req.json().catch(() => undefined));
  if (!read.success) return say(400, "Bad request");
  const record = written.safeParse(read.data.data);
  if (!record.success) return say(500, "Internal server error");
  const { lock, scopes } = caller;
  const { name, data } = read.data;
  if (name === "addaccesscode") return answered(add(world, caller, record.data));
  const code = codeOf(world, caller, typeof data.accesscodeId === "string" ? data.accesscodeId : "");
  if (code === undefined) return notThere;
  if (name === "deleteaccesscode") return answered(deleteCode(world, lock, code, scopes));
  // The contract that the models are data of has codes of Schlage's deleted and made anew; its own cloud has a command.
  const changeable = { ...lock, profile: { ...lock.profile, updatesInPlace: true } };
  return answered(changeCode(world, changeable, code, valuesIn(record.data), scopes));
}

function add(world: World, { lock, scopes }: LockCaller, record: Written): CodeRow | Trouble {
  return createCode(world, lock, { ...valuesIn(record), offline: false }, scopes);
}

function answered(done: CodeRow | Trouble): Served {
  return isTrouble(done) ? done : { accesscodeId: done.id };
}

function codeOf(world: World, { lock }: LockCaller, id: string | undefined): CodeRow | undefined {
  const code = world.get("codes", id ?? "");
  return code?.lockId === lock.id && !code.offline ? code : undefined;
}

function isLock({ profile }: { readonly profile: { readonly kind: string } }): boolean {
  return profile.kind === "smart_lock";
}

function storedUnder(accountId: string, lockId: string): string {
  return `${accountId}/schlage/stored/${lockId}/`;
}

function sayTrouble({ status, error_code, message, retryAfterSeconds }: Trouble): Response {
  if (error_code === "RATE_LIMITED") {
    return say(429, "Too Many Requests", { "retry-after": String(retryAfterSeconds ?? 1) });
  }
  if (error_code === "DEVICE_OFFLINE" || error_code === "BRIDGE_OFFLINE") return say(500, message);
  return say(status >= 500 || status === 404 ? status : 400, message);
}

function say(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json({ message }, { status, headers });
}
