import { createHmac, timingSafeEqual } from "node:crypto";

/** Whether `signature` is `sha256=` and the HMAC-SHA256 of the raw body in hex, compared in constant time. */
export function isSignedBy(secret: string, body: string, signature: string | null): boolean {
  const match = /^sha256=([0-9a-f]{64})$/i.exec(signature ?? "");
  if (match?.[1] === undefined) return false;
  return timingSafeEqual(Buffer.from(match[1], "hex"), createHmac("sha256", secret).update(body).digest());
}
