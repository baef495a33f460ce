import { z } from "zod";

/** Where a cloud's paths begin: no query, no credentials, and no slash at the end. */
export const address = z
  .string()
  .url()
  .refine((value) => /^https?:\/\/[^@?#]+$/i.test(value))
  .transform((value) => value.replace(/\/+$/, ""));

/** An address below where a cloud's paths begin. Each part is one segment, whatever stands in it. */
export function addressUnder(
  base: string,
  path: readonly string[],
  query: Readonly<Record<string, string | undefined>> = {},
): URL {
  const url = new URL(`${base}/${path.map(encodeURIComponent).join("/")}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

/** The address that an operator has set, or the usual one where none is set that can be. */
export function addressOr(usual: string, set: string | undefined): string {
  return address.safeParse(set).data ?? usual;
}
