/** Why the cloud does not do what it was asked, as it goes over the wire. `message` holds no PIN. */
export interface Trouble {
  readonly status: number;
  readonly error_code: TroubleCode;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

const statusOf = {
  INVALID_REQUEST: 400,
  UNAUTHORIZED: 401,
  NOT_FOUND: 404,
  ACCOUNT_EXISTS: 409,
  DEVICE_OFFLINE: 409,
  BRIDGE_OFFLINE: 409,
  PIN_CONFLICT: 409,
  LOCK_FULL: 409,
  NO_VARIANCE: 409,
  NAME_CONFLICT: 409,
  BRIDGE_QUEUE_FULL: 409,
  SITE_USERS_EXHAUSTED: 409,
  BOLT_OBSTRUCTED: 409,
  PAYLOAD_TOO_LARGE: 413,
  INVALID_PIN_FORMAT: 422,
  INVALID_NAME: 422,
  INVALID_WINDOW: 422,
  NO_USER_LEVEL: 422,
  NOT_SUPPORTED: 422,
  LOCK_NOT_AUTHORIZED: 422,
  SUBSCRIPTION_REQUIRED: 422,
  DEVICE_CREDENTIALS_MISSING: 422,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const;

export type TroubleCode = keyof typeof statusOf;

export function trouble(code: TroubleCode, message: string, more: { retryAfterSeconds?: number } = {}): Trouble {
  return { status: statusOf[code], error_code: code, message, ...more };
}

export function isTrouble(value: unknown): value is Trouble {
  return typeof value === "object" && value !== null && "error_code" in value && "status" in value;
}

/** The code that goes with a status which a fault asks for. */
export function troubleOfStatus(status: number): Trouble {
  const code = (Object.keys(statusOf) as TroubleCode[]).find((each) => statusOf[each] === status);
  return {
    status,
    error_code: code ?? (status >= 500 ? "SERVICE_UNAVAILABLE" : "INVALID_REQUEST"),
    message: "This virtual lock cloud was told to fail.",
    ...(status === 429 ? { retryAfterSeconds: 1 } : {}),
  };
}
