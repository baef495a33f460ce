import type { Trouble, TroubleCode } from "#virtual-locks/trouble.ts";

/** The manual's error codes, with its words for them. */
const errors = {
  notSupported: [1, "function is not supported"],
  invalidPath: [2, "invalid request path"],
  authorization: [9, "authorization required"],
  privileges: [10, "insufficient user privileges"],
  missing: [11, "missing mandatory parameter"],
  invalid: [12, "invalid parameter value"],
  processing: [14, "processing error"],
} as const;

export type ErrorName = keyof typeof errors;

export function succeed(result?: object): object {
  return { success: true, ...(result && { result }) };
}

export function fail(name: ErrorName, param?: string, status = 200, headers: Readonly<Record<string, string>> = {}) {
  const [code, description] = errors[name];
  return Response.json({ success: false, error: { code, ...(param && { param }), description } }, { status, headers });
}

/** What an entry is refused with. The last is assumed: how a full directory is told, no source says. */
const entryErrors: Readonly<Partial<Record<TroubleCode, readonly [string, string?]>>> = {
  INVALID_PIN_FORMAT: ["EDIR_FIELD_VALUE_ERROR", "access.pin"],
  INVALID_NAME: ["EDIR_FIELD_VALUE_ERROR", "name"],
  INVALID_WINDOW: ["EDIR_FIELD_VALUE_ERROR", "access.validTo"],
  NOT_FOUND: ["EDIR_UUID_DOES_NOT_EXIST"],
  LOCK_FULL: ["EDIR_DIRECTORY_FULL"],
};

export function entryError(code: string, field?: string): object {
  return { errors: [{ code, ...(field && { field }) }] };
}

/** A trouble of one entry, in its place among the others; `undefined`: it is the whole request's. */
export function entryTrouble({ error_code }: Trouble): object | undefined {
  const known = entryErrors[error_code];
  return known && entryError(...known);
}

/** A trouble of the whole request. What a web server in trouble says, the manual does not tell: its status. */
export function sayTrouble({ status, error_code, retryAfterSeconds }: Trouble): Response {
  switch (error_code) {
    case "RATE_LIMITED":
      return fail("processing", undefined, 429, { "retry-after": String(retryAfterSeconds ?? 1) });
    case "LOCK_NOT_AUTHORIZED":
    case "DEVICE_CREDENTIALS_MISSING":
      return fail("privileges");
    case "NOT_SUPPORTED":
      return fail("notSupported");
    case "BOLT_OBSTRUCTED":
    case "PIN_CONFLICT":
      return fail("processing");
    default:
      return fail("processing", undefined, status);
  }
}
