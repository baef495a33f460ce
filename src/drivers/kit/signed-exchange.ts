import type { Runtime } from "#runtime/runtime.ts";
import type { AccessKeeper } from "./access-keeper.ts";
import { type Answer, type Call, exchangeJson } from "./exchange-json.ts";
import type { Failed } from "./failed.ts";

/** How a call carries the account's access token, and how the provider says that it no longer takes it. */
export interface Credentials {
  readonly access: AccessKeeper;
  /** Default: as a bearer token in the `authorization` header. */
  readonly carry?: (call: Call, token: string) => Call;
  /** Default: by the status 401. */
  readonly isRejected?: (answer: Answer) => boolean;
}

/**
 * Sends one call with the account's access token. Where the token is rejected, and not the call, it is sent once more
 * with a new one. A second rejection is the answer.
 */
export async function signedExchange(
  runtime: Runtime,
  { access, carry = asBearer, isRejected = isUnauthorized }: Credentials,
  call: Call,
  signal: AbortSignal,
): Promise<Answer | Failed> {
  const token = await access.current(signal);
  if (typeof token !== "string") return token;
  const answer = await exchangeJson(runtime, carry(call, token), signal);
  if (!isRejected(answer)) return answer;
  const other = await access.replacing(token, signal);
  if (typeof other !== "string") return other;
  return exchangeJson(runtime, carry(call, other), signal);
}

export function asBearer(call: Call, token: string): Call {
  return { ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } };
}

function isUnauthorized(answer: Answer): boolean {
  return answer.kind !== "unanswered" && answer.status === 401;
}
