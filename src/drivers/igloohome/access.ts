import { type AccessKeeper, accessKeeper } from "#drivers/kit/access-keeper.ts";
import { exchangeJson } from "#drivers/kit/exchange-json.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { type Issued, issuedTokens, tokenCall } from "#drivers/kit/oauth-tokens.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Addresses, IgloohomeConfig } from "./config.ts";

type Credentials = Pick<IgloohomeConfig, "clientId" | "clientSecret">;

/** The one right whose token may have no other (production code of a user, 2026; grade C). */
export const activityScope = "igloohomeapi/get-device-activity";

/**
 * A token for these rights; without any, for all that the credentials have. One right that they do not have would fail
 * the whole request, and nobody tells which they have.
 */
export async function askForToken(
  runtime: Runtime,
  { authUrl }: Addresses,
  { clientId, clientSecret }: Credentials,
  scope: string | undefined,
  signal: AbortSignal,
): Promise<Issued | Failed> {
  const client = { tokenUrl: new URL(`${authUrl}/oauth2/token`), clientId, clientSecret, proves: "basic" } as const;
  const asked = { grant_type: "client_credentials", ...(scope !== undefined && { scope }) };
  const issued = issuedTokens(await exchangeJson(runtime, tokenCall(client, asked), signal), runtime.now());
  // These are the account's own credentials, not our application's: whoever took them back can make new ones.
  const isShutOut = "kind" in issued && issued.because === "invalid_credentials";
  return isShutOut ? failed("unauthorized", "The provider refused the account's API credentials.") : issued;
}

/** Keeps a token for these rights for as long as `life`. There is nothing to store: the credentials ask for another. */
export function keepToken(
  runtime: Runtime,
  addresses: Addresses,
  credentials: Credentials,
  scope: string | undefined,
  life: AbortSignal,
): AccessKeeper {
  const renew = () => askForToken(runtime, addresses, credentials, scope, life);
  return accessKeeper<Partial<Issued>>(runtime, { first: {}, renew, changed: () => {} });
}
