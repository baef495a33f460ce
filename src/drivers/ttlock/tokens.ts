import { type Answer, exchangeJson } from "#drivers/kit/exchange-json.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { issuedTokens, type OAuthClient, type Tokens, tokenCall } from "#drivers/kit/oauth-tokens.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Application } from "./config.ts";
import { errcodeOf } from "./errcodes.ts";

type Issued = Tokens & { readonly accessToken: string };

/** Asks the token endpoint, whose form is OAuth's and whose errors are the maker's own. */
export function askForTokens(
  runtime: Runtime,
  { url, clientId, clientSecret }: Application,
  asked: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  const client: OAuthClient = { tokenUrl: new URL(`${url}/oauth2/token`), clientId, clientSecret };
  return exchangeJson(runtime, tokenCall(client, asked), signal);
}

/** Another access token for a refresh token. */
export async function renew(
  runtime: Runtime,
  application: Application,
  { refreshToken }: Tokens,
  signal: AbortSignal,
): Promise<Issued | Failed> {
  const asked = { grant_type: "refresh_token", refresh_token: refreshToken };
  const issued = readTokens(await askForTokens(runtime, application, asked, signal), runtime.now());
  return "kind" in issued ? issued : { refreshToken, ...issued };
}

export function readTokens(answer: Answer, now: number): ReturnType<typeof issuedTokens> {
  const said = errcodeOf(answer);
  switch (said) {
    case undefined:
      return issuedTokens(answer, now);
    case 10_000:
    case 10_001:
      return failed("invalid_credentials", `The provider does not know our application or its secret (${said}).`);
    case 10_003:
    case 10_004:
    case 10_011:
      return failed("unauthorized", `The provider refused to renew our access (${said}).`);
    default:
      return failed("provider", `The provider's token endpoint answered with error ${said}.`);
  }
}
