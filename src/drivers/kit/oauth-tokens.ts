import type { Runtime } from "#runtime/runtime.ts";
import { type AccessKeeper, accessKeeper } from "./access-keeper.ts";
import { type Answer, type Call, exchangeJson } from "./exchange-json.ts";
import { type Failed, failed, httpTrouble } from "./failed.ts";
import { asObject, number, text } from "./untrusted.ts";

/** What OAuth 2 issued for one account. `accessTokenExpiresAt` is epoch milliseconds. */
export interface Tokens {
  readonly accessToken?: string | undefined;
  readonly accessTokenExpiresAt?: number | undefined;
  readonly refreshToken: string;
}

/** Our application at a provider. */
export interface OAuthClient {
  readonly tokenUrl: URL;
  readonly clientId: string;
  /** `undefined`: it has none, as one that proves its key for each sign-in (RFC 7636) may. */
  readonly clientSecret: string | undefined;
  /** How it proves who it is (RFC 6749, section 2.3.1): by form fields, or by HTTP Basic. Default: `form`. */
  readonly proves?: "form" | "basic";
  /** An answer of the token endpoint as RFC 6749 has it, where the maker's has another shape. Default: it is as it came. */
  readonly reads?: (answer: Answer) => Answer;
}

const longestLifeMs = 90 * 24 * 60 * 60 * 1000;

/**
 * Keeps the tokens of one connection by a refresh token (RFC 6749, section 6). `changed` hears of new tokens before
 * anyone uses them, a refresh token that replaces the one before included.
 */
export function tokenKeeper(
  runtime: Runtime,
  client: OAuthClient,
  first: Tokens,
  changed: (tokens: Tokens) => void,
  life: AbortSignal,
): AccessKeeper {
  const renew = async (old: Tokens) => {
    const asked = { grant_type: "refresh_token", refresh_token: old.refreshToken };
    const issued = issuedTokens(await askForTokens(runtime, client, asked, life), runtime.now());
    return "kind" in issued ? issued : { refreshToken: old.refreshToken, ...issued };
  };
  return accessKeeper(runtime, { first, renew, changed });
}

/** What the token endpoint answers. */
export async function askForTokens(
  runtime: Runtime,
  client: OAuthClient,
  asked: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  const answer = await exchangeJson(runtime, tokenCall(client, asked), signal);
  return client.reads === undefined ? answer : client.reads(answer);
}

/** A request to the token endpoint. With HTTP Basic our id is named in the form too: some endpoints ask for it there. */
export function tokenCall(
  { tokenUrl, clientId, clientSecret, proves = "form" }: OAuthClient,
  asked: Readonly<Record<string, string>>,
): Call {
  const form = { ...asked, client_id: clientId };
  if (clientSecret === undefined) return { method: "POST", url: tokenUrl, body: new URLSearchParams(form) };
  if (proves === "form")
    return { method: "POST", url: tokenUrl, body: new URLSearchParams({ ...form, client_secret: clientSecret }) };
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
  return { method: "POST", url: tokenUrl, headers: { authorization }, body: new URLSearchParams(form) };
}

/** What a token endpoint has issued, as of `now`. */
export interface Issued {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: number | undefined;
  /** Absent: the one before goes on working. */
  readonly refreshToken?: string;
}

export function issuedTokens(answer: Answer, now: number): Issued | Failed {
  // It answers invalid_client with 400 or 401 where it does not know us or our secret (RFC 6749, section 5.2).
  const said = answer.kind === "answered" ? text(asObject(answer.body) ?? {}, "error") : undefined;
  if (said === "invalid_client") {
    return failed("invalid_credentials", "The provider does not know our application or its secret.");
  }
  // It refuses a refresh token or a code with 400 invalid_grant (the same section).
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
  // Some endpoints say it as text, against the standard: Microsoft's for consumers is one (Tedee's page, read November 2026).
  const seconds = number(body, "expires_in") ?? secondsIn(text(body, "expires_in", 12));
  const refreshToken = text(body, "refresh_token", 8192);
  return {
    accessToken,
    accessTokenExpiresAt:
      seconds === undefined ? undefined : now + Math.min(Math.max(seconds * 1000, 0), longestLifeMs),
    ...(refreshToken !== undefined && { refreshToken }),
  };
}

function secondsIn(said: string | undefined): number | undefined {
  return said !== undefined && /^\d+$/.test(said) ? Number(said) : undefined;
}
