import type { Context, MiddlewareHandler } from "hono";
import type { Trouble, TroubleCode } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";

/** The two spellings of its headers: at August's host, and at the one of the newer brands. */
export const headerPrefixes = ["x-august-", "x-"] as const;

const brands: Readonly<Record<(typeof headerPrefixes)[number], readonly string[]>> = {
  "x-august-": ["august", "yale"],
  "x-": ["yale"],
};

/** How whoever calls spells the headers; `undefined`: no key is sent in either spelling. */
export function prefixOf(c: Context): (typeof headerPrefixes)[number] | undefined {
  return headerPrefixes.find((prefix) => c.req.header(`${prefix}api-key`) !== undefined);
}

/** Key and brand belong together. Where no application is registered, any key will do. */
export function checkTuple(world: World): MiddlewareHandler {
  return async (c, next) => {
    const prefix = prefixOf(c);
    const brand = prefix && c.req.header(`${prefix}branding`);
    if (prefix === undefined || brand === undefined) return error(404, "ResourceNotFound", "There is no such address.");
    const clients = world.all("clients");
    const isKnown = clients.length === 0 || clients.some(({ id }) => id === c.req.header(`${prefix}api-key`));
    if (!isKnown || !brands[prefix].includes(brand)) return error(403, "Forbidden", "API key is not valid");
    return next();
  };
}

/** By trouble of ours: the maker's status and word. What is not here keeps its status, and says so. */
const words: Partial<Record<TroubleCode, readonly [number, string]>> = {
  INVALID_REQUEST: [400, "BadRequest"],
  INVALID_PIN_FORMAT: [400, "BadRequest"],
  INVALID_NAME: [400, "BadRequest"],
  INVALID_WINDOW: [400, "BadRequest"],
  UNAUTHORIZED: [401, "Unauthorized"],
  LOCK_NOT_AUTHORIZED: [403, "NotAuthorized"],
  NOT_FOUND: [404, "ResourceNotFound"],
  DEVICE_OFFLINE: [408, "RequestTimeout"],
  PIN_CONFLICT: [409, "Conflict"],
  LOCK_FULL: [409, "Conflict"],
  NOT_SUPPORTED: [412, "PreconditionFailed"],
  BRIDGE_OFFLINE: [422, "UnprocessableEntity"],
  RATE_LIMITED: [429, "TooManyRequests"],
  BOLT_OBSTRUCTED: [530, "LockUnavailable"],
};

export function say(world: World, c: Context, trouble: Trouble): Response {
  const { error_code: code, message, retryAfterSeconds } = trouble;
  const [status, word] = words[code] ?? [trouble.status, "InternalError"];
  // A lock that is there and not this user's is told apart from one that is nowhere.
  if (code === "NOT_FOUND" && world.get("locks", c.req.param("lockID") ?? "") !== undefined) {
    return error(403, "NotAuthorized", "The user is not a user of the lock.");
  }
  return error(status, word, message, retryAfterSeconds);
}

export function unauthorized(): Response {
  return error(401, "Unauthorized", "The access token is not valid.");
}

function error(status: number, code: string, message: string, retryAfterSeconds?: number): Response {
  const headers = retryAfterSeconds === undefined ? undefined : { "retry-after": `${retryAfterSeconds}` };
  return Response.json({ code, message }, { status, ...(headers && { headers }) });
}
