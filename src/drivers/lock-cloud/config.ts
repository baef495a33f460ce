import { createHmac } from "node:crypto";
import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import { address } from "#drivers/kit/address.ts";
import { keptTokens } from "#drivers/kit/kept-tokens.ts";
import type { Trust } from "#drivers/kit/lock-cloud-protocol/webhooks.ts";
import type { OAuthClient, Tokens } from "#drivers/kit/oauth-tokens.ts";

/** What one account at a lock cloud is reached with. */
export interface LockCloudConfig extends Tokens {
  /** Where the cloud's paths begin, without a slash at the end. */
  readonly baseUrl: string;
  /** Where tokens are renewed. Default: `/oauth/token` under `baseUrl`. */
  readonly tokenUrl?: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the cloud signs its events with. Default: derived from `clientSecret`. */
  readonly webhookSecret?: string | undefined;
  /** The cloud cannot sign: its events are then hints to look again and nothing more. Default false. */
  readonly unsignedWebhooks?: boolean | undefined;
}

const secret = z.string().min(1).max(8192);

const schema = z.object({
  baseUrl: address,
  tokenUrl: address.optional(),
  clientId: secret,
  clientSecret: secret,
  ...keptTokens,
  webhookSecret: secret.optional(),
  unsignedWebhooks: z.boolean().optional(),
});

/** For an account whose tokens somebody has; where the cloud has a page to sign in, that is where they come from. */
export const form: readonly FormField[] = [
  {
    name: "baseUrl",
    label: "Address",
    kind: "text",
    required: true,
    help: "Where the cloud's paths begin, such as https://locks.example.com/v1",
  },
  {
    name: "tokenUrl",
    label: "Token address",
    kind: "text",
    required: false,
    help: "Where tokens are renewed, if that is not /oauth/token under the address",
  },
  { name: "clientId", label: "Client", kind: "text", required: true, help: "What the cloud's maker calls us" },
  { name: "clientSecret", label: "Client secret", kind: "secret", required: true, help: "What we prove that with" },
  {
    name: "refreshToken",
    label: "Refresh token",
    kind: "secret",
    required: true,
    help: "What the owner of the locks was given for us by signing in",
  },
  {
    name: "webhookSecret",
    label: "Webhook secret",
    kind: "secret",
    required: false,
    help: "What the cloud signs its events with, if it is not to be derived from the client secret",
  },
  {
    name: "unsignedWebhooks",
    label: "Unsigned webhooks",
    kind: "flag",
    required: false,
    help: "true where the cloud cannot sign: its events are then only hints to look",
  },
];

export function parseConfig(raw: unknown): LockCloudConfig | undefined {
  return schema.safeParse(raw).data;
}

export function oauthClient(config: LockCloudConfig): OAuthClient {
  const { clientId, clientSecret } = config;
  return { tokenUrl: new URL(config.tokenUrl ?? `${config.baseUrl}/oauth/token`), clientId, clientSecret };
}

/** The secret that the cloud is to sign with follows from the configuration, so that every worker registers the same. */
export function webhookTrust({ clientId, clientSecret, ...config }: LockCloudConfig): Trust {
  const derived = () => createHmac("sha256", clientSecret).update(`lock cloud webhook of ${clientId}`).digest("hex");
  return { webhookSecret: config.webhookSecret ?? derived(), unsignedWebhooks: config.unsignedWebhooks };
}
