import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import { addressOr } from "#drivers/kit/address.ts";

/** What one igloohome account is reached with: the API credentials that its owner has made. */
export interface IgloohomeConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  /**
   * How many PINs of one lock, kind and time were given out, until these times are over. The maker computes the same
   * PIN again for the same number, and remembers nothing.
   */
  readonly given?: Readonly<Record<string, number>> | undefined;
}

/** How many PINs of each lock, kind and time were given out. */
export interface Given {
  count(key: string): number;
  /** `until`: when their time is over, epoch milliseconds. */
  add(key: string, until: number): void;
}

/** Where the maker is, without slashes at the ends. */
export interface Addresses {
  readonly url: string;
  readonly authUrl: string;
}

const usual: Addresses = { url: "https://api.igloodeveloper.co/igloohome", authUrl: "https://auth.igloohome.co" };
const secret = z.string().min(1).max(1024);
const schema = z.object({
  clientId: secret,
  clientSecret: secret,
  given: z.record(z.string().max(300), z.number().int().min(0)).optional(),
});

export const settings: readonly FormField[] = [
  { name: "url", label: "Address", kind: "text", required: false, help: `Where the API is, if not at ${usual.url}` },
  {
    name: "authUrl",
    label: "Sign-in address",
    kind: "text",
    required: false,
    help: `Where tokens are issued, if not at ${usual.authUrl}`,
  },
];

export function parseConfig(raw: unknown): IgloohomeConfig | undefined {
  return schema.safeParse(raw).data;
}

export function addressesOf({ url, authUrl }: Settings = {}): Addresses {
  return { url: addressOr(usual.url, url), authUrl: addressOr(usual.authUrl, authUrl) };
}
