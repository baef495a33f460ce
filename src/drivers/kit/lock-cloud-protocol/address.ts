import { z } from "zod";

/** Where a cloud's paths begin: no query, no credentials, and no slash at the end. */
export const address = z
  .string()
  .url()
  .refine((value) => /^https?:\/\/[^@?#]+$/i.test(value))
  .transform((value) => value.replace(/\/+$/, ""));
