import type { Runtime } from "#runtime/runtime.ts";
import { type AccessKeeper, accessKeeper } from "./access-keeper.ts";
import { type Answer, exchangeJson } from "./exchange-json.ts";
import { type Failed, failed, httpTrouble } from "./failed.ts";
import { asObject, number, text } from "./untrusted.ts";

/** What OAuth 2 issued for one account. `accessTokenExpiresAt` is epoch milliseconds. */
export interface Tokens {
  readonly accessToken?: string | undefined;
  readonly accessTokenExpiresAt?: number | undefined;
  readonly refreshToken: string;
}

export interface OAuthClient {
  readonly tokenUrl: URL;
  readonly clientId: string;
  readonly clientSecret: string;
}

const longestLifeMs = 90 * 24 * 60 * 60 * 1000;

/**
 * Keeps the tokens of one connection by a refresh token (RFC 6749, section 6), with our id and secret as form fields.
 * `changed` hears of new tokens before anyone uses them.
 */
export function tokenKeeper(
  runtime: Runtime,
  client: OAuthClient,
  first: Tokens,
  changed: (tokens: Tokens) => void,
  life: AbortSignal,
): AccessKeeper {
  const renew = async (old: Tokens) => {
    const answer = await exchangeJson(runtime, refreshCall(client, old.refreshToken), life);
    return renewed(answer, old, runtime.now());
  };
  return accessKeeper(runtime, { first, renew, changed });
}

function refreshCall(client: OAuthClient, refreshToken: string) {
  const form = {
    grant_type: "refresh_token",
    refresh_token: refreshToken,
    client_id: client.clientId,
    client_secret: client.clientSecret,
  };
  return { method: "POST", url: client.tokenUrl, body: new URLSearchParams(form) } as const;
}

function renewed(answer: Answer, old: Tokens, now: number): (Tokens & { readonly accessToken: string }) | Failed {
  // It answers invalid_client with 400 or 401 where it does not know us or our secret (the same section).
  const said = answer.kind === "answered" ? text(asObject(answer.body) ?? {}, "error") : undefined;
  if (said === "invalid_client") {
    return failed("invalid_credentials", "The provider does not know our application or its secret.");
  }
  // The token endpoint refuses a refresh token with 400 invalid_grant (RFC 6749, section 5.2).
  if (answer.kind === "answered" && answer.status === 400) {
    return failed("unauthorized", "The provider refused to renew our access (400).");
  }
  const trouble = httpTrouble(answer, now, false);
  if (trouble !== undefined) return trouble;
  const body = answer.kind === "answered" && answer.status < 300 ? asObject(answer.body) : undefined;
  const accessToken = body === undefined ? undefined : text(body, "access_token", 8192);
  if (body === undefined || accessToken === undefined || !/^[\x21-\x7e]+$/.test(accessToken)) {
    return failed("provider", "The provider's token endpoint answered without an access token.");
  }
  const lifeMs = number(body, "expires_in");
  return {
    accessToken,
    accessTokenExpiresAt: lifeMs === undefined ? undefined : now + Math.min(Math.max(lifeMs * 1000, 0), longestLifeMs),
    refreshToken: text(body, "refresh_token", 8192) ?? old.refreshToken,
  };
}
