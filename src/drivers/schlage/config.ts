import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import { addressOr } from "#drivers/kit/address.ts";
import type { CognitoTokens } from "#drivers/kit/cognito.ts";
import { clientSecretSetting, cognitoSettings } from "#drivers/kit/cognito-settings.ts";
import { keptTokens } from "#drivers/kit/kept-tokens.ts";

/** What one account is reached with. `accessTokenExpiresAt` is epoch milliseconds. */
export interface SchlageConfig {
  /** What the user pool calls the account. */
  readonly username: string;
  readonly refreshToken: string;
  readonly accessToken?: string | undefined;
  readonly accessTokenExpiresAt?: number | undefined;
}

const schema = z.object({
  username: z.string().min(1).max(200),
  ...keptTokens,
});

export function parseConfig(raw: unknown): SchlageConfig | undefined {
  return schema.safeParse(raw).data;
}

/** What is kept of what the pool issued: Schlage's API takes the access token. */
export function configFrom({ username, refreshToken, accessToken, accessTokenExpiresAt }: CognitoTokens) {
  return { username, refreshToken, accessToken, accessTokenExpiresAt } satisfies SchlageConfig;
}

/** Where Schlage's app goes (pyschlage at 3b943f4, 2026-08-18). */
const usualUrl = "https://api.allegion.yonomi.cloud/v1";

/** Constants of the maker's app are the operator's to have and to set. */
export const settings: readonly FormField[] = [
  { name: "apiKey", label: "API key", kind: "secret", required: true, help: "The key of the maker's app for its API" },
  ...cognitoSettings,
  clientSecretSetting,
  {
    name: "url",
    label: "Address",
    kind: "text",
    required: false,
    help: `Where the API's paths begin, if that is not ${usualUrl}`,
  },
];

/** Where the API is, without a slash at the end. */
export function apiUrl({ url }: Settings): string {
  return addressOr(usualUrl, url);
}
