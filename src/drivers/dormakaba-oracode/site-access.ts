import type { Access } from "#drivers/kit/access-keeper.ts";
import { exchangeJson } from "#drivers/kit/exchange-json.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { issuedTokens, tokenCall } from "#drivers/kit/oauth-tokens.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { OracodeConfig } from "./config.ts";

/** An access token for a site's id and API token, by the client-credentials grant (RFC 6749, section 4.4). */
export async function siteAccess(
  runtime: Runtime,
  baseUrl: string,
  { siteId, apiToken }: Pick<OracodeConfig, "siteId" | "apiToken">,
  signal: AbortSignal,
): Promise<(Access & { readonly accessToken: string }) | Failed> {
  const site = { tokenUrl: new URL(`${baseUrl}/oauth/token`), clientId: siteId, clientSecret: apiToken };
  const call = tokenCall(site, { grant_type: "client_credentials" });
  const issued = issuedTokens(await exchangeJson(runtime, call, signal), runtime.now());
  if (!("kind" in issued)) {
    const { accessToken, accessTokenExpiresAt } = issued;
    return { accessToken, accessTokenExpiresAt };
  }
  // Here the client is the site itself: where it is refused, its owner shut us out.
  if (issued.because !== "invalid_credentials") return issued;
  return failed("unauthorized", "The provider no longer takes the API token of this site.");
}
