import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import { address } from "#drivers/kit/address.ts";
import { keptTokens } from "#drivers/kit/kept-tokens.ts";
import type { OAuthDoor } from "#drivers/kit/oauth-sign-in.ts";
import type { Tokens } from "#drivers/kit/oauth-tokens.ts";

/** What one account at Salto KS is reached with; our application's own id and secret are the operator's settings. */
export type SaltoKsConfig = Tokens;

const config = z.object(keptTokens);

export function parseConfig(raw: unknown): SaltoKsConfig | undefined {
  return config.safeParse(raw).data;
}

/** Where production in Europe is (README.md, "Settings and configuration"). */
const usual = { url: "https://user.my-clay.com", identityUrl: "https://identity.eu.my-clay.com" };

export const settingFields: readonly FormField[] = [
  {
    name: "clientId",
    label: "Client",
    kind: "text",
    required: true,
    help: "The client id that Salto gave you for the Connect API",
  },
  {
    name: "clientSecret",
    label: "Client secret",
    kind: "secret",
    required: true,
    help: "The secret that came with it",
  },
  {
    name: "url",
    label: "Address",
    kind: "text",
    required: false,
    help: `Where the Connect API is, if Salto told you another than ${usual.url}`,
  },
  {
    name: "identityUrl",
    label: "Address of the sign-in",
    kind: "text",
    required: false,
    help: `Where people sign in, if Salto told you another than ${usual.identityUrl}`,
  },
];

const settings = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  url: address.default(usual.url),
  identityUrl: address.default(usual.identityUrl),
});

/** Where Salto KS is and how people sign in there. */
export interface SaltoKsAt {
  readonly url: string;
  readonly door: OAuthDoor;
}

/** `undefined`: the operator has not said what our application is called there. */
export function readSettings(raw: Settings | undefined): SaltoKsAt | undefined {
  const read = settings.safeParse(raw).data;
  if (read === undefined) return undefined;
  const { url, identityUrl, clientId, clientSecret } = read;
  return {
    url,
    door: {
      client: { tokenUrl: new URL(`${identityUrl}/connect/token`), clientId, clientSecret, proves: "basic" },
      authorizeUrl: new URL(`${identityUrl}/connect/authorize`),
      scope: "user_api.full_access openid profile offline_access",
      provesReturn: true,
    },
  };
}
