import { z } from "zod";
import type { FormField } from "#domain/form-field.ts";
import type { Settings } from "#drivers/driver.ts";
import type { Access } from "#drivers/kit/access-keeper.ts";
import { address } from "#drivers/kit/address.ts";

/** What one site is reached with: an account is a site. */
export interface OracodeConfig extends Access {
  readonly siteId: string;
  readonly apiToken: string;
}

const printable = z.string().regex(/^[\x21-\x7e]+$/);
const config = z.object({
  siteId: printable.max(64),
  apiToken: printable.max(1024),
  accessToken: printable.max(8192).optional(),
  accessTokenExpiresAt: z.number().finite().optional(),
});
const operator = z.object({ url: address });

/** There is no public address to begin with: who has one was given it by dormakaba. */
export const settings: readonly FormField[] = [
  {
    name: "url",
    label: "Address",
    kind: "text",
    required: true,
    help: "Where a cloud with the published contract for Oracode doors begins",
  },
];

/** The portal shows both for each site. */
export const form: readonly FormField[] = [
  {
    name: "siteId",
    label: "Site ID",
    kind: "text",
    required: true,
    help: "Of one site, as dormakaba's portal shows it",
  },
  {
    name: "apiToken",
    label: "API token",
    kind: "secret",
    required: true,
    help: "Of the same site, formerly called Oracode Live Services API token",
  },
];

export function parseConfig(raw: unknown): OracodeConfig | undefined {
  return config.safeParse(raw).data;
}

/** Where the cloud is; `undefined` where the operator has not set that. */
export function readSettings(of: Settings | undefined): { readonly baseUrl: string } | undefined {
  const read = operator.safeParse(of).data;
  return read && { baseUrl: read.url };
}
