import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import { address } from "#drivers/kit/address.ts";

export type Brand = "august" | "yale";

/** What one account is reached with. */
export interface AugustConfig {
  readonly brand: Brand;
  /** Whom the cloud knows the account's owner by. */
  readonly userId: string;
  readonly accessToken: string;
  /** When it ends, epoch milliseconds, where that is known. */
  readonly accessTokenExpiresAt?: number | undefined;
}

/** A host of the maker's, and how it is spoken to. Its key, its brand and the spelling of its headers belong together. */
export interface Host {
  readonly baseUrl: string;
  readonly headerPrefix: "x-august-" | "x-";
  readonly apiKey: string;
  readonly brand: Brand;
}

const secret = z.string().min(1).max(8192);

const schema = z.object({
  brand: z.enum(["august", "yale"]),
  userId: z.string().min(1).max(200),
  accessToken: secret.regex(/^[\x21-\x7e]+$/),
  accessTokenExpiresAt: z.number().finite().optional(),
});

const augustUrl = "https://api-production.august.com";
const yaleUrl = "https://api.aaecosystem.com";

export const settings: readonly FormField[] = [
  {
    name: "apiKey",
    label: "API key",
    kind: "secret",
    required: true,
    help: "What the maker gave this server's operator for its cloud",
  },
  { name: "url", label: "August's address", kind: "text", required: false, help: `If that is not ${augustUrl}` },
  {
    name: "yaleApiKey",
    label: "API key for Yale",
    kind: "secret",
    required: false,
    help: "If that is not the same as August's",
  },
  { name: "yaleUrl", label: "Yale's address", kind: "text", required: false, help: `If that is not ${yaleUrl}` },
  {
    name: "yaleHeaders",
    label: "Yale's headers",
    kind: "text",
    required: false,
    help: "x-august- for Yale Access, whose accounts are at August's host; if not set, x- for Yale Home",
  },
];

export function parseConfig(raw: unknown): AugustConfig | undefined {
  return schema.safeParse(raw).data;
}

/** Where accounts of this brand are; `undefined`: the operator has set no key, or an address that is none. */
export function hostOf(brand: Brand, set: Settings): Host | undefined {
  const apiKey = (brand === "yale" ? set.yaleApiKey : undefined) ?? set.apiKey;
  const baseUrl = address.safeParse(brand === "yale" ? (set.yaleUrl ?? yaleUrl) : (set.url ?? augustUrl)).data;
  const headerPrefix = brand === "august" || set.yaleHeaders === "x-august-" ? "x-august-" : "x-";
  return apiKey === undefined || baseUrl === undefined ? undefined : { baseUrl, headerPrefix, apiKey, brand };
}
