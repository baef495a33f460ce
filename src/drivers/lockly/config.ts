import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import { address } from "#drivers/kit/address.ts";
import { keptTokens } from "#drivers/kit/kept-tokens.ts";
import type { OAuthClient, Tokens } from "#drivers/kit/oauth-tokens.ts";

/** What one account is reached with; where, and as whom, the operator has set. */
export interface LocklyConfig extends Tokens {
  /** What events of this account are signed with. */
  readonly webhookSecret: string;
}

const secret = z.string().min(1).max(8192);
const config = z.object({
  ...keptTokens,
  webhookSecret: secret,
});
const operator = z.object({ url: address, clientId: secret, clientSecret: secret });

/** There is no public address to begin with: who has one was given it by Lockly. */
export const settings: readonly FormField[] = [
  {
    name: "url",
    label: "Address",
    kind: "text",
    required: true,
    help: "Where a cloud with the published contract for Lockly's locks begins",
  },
  { name: "clientId", label: "Client", kind: "text", required: true, help: "What Lockly calls your application" },
  {
    name: "clientSecret",
    label: "Client secret",
    kind: "secret",
    required: true,
    help: "What your application proves that with",
  },
];

export function parseConfig(raw: unknown): LocklyConfig | undefined {
  return config.safeParse(raw).data;
}

/** Where the cloud is and who we are there; `undefined` where the operator has not set that. */
export function readSettings(
  of: Settings | undefined,
): { readonly baseUrl: string; readonly client: OAuthClient } | undefined {
  const read = operator.safeParse(of).data;
  if (read === undefined) return undefined;
  const { url: baseUrl, clientId, clientSecret } = read;
  return { baseUrl, client: { tokenUrl: new URL(`${baseUrl}/oauth/token`), clientId, clientSecret } };
}
