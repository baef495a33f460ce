import { createHmac } from "node:crypto";
import type { WebhookSecret } from "#domain/webhook.ts";

/** One message, as it is signed. */
export interface Message {
  /** Stays the same over all tries, so that a receiver knows a repetition. */
  readonly id: string;
  /** Epoch milliseconds of this try: receivers refuse what is older than five minutes. */
  readonly at: number;
  readonly body: string;
}

/**
 * The headers by which a receiver knows that a message is ours: HMAC-SHA256 over `id.seconds.body`, once for each secret
 * in use, under the two families of names that verifiers look for (Svix; Standard Webhooks 1.0).
 */
export function signedHeaders(secrets: readonly WebhookSecret[], message: Message): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(message.at / 1_000));
  const inUse = secrets.filter(({ until }) => until === undefined || message.at < until);
  const signatures = inUse.map(({ secret }) => signature(secret, `${message.id}.${seconds}.${message.body}`)).join(" ");
  const families = ["svix", "webhook"].map((family) => ({
    [`${family}-id`]: message.id,
    [`${family}-timestamp`]: seconds,
    [`${family}-signature`]: signatures,
  }));
  return Object.assign({}, ...families);
}

function signature(secret: string, text: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
}
