import { Hono } from "hono";
import { z } from "zod";
import { changeCode, createCode, deleteCode } from "./code-writes.ts";
import { presentAccount } from "./conditions.ts";
import { listedCodes, type Scopes } from "./faults.ts";
import { unreachable } from "./lock-state.ts";
import { presentCode, presentLock, presentWrite } from "./present.ts";
import { instant, optionalInstant } from "./requests.ts";
import type { CodeRow, LockRow } from "./rows.ts";
import { type Serve, serving } from "./serving.ts";
import { isTrouble, type Trouble } from "./trouble.ts";
import { acceptTurn } from "./turning.ts";
import type { World } from "./world.ts";

const nothing = z.object({});
const newCode = z.object({
  name: z.string().max(200),
  code: z.string().max(40).nullish(),
  starts_at: optionalInstant,
  ends_at: optionalInstant,
  offline: z.boolean().optional(),
  offline_kind: z.string().max(40).optional(),
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

/** A device as one maker's cloud shows it. */
export type ShowLock = (world: World, lock: LockRow) => object;

/** Devices, codes, actions and webhooks, for the account whose token is carried. `show`: default, with our extension. */
export function contractRoutes(world: World, signal: AbortSignal, show: ShowLock = presentLock) {
  const app = new Hono();
  const serve = serving(world, signal);
  addLockRoutes(app, world, serve, show);
  addCodeRoutes(app, world, serve);
  app.post(
    "/webhooks",
    serve.account(newWebhook, ({ accountId }, webhook) => registerWebhook(world, accountId, webhook)),
  );
  return app;
}

function addLockRoutes(app: Hono, world: World, serve: Serve, show: ShowLock): void {
  app.get(
    "/locks",
    serve.account(nothing, ({ accountId }) => {
      const locks = world.all("locks").filter((lock) => lock.accountId === accountId && !lock.removed);
      const account = presentAccount(world, accountId);
      return { locks: locks.map((lock) => show(world, lock)), ...(account && { account }) };
    }),
  );
  app.get(
    "/locks/:lock_id",
    serve.lock(nothing, ({ lock }) => show(world, lock)),
  );
  app.post(
    "/locks/:lock_id/actions",
    serve.lock(newAction, ({ lock }, action) => act(world, lock, action)),
  );
}

function addCodeRoutes(app: Hono, world: World, serve: Serve): void {
  app.get(
    "/locks/:lock_id/access_codes",
    serve.lock(nothing, ({ lock, scopes }) => listCodes(world, lock, scopes)),
  );
  app.post(
    "/locks/:lock_id/access_codes",
    serve.lock(newCode, ({ lock, scopes }, { name, code, starts_at, ends_at, offline = false, offline_kind: kind }) => {
      const asked = { name, digits: code ?? undefined, startsAt: starts_at, endsAt: ends_at, offline, kind };
      return written(lock, createCode(world, lock, asked, scopes));
    }),
  );
  app.patch(
    "/access_codes/:code_id",
    serve.code(changedCode, ({ lock, code, scopes }, body) => {
      const changed = {
        ...(body.name !== undefined && { name: body.name }),
        ...(body.code !== undefined && { digits: body.code }),
        ...(body.starts_at !== undefined && { startsAt: body.starts_at ?? undefined }),
        ...(body.ends_at !== undefined && { endsAt: body.ends_at ?? undefined }),
      };
      return written(lock, changeCode(world, lock, code, changed, scopes));
    }),
  );
  app.delete(
    "/access_codes/:code_id",
    serve.code(nothing, ({ lock, code, scopes }) => written(lock, deleteCode(world, lock, code, scopes))),
  );
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

function act(world: World, lock: LockRow, { action, custom_id }: z.output<typeof newAction>): object {
  const accepted = acceptTurn(world, lock, action, custom_id ?? undefined);
  if (isTrouble(accepted)) return accepted;
  return { action_id: accepted.id, custom_id: custom_id ?? null, status: "pending", lock_id: lock.id, action };
}

function registerWebhook(world: World, accountId: string, spec: z.output<typeof newWebhook>): object {
  const known = world.all("webhooks").find((hook) => hook.accountId === accountId && hook.url === spec.url);
  const { url, events, secret } = spec;
  const row = { id: known?.id ?? world.runtime.uuid(), accountId, url, events, secret };
  const isSame =
    known !== undefined && known.secret === secret && JSON.stringify(known.events) === JSON.stringify(events);
  if (!isSame) world.commit("webhook_registered", { webhook_id: row.id }, [{ table: "webhooks", id: row.id, row }]);
  return { webhook_id: row.id, status: "active" };
}
