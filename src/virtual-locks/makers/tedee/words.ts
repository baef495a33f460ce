import type { Context } from "hono";
import type { Trouble, TroubleCode } from "#virtual-locks/trouble.ts";

/** Statuses as the pages of the PIN endpoints have them (read November 2026). */
const statuses: Readonly<Partial<Record<TroubleCode, number>>> = {
  INVALID_PIN_FORMAT: 400,
  INVALID_NAME: 400,
  INVALID_WINDOW: 400,
  LOCK_NOT_AUTHORIZED: 403,
  NOT_FOUND: 404,
  PIN_CONFLICT: 406,
  LOCK_FULL: 412,
  NOT_SUPPORTED: 428,
  DEVICE_OFFLINE: 428,
  BRIDGE_OFFLINE: 428,
};

/** A trouble of ours in the maker's words. */
export function say(c: Context, { status, error_code, retryAfterSeconds }: Trouble): Response {
  if (retryAfterSeconds !== undefined)
    return fail(c, 429, "API calls quota exceeded.", { "retry-after": `${retryAfterSeconds}` });
  // A reply that came too late is the one way in which the maker leaves open what happened.
  if (status === 504) return fail(c, 408, "Timeout while sending data to the device.");
  if (status === 423) return fail(c, 409, "Another request is being processed for this device.");
  return fail(c, statuses[error_code] ?? status, "The request could not be processed.");
}

export function ok(c: Context, status: 200 | 201 | 202, result: unknown): Response {
  return c.json({ result, success: true, errorMessages: [], statusCode: status }, status);
}

/** The samples show a body that HTTP has no room for. */
export function done(): Response {
  return new Response(null, { status: 204 });
}

export function fail(
  c: Context,
  statusCode: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return c.json({ success: false, errorMessages: [message], statusCode }, statusCode as 400);
}
