import { createHash, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import type { ZodType, ZodTypeDef } from "zod";
import { z } from "zod";
import { isTrouble, type Trouble, trouble } from "./trouble.ts";

/** A time with its zone, as epoch milliseconds. */
export const instant = z
  .string()
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .refine((at) => !Number.isNaN(at));

/** `null` and absence are both "no end on this side". */
export const optionalInstant = instant.nullish().transform((at) => at ?? undefined);

/** The JSON body as `schema` wants it, or what is wrong with it; never with the values sent. */
export async function readJson<T>(c: Context, schema: ZodType<T, ZodTypeDef, unknown>): Promise<T | Trouble> {
  let body: unknown;
  try {
    body = await c.req.json();
  } catch {
    return trouble("INVALID_REQUEST", "The body is not JSON.");
  }
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const fields = [...new Set(read.error.issues.map((issue) => issue.path.join(".") || "the body"))];
  return trouble("INVALID_REQUEST", `Wrong or missing: ${fields.join(", ")}.`);
}

/** A trouble as the contract's error object; anything else as it is. */
export function answer(c: Context, value: object): Response {
  if (!isTrouble(value)) return c.json(value);
  const { status, error_code, message, retryAfterSeconds } = value;
  const headers = retryAfterSeconds === undefined ? undefined : { "retry-after": String(retryAfterSeconds) };
  return Response.json({ error_code, message }, { status, ...(headers && { headers }) });
}

export function bearer(c: Context): string | undefined {
  return /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
}

/** Compared by digest, so that neither length nor content shows in the time it takes. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
