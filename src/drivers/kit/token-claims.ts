import { objectInText, type Untrusted } from "./untrusted.ts";

/** What a JSON Web Token (RFC 7519) says of itself, believed as far as whoever gave it to us is; `undefined`: it is none. */
export function claimsIn(token: string): Untrusted | undefined {
  return objectInText(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
}
