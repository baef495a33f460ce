import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import { address } from "#drivers/kit/address.ts";
import { keptTokens } from "#drivers/kit/kept-tokens.ts";
import type { OAuthDoor } from "#drivers/kit/oauth-sign-in.ts";
import type { Tokens } from "#drivers/kit/oauth-tokens.ts";

/** What one account at SmartThings is reached with; our application's own id and secret are the operator's settings. */
export type SmartThingsConfig = Tokens;

const config = z.object(keptTokens);

export function parseConfig(raw: unknown): SmartThingsConfig | undefined {
  return config.safeParse(raw).data;
}

export const settingFields: readonly FormField[] = [
  {
    name: "clientId",
    label: "Client",
    kind: "text",
    required: true,
    help: "The client id of the OAuth app that was registered with SmartThings",
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
    help: "Where SmartThings' paths begin, if that is not https://api.smartthings.com",
  },
];

const settings = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  url: address.default("https://api.smartthings.com"),
});

/** Where SmartThings is and how people sign in there. */
export interface SmartThingsAt {
  readonly url: string;
  readonly door: OAuthDoor;
}

/** `undefined`: the operator has not said what our application is called there. */
export function readSettings(raw: Settings | undefined): SmartThingsAt | undefined {
  const read = settings.safeParse(raw).data;
  if (read === undefined) return undefined;
  const { url, clientId, clientSecret } = read;
  return {
    url,
    door: {
      client: { tokenUrl: new URL(`${url}/v1/oauth/token`), clientId, clientSecret, proves: "basic" },
      authorizeUrl: new URL(`${url}/v1/oauth/authorize`),
      scope: "r:devices:* x:devices:* r:locations:*",
    },
  };
}
