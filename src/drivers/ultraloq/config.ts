import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import { address } from "#drivers/kit/address.ts";
import { keptTokens } from "#drivers/kit/kept-tokens.ts";
import type { OAuthDoor } from "#drivers/kit/oauth-sign-in.ts";
import type { Tokens } from "#drivers/kit/oauth-tokens.ts";
import { timeZone } from "#drivers/kit/untrusted.ts";
import { asIssued } from "./token-answer.ts";

/** What one account is reached with. */
export interface UltraloqConfig extends Tokens {
  /** What the maker proves itself with when it posts to us. */
  readonly pushToken: string;
  /** IANA zone in which the account's locks hang, where somebody has said so: the maker tells of none. */
  readonly timeZone?: string | undefined;
}

const config = z.object({
  ...keptTokens,
  pushToken: z.string().min(20).max(200),
  timeZone: z
    .string()
    .refine((zone) => timeZone({ zone }, "zone") !== undefined)
    .optional(),
});

export function parseConfig(raw: unknown): UltraloqConfig | undefined {
  return config.safeParse(raw).data;
}

export const settingFields: readonly FormField[] = [
  {
    name: "clientId",
    label: "Client",
    kind: "text",
    required: true,
    help: "The client id in the developer console of the maker's app",
  },
  {
    name: "clientSecret",
    label: "Client secret",
    kind: "secret",
    required: true,
    help: "The secret that stands there",
  },
  {
    name: "url",
    label: "Address",
    kind: "text",
    required: false,
    help: "Where the API is, if that is not https://api.u-tec.com",
  },
  {
    name: "oauthUrl",
    label: "Sign-in address",
    kind: "text",
    required: false,
    help: "Where owners sign in, if that is not https://oauth.u-tec.com",
  },
  {
    name: "userArguments",
    label: "Arguments of user commands",
    kind: "text",
    required: false,
    help: "'beside' where the API wants id and user beside a command's name, as its pages are written, and not in 'arguments'",
  },
];

/** Where what a command about a lock's user is about stands in it. */
export type UserArguments = "within" | "beside";

const settings = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  url: address.default("https://api.u-tec.com"),
  oauthUrl: address.default("https://oauth.u-tec.com"),
  userArguments: z.enum(["within", "beside"]).default("within"),
});

/** Where the maker is, and who we are there. */
export interface UltraloqAt {
  readonly actionUrl: URL;
  readonly door: OAuthDoor;
  readonly userArguments: UserArguments;
}

/** `undefined`: the operator has not said what our application is called there, or something that cannot be. */
export function readSettings(raw: Settings | undefined): UltraloqAt | undefined {
  const read = settings.safeParse(raw).data;
  if (read === undefined) return undefined;
  const { clientId, clientSecret, url, oauthUrl, userArguments } = read;
  return {
    actionUrl: new URL(`${url}/action`),
    userArguments,
    door: {
      client: { tokenUrl: new URL(`${oauthUrl}/token`), clientId, clientSecret, reads: asIssued },
      authorizeUrl: new URL(`${oauthUrl}/authorize`),
      scope: "openapi",
    },
  };
}
