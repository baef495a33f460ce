import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import { addressOr } from "#drivers/kit/address.ts";
import type { CognitoTokens } from "#drivers/kit/cognito.ts";
import { cognitoSettings } from "#drivers/kit/cognito-settings.ts";
import { keptTokens } from "#drivers/kit/kept-tokens.ts";
import { timeZone } from "#drivers/kit/untrusted.ts";

/** What one account is reached with. `accessTokenExpiresAt` is epoch milliseconds. */
export interface KwiksetConfig {
  /** What the user pool calls the account. */
  readonly username: string;
  readonly refreshToken: string;
  /** The id token: it is what Kwikset's API takes. */
  readonly accessToken?: string | undefined;
  readonly accessTokenExpiresAt?: number | undefined;
  /** IANA zone in which the account's locks hang, where somebody has said so: the cloud does not. */
  readonly timeZone?: string | undefined;
}

const schema = z.object({
  username: z.string().min(1).max(200),
  ...keptTokens,
  timeZone: z
    .string()
    .refine((zone) => timeZone({ zone }, "zone") !== undefined)
    .optional(),
});

export function parseConfig(raw: unknown): KwiksetConfig | undefined {
  return schema.safeParse(raw).data;
}

/** What is kept of what the pool issued. */
export function configFrom(tokens: CognitoTokens, zone: string | undefined): KwiksetConfig & { accessToken: string } {
  const { username, refreshToken, idToken, accessTokenExpiresAt } = tokens;
  return { username, refreshToken, accessToken: idToken, accessTokenExpiresAt, timeZone: zone };
}

/** Where Kwikset's app goes (aiokwikset 0.3, jgonzalez007/kwikset-mcp-node, 2026). */
const usualUrl = "https://ynk95r1v52.execute-api.us-east-1.amazonaws.com/prod_v1";

/** Constants of the maker's app are the operator's to have and to set; this one has no secret. */
export const settings: readonly FormField[] = [
  ...cognitoSettings,
  {
    name: "url",
    label: "Address",
    kind: "text",
    required: false,
    help: "Where the API's paths begin, if that is not where the maker's app goes",
  },
];

/** Where the API is, without a slash at the end. */
export function apiUrl({ url }: Settings): string {
  return addressOr(usualUrl, url);
}
