import { createHmac, timingSafeEqual } from "node:crypto";

/** Whether `signature` is `sha256=` and the HMAC-SHA256 of the raw body in hex, compared in constant time. */
export function isSignedBy(secret: string, body: string, signature: string | null): boolean {
  return signature !== null && /^sha256=/i.test(signature) && isDigestBy(secret, body, signature.slice(7));
}

/** Whether `digest` is the HMAC-SHA256 of the raw body in hex, compared in constant time. */
export function isDigestBy(secret: string, body: string, digest: string | null): boolean {
  if (digest === null || !/^[0-9a-f]{64}$/i.test(digest)) return false;
  return timingSafeEqual(Buffer.from(digest, "hex"), createHmac("sha256", secret).update(body).digest());
}
