import type { Runtime } from "#runtime/runtime.ts";
import { type Answer, type Call, exchangeJson } from "./exchange-json.ts";
import type { Failed } from "./failed.ts";
import type { TokenKeeper } from "./oauth-tokens.ts";

/**
 * Sends one call with the account's access token. A 401 means the token and not the call: the call is
 * sent once more with a new one. A second 401 is the answer.
 */
export async function bearerExchange(
  runtime: Runtime,
  tokens: TokenKeeper,
  call: Call,
  signal: AbortSignal,
): Promise<Answer | Failed> {
  const token = await tokens.current(signal);
  if (typeof token !== "string") return token;
  const answer = await exchangeJson(runtime, withToken(call, token), signal);
  if (answer.kind === "unanswered" || answer.status !== 401) return answer;
  const other = await tokens.replacing(token, signal);
  if (typeof other !== "string") return other;
  return exchangeJson(runtime, withToken(call, other), signal);
}

function withToken(call: Call, token: string): Call {
  return { ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } };
}
