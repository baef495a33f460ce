import { z } from "zod";
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
const address = z
  .string()
  .url()
  .refine((value) => /^https?:\/\/[^@?#]+$/i.test(value))
  .transform((value) => value.replace(/\/+$/, ""));

const schema = z.object({
  baseUrl: address,
  tokenUrl: address.optional(),
  clientId: secret,
  clientSecret: secret,
  accessToken: secret.optional(),
  accessTokenExpiresAt: z.number().finite().optional(),
  refreshToken: secret,
  webhookSecret: secret.optional(),
  unsignedWebhooks: z.boolean().optional(),
});

export function parseConfig(raw: unknown): LockCloudConfig | undefined {
  return schema.safeParse(raw).data;
}

export function oauthClient(config: LockCloudConfig): OAuthClient {
  const { clientId, clientSecret } = config;
  return { tokenUrl: new URL(config.tokenUrl ?? `${config.baseUrl}/oauth/token`), clientId, clientSecret };
}
