import type { Context } from "hono";
import type { ZodType, ZodTypeDef } from "zod";
import { FaultGate, type Scopes } from "./faults.ts";
import { answer, bearer, readJson } from "./requests.ts";
import type { CodeRow, LockRow } from "./rows.ts";
import { accountOfToken } from "./tokens.ts";
import { isTrouble, trouble } from "./trouble.ts";
import type { World } from "./world.ts";

/** Marks a response whose connection is to be cut instead of sending it. */
export const lostReplyHeader = "x-virtual-locks-lost-reply";

/** Who asks, and what the address names of theirs. */
export interface Asked {
  readonly accountId: string;
  readonly scopes: Scopes;
}

export interface AskedLock extends Asked {
  readonly lock: LockRow;
}

export interface AskedCode extends AskedLock {
  readonly code: CodeRow;
}

type Handler = (c: Context) => Promise<Response>;
type Schema<T> = ZodType<T, ZodTypeDef, unknown>;

/** Ways to serve one address: the work is done in one go, on what is so once the body has been read. */
export interface Serve {
  account<T>(schema: Schema<T>, work: (asked: Asked, body: T) => object): Handler;
  lock<T>(schema: Schema<T>, work: (asked: AskedLock, body: T) => object): Handler;
  code<T>(schema: Schema<T>, work: (asked: AskedCode, body: T) => object): Handler;
}

/** Checks whose token is carried, then lets the faults before, the work and the faults after it happen. */
export function serving(world: World, signal: AbortSignal): Serve {
  const gate = new FaultGate(world);

  const serve =
    <T>(schema: Schema<T>, work: (found: Found, body: T) => object): Handler =>
    async (c) => {
      const accountId = accountOfToken(world, bearer(c));
      if (accountId === undefined) return answer(c, trouble("UNAUTHORIZED", "The access token is not valid."));
      const refusal = await gate.before(find(world, c, accountId).scopes, isCodeWrite(c), signal);
      if (refusal !== undefined) return answer(c, refusal);
      const body = hasBody(c) ? await readJson(c, schema) : schema.parse({});
      const found = find(world, c, accountId);
      const done = isTrouble(body) ? body : work(found, body);
      return lose(c, gate.after(found.scopes), done);
    };

  return {
    account: serve,
    lock: (schema, work) =>
      serve(schema, (found, body) => {
        const { lock } = found;
        return lock === undefined ? trouble("NOT_FOUND", "There is no such lock.") : work({ ...found, lock }, body);
      }),
    code: (schema, work) =>
      serve(schema, (found, body) => {
        const { lock, code } = found;
        if (lock === undefined || code === undefined) return trouble("NOT_FOUND", "There is no such code.");
        return work({ ...found, lock, code }, body);
      }),
  };
}

interface Found extends Asked {
  readonly lock: LockRow | undefined;
  readonly code: CodeRow | undefined;
}

/** Whatever of the account the address names; somebody else's is not there. */
function find(world: World, c: Context, accountId: string): Found {
  const code = world.get("codes", c.req.param("code_id") ?? "");
  const lock = world.get("locks", c.req.param("lock_id") ?? code?.lockId ?? "");
  if (lock === undefined || lock.accountId !== accountId || lock.removed) {
    return { accountId, lock: undefined, code: undefined, scopes: [accountId] };
  }
  const isHidden = code?.madeBy === "person" && !lock.profile.unmanaged.listed;
  return { accountId, lock, code: isHidden ? undefined : code, scopes: [accountId, lock.id] };
}

function isCodeWrite(c: Context): boolean {
  return c.req.method !== "GET" && c.req.path.includes("/access_codes");
}

function hasBody(c: Context): boolean {
  return c.req.method === "POST" || c.req.method === "PATCH";
}

function lose(c: Context, how: "cut" | "timeout" | undefined, done: object): Response {
  if (how === undefined) return answer(c, done);
  if (how === "cut") return new Response(null, { status: 504, headers: { [lostReplyHeader]: "cut" } });
  return answer(c, { ...trouble("SERVICE_UNAVAILABLE", "The lock took too long to answer."), status: 504 });
}
