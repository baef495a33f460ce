import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import { address } from "#drivers/kit/address.ts";
import { keptTokens } from "#drivers/kit/kept-tokens.ts";
import type { Tokens } from "#drivers/kit/oauth-tokens.ts";

/** What one TTLock account is reached with. */
export type TtlockConfig = Tokens;

/** Our application at the maker's, which every account is reached through. */
export interface Application {
  /** Where the cloud's paths begin, without a slash at the end. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The cloud for accounts outside of China (error 30008 of its page "API Error Codes", read 2026). */
const usualUrl = "https://euapi.ttlock.com";

const schema = z.object(keptTokens);

export const settings: readonly FormField[] = [
  {
    name: "clientId",
    label: "Client id",
    kind: "text",
    required: true,
    help: "Of an application that TTLock's open platform has approved",
  },
  { name: "clientSecret", label: "Client secret", kind: "secret", required: true, help: "Of the same application" },
  {
    name: "url",
    label: "Address",
    kind: "text",
    required: false,
    help: `Where the cloud is, if not at ${usualUrl}; accounts in China have one of their own`,
  },
];

export function parseConfig(raw: unknown): TtlockConfig | undefined {
  return schema.safeParse(raw).data;
}

/** `undefined`: the operator has not said what our application is. */
export function applicationOf({ clientId, clientSecret, url = usualUrl }: Settings = {}): Application | undefined {
  const read = address.safeParse(url).data;
  return clientId && clientSecret && read ? { clientId, clientSecret, url: read } : undefined;
}
