import { type Context, Hono } from "hono";
import { z } from "zod";
import { changeCode, createCode, deleteCode } from "./code-writes.ts";
import { FaultGate, listedCodes, type Scopes } from "./faults.ts";
import { isObstructed, isPaired, unreachable } from "./lock-state.ts";
import { presentCode, presentLock, presentWrite } from "./present.ts";
import { answer, bearer, instant, optionalInstant, readJson } from "./requests.ts";
import type { CodeRow, LockRow } from "./rows.ts";
import { accountOfToken } from "./tokens.ts";
import { isTrouble, type Trouble, trouble } from "./trouble.ts";
import type { World } from "./world.ts";

/** Marks a response whose connection is to be cut instead of sending it. */
export const lostReplyHeader = "x-virtual-locks-lost-reply";

const newCode = z.object({
  name: z.string().max(200),
  code: z.string().max(40).nullish(),
  starts_at: optionalInstant,
  ends_at: optionalInstant,
  offline: z.boolean().optional(),
});
// On a change `null` takes an end of the window away, and absence leaves it as it is.
const changedCode = z.object({
  name: z.string().max(200).optional(),
  code: z.string().max(40).optional(),
  starts_at: instant.nullable().optional(),
  ends_at: instant.nullable().optional(),
});
const newAction = z.object({ action: z.enum(["lock", "unlock"]), custom_id: z.string().max(200).nullish() });
const newWebhook = z.object({
  url: z
    .string()
    .url()
    .max(2_000)
    .regex(/^https?:/i),
  events: z.array(z.string().max(100)).max(100).default([]),
  secret: z.string().min(1).max(500).optional(),
});

interface Asked {
  readonly accountId: string;
  readonly lock: LockRow | undefined;
  readonly code: CodeRow | undefined;
  readonly scopes: Scopes;
}

/** Devices, codes, actions and webhooks, for the account whose token is carried. */
export function contractRoutes(world: World, signal: AbortSignal) {
  const gate = new FaultGate(world);
  const app = new Hono();

  /** Who asks, about what; then the faults, the work, and the faults that follow it. */
  const served = (work: (c: Context, asked: Asked) => Promise<object> | object) => async (c: Context) => {
    const accountId = accountOfToken(world, bearer(c));
    if (accountId === undefined) return answer(c, trouble("UNAUTHORIZED", "The access token is not valid."));
    const before = find(world, c, accountId);
    const refusal = await gate.before(before.scopes, signal);
    if (refusal !== undefined) return answer(c, refusal);
    // A reply that was slow to begin must not go by what was so when it was asked for.
    const asked = find(world, c, accountId);
    const isMissing =
      (c.req.param("lock_id") !== undefined && asked.lock === undefined) ||
      (c.req.param("code_id") !== undefined && asked.code === undefined);
    const done = isMissing ? trouble("NOT_FOUND", "There is no such lock or code.") : await work(c, asked);
    return lose(c, gate.after(asked.scopes), done);
  };

  app.get(
    "/locks",
    served((_, { accountId }) => ({
      locks: world
        .all("locks")
        .filter((lock) => lock.accountId === accountId && !lock.removed)
        .map((lock) => presentLock(world, lock)),
    })),
  );
  app.get(
    "/locks/:lock_id",
    served((_, asked) => withLock(asked, (lock) => presentLock(world, lock))),
  );
  app.get(
    "/locks/:lock_id/access_codes",
    served((_, asked) => withLock(asked, (lock) => listCodes(world, lock, asked.scopes))),
  );
  app.post(
    "/locks/:lock_id/access_codes",
    served(async (c, asked) => {
      const body = await readJson(c, newCode);
      if (isTrouble(body)) return body;
      return withLock(asked, (lock) => {
        const values = { name: body.name, startsAt: body.starts_at, endsAt: body.ends_at };
        const wanted = { ...values, digits: body.code ?? undefined, offline: body.offline ?? false };
        return written(lock, createCode(world, lock, wanted, asked.scopes));
      });
    }),
  );
  app.patch(
    "/access_codes/:code_id",
    served(async (c, asked) => {
      const body = await readJson(c, changedCode);
      if (isTrouble(body)) return body;
      const changed = {
        ...(body.name !== undefined && { name: body.name }),
        ...(body.code !== undefined && { digits: body.code }),
        ...(body.starts_at !== undefined && { startsAt: body.starts_at ?? undefined }),
        ...(body.ends_at !== undefined && { endsAt: body.ends_at ?? undefined }),
      };
      return withCode(asked, (lock, code) => written(lock, changeCode(world, lock, code, changed, asked.scopes)));
    }),
  );
  app.delete(
    "/access_codes/:code_id",
    served((_, asked) => withCode(asked, (lock, code) => written(lock, deleteCode(world, lock, code, asked.scopes)))),
  );
  app.post(
    "/locks/:lock_id/actions",
    served(async (c, asked) => {
      const body = await readJson(c, newAction);
      return isTrouble(body)
        ? body
        : withLock(asked, (lock) => act(world, lock, body.action, body.custom_id ?? undefined));
    }),
  );
  app.post(
    "/webhooks",
    served(async (c, { accountId }) => {
      const body = await readJson(c, newWebhook);
      return isTrouble(body) ? body : registerWebhook(world, accountId, body);
    }),
  );
  return app;
}

