import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import { address } from "#drivers/kit/address.ts";
import { keptTokens } from "#drivers/kit/kept-tokens.ts";
import type { OAuthDoor } from "#drivers/kit/oauth-sign-in.ts";
import type { Tokens } from "#drivers/kit/oauth-tokens.ts";

/** What one Nuki Web account is reached with. */
export interface NukiConfig extends Tokens {
  /** Where Nuki posts for this account, and what it signs that with; absent until it is registered. */
  readonly webhook?: Webhook | undefined;
}

/** A decentral webhook, as it was registered. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
}

const usualUrl = "https://api.nuki.io";
/** `offline_access` is of open clients and not of the maker's guide: without it some were given no refresh token. */
const usualScope =
  "account smartlock.readOnly smartlock.action smartlock.auth smartlock.log webhook.decentral offline_access";

const schema = z.object({
  ...keptTokens,
  webhook: z
    .object({ id: z.string().min(1).max(200), url: z.string().max(2_000), secret: z.string().min(1).max(1_000) })
    .optional(),
});

export function parseConfig(raw: unknown): NukiConfig | undefined {
  return schema.safeParse(raw).data;
}

export const settingFields: readonly FormField[] = [
  {
    name: "clientId",
    label: "Client id",
    kind: "text",
    required: true,
    help: "Of an Advanced API integration that Nuki has approved",
  },
  { name: "clientSecret", label: "Client secret", kind: "secret", required: true, help: "Of the same integration" },
  {
    name: "scope",
    label: "Scopes",
    kind: "text",
    required: false,
    help: `What owners are asked to allow, if not ${usualScope}`,
  },
  {
    name: "url",
    label: "Address",
    kind: "text",
    required: false,
    help: `Where the cloud is, if not at ${usualUrl}`,
  },
];

const settings = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  scope: z.string().min(1).default(usualScope),
  url: address.default(usualUrl),
});

/** Where Nuki's cloud is and how people sign in there. */
export interface NukiAt {
  readonly url: string;
  readonly door: OAuthDoor;
}

/** `undefined`: the operator has not said what our application is. */
export function readSettings(raw: Settings | undefined): NukiAt | undefined {
  const read = settings.safeParse(raw).data;
  if (read === undefined) return undefined;
  const { url, clientId, clientSecret, scope } = read;
  return {
    url,
    door: {
      client: { tokenUrl: new URL(`${url}/oauth/token`), clientId, clientSecret, proves: "basic" },
      authorizeUrl: new URL(`${url}/oauth/authorize`),
      scope,
    },
  };
}
