import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import { addressOr } from "#drivers/kit/address.ts";
import { keptTokens } from "#drivers/kit/kept-tokens.ts";
import type { OAuthDoor } from "#drivers/kit/oauth-sign-in.ts";
import type { Tokens } from "#drivers/kit/oauth-tokens.ts";

/** A key that the owner made for us on the maker's web page. */
export interface KeyConfig {
  readonly personalKey: string;
}

/** What the maker issued after the owner signed in there. It is renewed by naming where that sign-in came back to. */
export interface GrantConfig extends Tokens {
  readonly returnUrl?: string | undefined;
}

/** What one account is reached with. */
export type TedeeConfig = KeyConfig | GrantConfig;

const config = z.union([
  z.object({ personalKey: z.string().regex(/^[\x21-\x7e]{1,1000}$/) }),
  z.object({ ...keptTokens, returnUrl: z.string().url().max(2_000).optional() }),
]);

export function parseConfig(raw: unknown): TedeeConfig | undefined {
  return config.safeParse(raw).data;
}

const usualUrl = "https://api.tedee.com";
const usualAuthUrl = "https://tedee.b2clogin.com/tedee.onmicrosoft.com";

export const settings: readonly FormField[] = [
  {
    name: "clientId",
    label: "Client id",
    kind: "text",
    required: false,
    help: "Of our application, as Tedee has registered it; without it, owners fill in a personal access key",
  },
  {
    name: "clientSecret",
    label: "Client secret",
    kind: "secret",
    required: false,
    help: "Of the same application, where Tedee has given one",
  },
  {
    name: "url",
    label: "Address",
    kind: "text",
    required: false,
    help: `Where the cloud is, if not at ${usualUrl}`,
  },
  {
    name: "authUrl",
    label: "Address of the sign-in",
    kind: "text",
    required: false,
    help: `Where owners sign in, if not at ${usualAuthUrl}`,
  },
];

/** The policy by which everybody signs in (how-to "authenticate"). */
const policy = "B2C_1A_Signup_Signin_With_Kmsi";
const scopePrefix = "https://tedee.onmicrosoft.com/api/";
const scopes = [
  ...["user_impersonation", "Device.ReadWrite", "DeviceActivity.Read", "Lock.Operate"].map(
    (name) => scopePrefix + name,
  ),
  "offline_access",
].join(" ");

/** Where the cloud is, and how owners sign in there. */
export interface TedeeAt {
  readonly url: string;
  /** `undefined`: the operator has no application at the maker's. */
  readonly door: (OAuthDoor & { readonly scope: string }) | undefined;
}

export function readSettings({ clientId, clientSecret, url, authUrl }: Settings = {}): TedeeAt {
  const at = `${addressOr(usualAuthUrl, authUrl)}/${policy}/oauth2/v2.0`;
  const client = { tokenUrl: new URL(`${at}/token`), clientSecret: clientSecret || undefined };
  return {
    url: addressOr(usualUrl, url),
    door: clientId
      ? { client: { ...client, clientId }, authorizeUrl: new URL(`${at}/authorize`), scope: scopes, provesReturn: true }
      : undefined,
  };
}
