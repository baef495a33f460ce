import { createHash } from "node:crypto";
import type { Runtime } from "#runtime/runtime.ts";

/** What an intercom asks of whoever is to be let in: RFC 7616, section 3.3, or RFC 7617. */
export type Challenge =
  | {
      readonly kind: "digest";
      readonly realm: string;
      readonly nonce: string;
      readonly opaque: string | undefined;
      readonly algorithm: "MD5" | "SHA-256";
      readonly hasQop: boolean;
      /** The name and the password may be right: only the nonce was too old. */
      readonly isStale: boolean;
    }
  | { readonly kind: "basic" };

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** The strongest challenge that can be met; `undefined`: none. */
export function challengeIn(header: string | null): Challenge | undefined {
  const offered = (header ?? "").split(/,\s*(?=(?:Digest|Basic)\b)/i);
  const digests = offered.flatMap((one) => digestIn(one) ?? []);
  const strongest = digests.find(({ algorithm }) => algorithm === "SHA-256") ?? digests[0];
  return strongest ?? (offered.some((one) => /^Basic\b/i.test(one)) ? { kind: "basic" } : undefined);
}

function digestIn(offer: string): Extract<Challenge, { kind: "digest" }> | undefined {
  if (!/^Digest\s/i.test(offer)) return undefined;
  const fields = new Map(
    [...offer.matchAll(/([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/gi)].map(([, name, quoted, bare]) => [
      name?.toLowerCase(),
      quoted ?? bare ?? "",
    ]),
  );
  const [realm, nonce] = [fields.get("realm"), fields.get("nonce")];
  const named = (fields.get("algorithm") ?? "MD5").toUpperCase();
  const algorithm = named === "MD5" || named === "SHA-256" ? named : undefined;
  const qop = fields.get("qop")?.split(/[\s,]+/);
  const isAuth = qop === undefined || qop.includes("auth");
  if (realm === undefined || nonce === undefined || algorithm === undefined || !isAuth) return undefined;
  const isStale = fields.get("stale")?.toLowerCase() === "true";
  return {
    kind: "digest",
    realm,
    nonce,
    opaque: fields.get("opaque"),
    algorithm,
    hasQop: qop !== undefined,
    isStale,
  };
}

/** The header that meets a challenge, for the `count`-th time with its nonce; `path` with its query. */
export function authorizationFor(
  challenge: Challenge,
  { username, password }: Login,
  { method, path, count }: { readonly method: string; readonly path: string; readonly count: number },
  runtime: Pick<Runtime, "randomBytes">,
): string {
  if (challenge.kind === "basic") return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const { realm, nonce, opaque, algorithm, hasQop } = challenge;
  const hash = (text: string) =>
    createHash(algorithm === "MD5" ? "md5" : "sha256")
      .update(text)
      .digest("hex");
  const cnonce = Buffer.from(runtime.randomBytes(12)).toString("base64");
  const nc = count.toString(16).padStart(8, "0");
  const secret = hash(`${username}:${realm}:${password}`);
  const between = hasQop ? `${nonce}:${nc}:${cnonce}:auth` : nonce;
  const response = hash(`${secret}:${between}:${hash(`${method}:${path}`)}`);
  const quoted = (text: string) => `"${text.replace(/[\\"]/g, "\\$&")}"`;
  return [
    `Digest username=${quoted(username)}, realm=${quoted(realm)}, nonce=${quoted(nonce)}, uri=${quoted(path)}`,
    `algorithm=${algorithm}, response="${response}"`,
    ...(hasQop ? [`qop=auth, nc=${nc}, cnonce="${cnonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
  ].join(", ");
}
