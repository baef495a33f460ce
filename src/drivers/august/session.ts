import type { Access, AccessKeeper } from "#drivers/kit/access-keeper.ts";
import { accessKeeper } from "#drivers/kit/access-keeper.ts";
import { addressUnder } from "#drivers/kit/address.ts";
import { type Answer, type Call, exchangeJson } from "#drivers/kit/exchange-json.ts";
import { httpTrouble } from "#drivers/kit/failed.ts";
import { claimsIn } from "#drivers/kit/token-claims.ts";
import { number } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { AugustConfig, Host } from "./config.ts";

/** A session's token. `endsAt` is when it ends; the keeper goes by an earlier time, so as to renew it while it holds. */
interface Session extends Access {
  readonly accessToken: string;
  readonly endsAt: number | undefined;
}

/** The maker's own apps ask for a new token when fewer days than these are left (yalexs, authenticator_common.py). */
const renewedBeforeEndMs = 7 * 24 * 60 * 60_000;
/** Where the cloud gives no new token, it is asked again after so long. */
const askedAgainMs = 24 * 60 * 60_000;

/** Keeps the token of one account. There is no other token to renew it with: once it has ended, somebody signs in. */
export function sessionKeeper(
  runtime: Runtime,
  host: Host,
  config: AugustConfig,
  { changed, life }: { readonly changed: (config: AugustConfig) => void; readonly life: AbortSignal },
): AccessKeeper & { readonly given: (token: string) => void } {
  let newest = config.accessToken;
  const keeper = accessKeeper<Session>(runtime, {
    first: sessionOf(config.accessToken, config.accessTokenExpiresAt),
    renew: async (old) => {
      const call = signed(host, { method: "GET", url: addressOf(host, ["users", "houses", "mine"]) }, old.accessToken);
      const answer = await exchangeJson(runtime, call, life);
      const trouble = httpTrouble(answer, runtime.now(), false);
      if (trouble !== undefined) return trouble;
      const token = tokenIn(host, answer);
      if (token !== undefined && token !== old.accessToken) return sessionOf(token, undefined);
      return { ...old, accessTokenExpiresAt: Math.min(runtime.now() + askedAgainMs, old.endsAt ?? runtime.now()) };
    },
    changed: ({ accessToken, endsAt }) => {
      if (accessToken === newest) return;
      newest = accessToken;
      changed({ ...config, accessToken, accessTokenExpiresAt: endsAt });
    },
  });
  return {
    ...keeper,
    given: (token) => {
      if (token !== newest) keeper.given(sessionOf(token, undefined));
    },
  };
}

/** A call with the key, brand and version that every call carries, and with a token where there is one. */
export function signed({ headerPrefix, apiKey, brand }: Host, call: Call, token: string | undefined): Call {
  const headers = {
    "accept-version": "0.0.1",
    ...call.headers,
    [`${headerPrefix}api-key`]: apiKey,
    [`${headerPrefix}branding`]: brand,
    // It has one spelling at every host, and the maker's clients send no other country (yalexs, api_common.py).
    "x-august-country": "US",
    ...(token !== undefined && { [`${headerPrefix}access-token`]: token }),
  };
  return { ...call, headers };
}

export function addressOf({ baseUrl }: Host, path: readonly string[]): URL {
  return addressUnder(baseUrl, path);
}

/** The token that an answer carries: any may bring a new one. */
export function tokenIn({ headerPrefix }: Host, answer: Answer): string | undefined {
  const token = answer.kind === "answered" ? answer.headers.get(`${headerPrefix}access-token`) : null;
  return token !== null && token.length <= 8_192 && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
}

/** When a token ends by its own word, epoch milliseconds: it is a JSON Web Token (RFC 7519). */
export function endOf(token: string): number | undefined {
  const claims = claimsIn(token);
  const seconds = claims && number(claims, "exp");
  return seconds === undefined ? undefined : seconds * 1_000;
}

function sessionOf(accessToken: string, knownEnd: number | undefined): Session {
  const endsAt = endOf(accessToken) ?? knownEnd;
  return { accessToken, endsAt, accessTokenExpiresAt: endsAt === undefined ? undefined : endsAt - renewedBeforeEndMs };
}
