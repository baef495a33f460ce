import type { Runtime } from "#runtime/runtime.ts";
import { type Answer, exchangeJson } from "./exchange-json.ts";
import { type Failed, failed, httpTrouble } from "./failed.ts";
import { orAborted } from "./or-aborted.ts";
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

/** The access token of one account, renewed by its refresh token when it must be. */
export interface TokenKeeper {
  /** A token that should work now. */
  current(signal: AbortSignal): Promise<string | Failed>;
  /** Another token than `rejected`, which the provider no longer takes. */
  replacing(rejected: string, signal: AbortSignal): Promise<string | Failed>;
}

/** A token is renewed this long before its end: a call must not outlive it on the way. */
const earlyMs = 60_000;
const longestLifeMs = 90 * 24 * 60 * 60 * 1000;

/**
 * Keeps the tokens of one connection. However many callers need a new one at once, one request is made.
 * `changed` hears of new tokens before anyone uses them; `life` ends a renewal under way, while the
 * signal of one caller only ends that caller's wait.
 */
export function tokenKeeper(
  runtime: Runtime,
  client: OAuthClient,
  first: Tokens,
  changed: (tokens: Tokens) => void,
  life: AbortSignal,
): TokenKeeper {
  let tokens = first;
  let renewal: Promise<string | Failed> | undefined;

  const renew = async (): Promise<string | Failed> => {
    const answer = await exchangeJson(runtime, refreshCall(client, tokens.refreshToken), life);
    const next = renewed(answer, tokens, runtime.now());
    if ("kind" in next) return next;
    tokens = next;
    changed(next);
    return next.accessToken;
  };
  const renewOnce = (signal: AbortSignal): Promise<string | Failed> => {
    renewal ??= renew().finally(() => {
      renewal = undefined;
    });
    return orAborted(renewal, signal).catch(() =>
      failed("provider", "Stopped while a new access token was asked for."),
    );
  };

  return {
    current: async (signal) => {
      const { accessToken, accessTokenExpiresAt = Number.POSITIVE_INFINITY } = tokens;
      if (accessToken !== undefined && runtime.now() < accessTokenExpiresAt - earlyMs) return accessToken;
      return renewOnce(signal);
    },
    replacing: async (rejected, signal) => {
      if (tokens.accessToken !== undefined && tokens.accessToken !== rejected) return tokens.accessToken;
      return renewOnce(signal);
    },
  };
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
