import type { Context } from "hono";
import type { Trouble, TroubleCode } from "#virtual-locks/trouble.ts";

/** The maker's error codes (its page "API Error Codes", read 2026) that this cloud gives. */
export const errcodes = {
  failed: 1,
  unknownClient: 10_000,
  wrongSecret: 10_001,
  tokenRevoked: 10_004,
  wrongPassword: 10_007,
  wrongRefreshToken: 10_011,
  tooManyCalls: 30_006,
  wrongDate: 80_000,
  broken: 90_000,
  wrongParameter: -3,
  noSuchLock: -1_003,
  noGatewayNearby: -2_012,
  noPermission: -2_018,
  noSuchPasscode: -2_009,
  gatewayOffline: -3_002,
  gatewayBusy: -3_003,
  wrongPasscode: -3_006,
  samePasscode: -3_007,
  noSpace: -3_009,
  powerSaving: -3_035,
  lockOffline: -3_036,
  unsupported: -4_043,
} as const;

export type Errcode = (typeof errcodes)[keyof typeof errcodes];

const words: Readonly<Partial<Record<TroubleCode, Errcode>>> = {
  NOT_FOUND: errcodes.noSuchLock,
  DEVICE_OFFLINE: errcodes.lockOffline,
  BRIDGE_OFFLINE: errcodes.gatewayOffline,
  PIN_CONFLICT: errcodes.samePasscode,
  LOCK_FULL: errcodes.noSpace,
  BOLT_OBSTRUCTED: errcodes.failed,
  INVALID_PIN_FORMAT: errcodes.wrongPasscode,
  NOT_SUPPORTED: errcodes.unsupported,
  LOCK_NOT_AUTHORIZED: errcodes.noPermission,
  RATE_LIMITED: errcodes.tooManyCalls,
  INTERNAL_ERROR: errcodes.broken,
  SERVICE_UNAVAILABLE: errcodes.broken,
};

/** Trouble is told with status 200, by a number. */
export function say(c: Context, trouble: Trouble): Response {
  // A reply that came too late is the one way in which the maker leaves open what happened.
  if (trouble.status === 504) return refuse(c, errcodes.failed);
  if (trouble.status === 423) return refuse(c, errcodes.gatewayBusy);
  return refuse(c, words[trouble.error_code] ?? (trouble.status >= 500 ? errcodes.broken : errcodes.wrongParameter));
}

export function refuse(c: Context, errcode: Errcode): Response {
  const errmsg = Object.entries(errcodes).find(([, each]) => each === errcode)?.[0] ?? "failed";
  return c.json({ errcode, errmsg, description: errmsg });
}

export function done(c: Context): Response {
  return c.json({ errcode: 0, errmsg: "none error message", description: "none error message" });
}

/** What a call carries, in its form or in its address. */
export async function parametersOf(c: Context): Promise<URLSearchParams> {
  const parameters = new URL(c.req.url).searchParams;
  const form = c.req.method === "POST" ? new URLSearchParams(await c.req.text()) : [];
  for (const [name, value] of form) parameters.set(name, value);
  return parameters;
}
