import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { Trouble, TroubleCode } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";

/** Numbers of the cloud of the locks. Which of them are known, and which are a guess, says the README. */
export const errnos = {
  tokenRejected: 2001,
  noGateway: 5038,
  exists: 11000,
  badValues: 14001,
  wrongSignature: 14008,
  wrongTime: 14009,
  noSuchDevice: 14015,
  broken: 15000,
  noSuchRecord: 15006,
  notAllowed: 15014,
} as const;
type Errno = (typeof errnos)[keyof typeof errnos];

const numbers: Partial<Record<TroubleCode, Errno>> = {
  INVALID_REQUEST: errnos.badValues,
  INVALID_PIN_FORMAT: errnos.badValues,
  INVALID_NAME: errnos.badValues,
  INVALID_WINDOW: errnos.badValues,
  NAME_CONFLICT: errnos.exists,
  NOT_FOUND: errnos.noSuchDevice,
  NOT_SUPPORTED: errnos.noGateway,
  LOCK_NOT_AUTHORIZED: errnos.notAllowed,
};

/** A trouble of ours, with status 200 and a number, unless it is HTTP's own. */
export function say(c: Context, { status, error_code, retryAfterSeconds }: Trouble, now: number): Response {
  if (error_code === "RATE_LIMITED") {
    const seconds = retryAfterSeconds ?? 1;
    const headers = {
      "retry-after": `${seconds}`,
      "x-ratelimit-reset-by": new Date(now + seconds * 1_000).toUTCString(),
    };
    return Response.json({ code: "3044", msg: "Too many requests" }, { status: 429, headers });
  }
  if (status >= 500) return Response.json({ code: "1003", msg: "Server error" }, { status });
  return refuse(c, numbers[error_code] ?? errnos.broken);
}

/** Numbers were seen as text and as numbers. */
export function refuse(c: Context, errno: Errno): Response {
  const ErrMsg = Object.entries(errnos).find(([, number]) => number === errno)?.[0] ?? "";
  return c.json({ ReqID: requestId(c), ErrNo: `${errno}`, ErrMsg });
}

export function done(c: Context, more: object = {}): Response {
  return c.json({ ReqID: requestId(c), ErrNo: 0, ErrMsg: "", ...more });
}

/** A token that is not taken, in the words of whichever cloud is asked. */
export function unauthorized(c: Context): Response {
  if (c.req.path.startsWith("/openapi/")) return refuse(c, errnos.tokenRejected);
  return c.json({ ts: 0, code: "2001", msg: "AccessTokenError", data: {} });
}

/** What a call carries, signature included: in its address where it asks, in its body where it orders. */
export async function valuesOf(c: Context): Promise<Readonly<Record<string, string>>> {
  if (c.req.method === "GET") return c.req.query();
  const body: unknown = await c.req.json().catch(() => undefined);
  const entries = typeof body === "object" && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

const timeToleranceMs = 5 * 60_000;

/** Why a call is not looked at any further. Where no app is registered, any signs as it likes. */
export async function flawOf(world: World, c: Context): Promise<Errno | undefined> {
  const { sign, ...values } = await valuesOf(c);
  const token = c.req.method === "GET" ? values.access_token : values.accessToken;
  if (token === undefined) return errnos.wrongSignature;
  if (!(Math.abs(Number(values.timestamp ?? "x") - world.now()) <= timeToleranceMs)) return errnos.wrongTime;
  if (world.all("clients").length === 0) return undefined;
  const app = world.get("clients", values.key ?? "");
  return app !== undefined && sign === signature(c, values, app.secret) ? undefined : errnos.wrongSignature;
}

/** As `quote_plus` of Python's urllib escapes it. */
function signature(c: Context, values: Readonly<Record<string, string>>, secret: string): string {
  const sorted = Object.keys(values).sort();
  const joined = sorted.map((name) => `${name}=${values[name]}`).join("&");
  const plain = `${c.req.method.toLowerCase()}${c.req.path}${joined}${secret}`;
  const escaped = [...Buffer.from(plain)].map((byte) => {
    const sign = String.fromCharCode(byte);
    if (/[\w.~-]/.test(sign)) return sign;
    return sign === " " ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return md5Hex(escaped.join(""));
}

export function md5Hex(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

function requestId(c: Context): string {
  return md5Hex(c.req.url).slice(0, 10);
}
