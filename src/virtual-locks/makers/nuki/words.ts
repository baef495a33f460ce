import type { Context } from "hono";
import type { Trouble, TroubleCode } from "#virtual-locks/trouble.ts";

/** By trouble of ours: the maker's status. What is not here keeps its own. */
const statuses: Partial<Record<TroubleCode, number>> = {
  INVALID_PIN_FORMAT: 400,
  INVALID_WINDOW: 400,
  INVALID_NAME: 422,
  LOCK_NOT_AUTHORIZED: 403,
  // "The supplied value '13' for parameter 'type' is not valid": no keypad is paired.
  NOT_SUPPORTED: 400,
  DEVICE_CREDENTIALS_MISSING: 400,
  SUBSCRIPTION_REQUIRED: 426,
  // Nothing shows of it: the bolt has not moved.
  BOLT_OBSTRUCTED: 204,
};

export function say(_: Context, { status, error_code, message, retryAfterSeconds }: Trouble): Response {
  const said = statuses[error_code] ?? status;
  if (said === 204) return accepted();
  const headers = retryAfterSeconds === undefined ? {} : { "retry-after": `${retryAfterSeconds}` };
  const body =
    said === 400
      ? { detailMessage: message, stackTrace: [], suppressedExceptions: [] }
      : { code: said, description: message, homeRef: "/", reasonPhrase: message };
  return Response.json(body, { status: said, headers });
}

export function unauthorized(): Response {
  return Response.json({ code: 401, description: "Not authorized", homeRef: "/" }, { status: 401 });
}

export function accepted(): Response {
  return new Response(null, { status: 204 });
}