/** Whatever of the account the address names; somebody else's is not there. */
function find(world: World, c: Context, accountId: string): Asked {
  const code = world.get("codes", c.req.param("code_id") ?? "");
  const lock = world.get("locks", c.req.param("lock_id") ?? code?.lockId ?? "");
  if (lock === undefined || lock.accountId !== accountId || lock.removed) {
    return { accountId, lock: undefined, code: undefined, scopes: [accountId] };
  }
  const isHidden = code?.madeBy === "person" && !lock.profile.unmanaged.listed;
  return { accountId, lock, code: isHidden ? undefined : code, scopes: [accountId, lock.id] };
}

function withLock(asked: Asked, work: (lock: LockRow) => object): object {
  return asked.lock === undefined ? trouble("NOT_FOUND", "There is no such lock.") : work(asked.lock);
}

function withCode(asked: Asked, work: (lock: LockRow, code: CodeRow) => object): object {
  const { lock, code } = asked;
  return lock === undefined || code === undefined ? trouble("NOT_FOUND", "There is no such code.") : work(lock, code);
}

function listCodes(world: World, lock: LockRow, scopes: Scopes): object {
  const cutOff = unreachable(world, lock);
  if (cutOff !== undefined) return cutOff;
  const shown = listedCodes(world, scopes, lock.id).filter(
    (code) => code.madeBy === "api" || lock.profile.unmanaged.listed,
  );
  return { access_codes: shown.map((code) => presentCode(lock, code)) };
}

function written(lock: LockRow, result: CodeRow | Trouble): object {
  if (isTrouble(result)) return result;
  return presentWrite(lock, result, result.asked === undefined ? "active" : "pending");
}

function act(world: World, lock: LockRow, action: "lock" | "unlock", customId: string | undefined): object {
  const able = action === "lock" ? lock.profile.locksRemotely : lock.profile.unlocksRemotely;
  if (able === undefined || !isPaired(lock)) return trouble("NOT_SUPPORTED", `This lock cannot ${action} from afar.`);
  const cutOff = unreachable(world, lock);
  if (cutOff !== undefined) return cutOff;
  if (isObstructed(world, lock)) return trouble("BOLT_OBSTRUCTED", "The bolt does not move.");
  const row = { id: world.runtime.uuid(), lockId: lock.id, customId, action, dueAt: world.now() + turningMs };
  world.commit("action_accepted", { lock_id: lock.id, action }, [{ table: "actions", id: row.id, row }]);
  return { action_id: row.id, custom_id: customId ?? null, status: "pending", lock_id: lock.id, action };
}

/** How long a bolt takes to turn on a remote command. */
const turningMs = 1_500;

function registerWebhook(world: World, accountId: string, spec: z.output<typeof newWebhook>): object {
  const known = world.all("webhooks").find((hook) => hook.accountId === accountId && hook.url === spec.url);
  const { url, events, secret } = spec;
  const row = { id: known?.id ?? world.runtime.uuid(), accountId, url, events, secret };
  const isSame =
    known !== undefined && known.secret === secret && JSON.stringify(known.events) === JSON.stringify(events);
  if (!isSame) world.commit("webhook_registered", { webhook_id: row.id }, [{ table: "webhooks", id: row.id, row }]);
  return { webhook_id: row.id, status: "active" };
}

function lose(c: Context, how: "cut" | "timeout" | undefined, done: object): Response {
  if (how === undefined) return answer(c, done);
  if (how === "cut") return new Response(null, { status: 504, headers: { [lostReplyHeader]: "cut" } });
  return answer(c, { ...trouble("SERVICE_UNAVAILABLE", "The lock took too long to answer."), status: 504 });
}
