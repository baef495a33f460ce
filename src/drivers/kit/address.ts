import { z } from "zod";

/** Where a cloud's paths begin: no query, no credentials, and no slash at the end. */
export const address = z
  .string()
  .url()
  .refine((value) => /^https?:\/\/[^@?#]+$/i.test(value))
  .transform((value) => value.replace(/\/+$/, ""));

/** The address that an operator has set, or the usual one where none is set that can be. */
export function addressOr(usual: string, set: string | undefined): string {
  return address.safeParse(set).data ?? usual;
}
