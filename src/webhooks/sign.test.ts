import { SeamWebhook } from "@seamapi/webhook";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { describe, expect, test } from "vitest";
import { signedHeaders } from "./sign.ts";

const secretOf = (byte: number, length = 32) => `whsec_${Buffer.alloc(length, byte).toString("base64")}`;
const body = JSON.stringify({ event_id: "1", event_type: "lock.unlocked", note: "Grüße · 鍵" });
const day = 24 * 60 * 60_000;

/** Verifiers go by the real clock. */
const message = () => ({ id: "5f0c1d2e-0000-4000-8000-000000000001", at: Date.now(), body });

const verifiers: readonly [
  string,
  (secret: string) => { verify(body: string, headers: Record<string, string>): unknown },
][] = [
  ["svix", (secret) => new SvixWebhook(secret)],
  ["standardwebhooks", (secret) => new StandardWebhook(secret)],
  ["@seamapi/webhook", (secret) => new SeamWebhook(secret)],
];

describe.each(verifiers)("a message, in the eyes of %s", (_name, verifierOf) => {
  const signed = (secrets = [{ secret: secretOf(1), until: undefined as number | undefined }], at = message()) => ({
    ...signedHeaders(secrets, at),
  });

  test("is ours, for secrets of 24 to 64 bytes", () => {
    for (const length of [24, 32, 64]) {
      const secret = secretOf(7, length);
      expect(verifierOf(secret).verify(body, signed([{ secret, until: undefined }]))).toEqual(JSON.parse(body));
    }
  });

  test("is not ours with another secret, another body, another id or an old time", () => {
    const verifier = verifierOf(secretOf(1));
    expect(() => verifierOf(secretOf(2)).verify(body, signed())).toThrow();
    expect(() => verifier.verify(`${body} `, signed())).toThrow();
    expect(() => verifier.verify(body, { ...signed(), "svix-id": "other", "webhook-id": "other" })).toThrow();
    expect(() => verifier.verify(body, signed(undefined, { ...message(), at: Date.now() - 6 * 60_000 }))).toThrow();
  });

  test("is ours by either secret for a day after a rotation, and then by the new one alone", () => {
    const secrets = [
      { secret: secretOf(2), until: undefined },
      { secret: secretOf(1), until: Date.now() + day },
    ];
    for (const byte of [1, 2]) expect(verifierOf(secretOf(byte)).verify(body, signed(secrets))).toBeTruthy();
    const ranOut = secrets.map(({ secret, until }) => ({ secret, until: until && Date.now() - 1 }));
    expect(() => verifierOf(secretOf(1)).verify(body, signed(ranOut))).toThrow();
    expect(verifierOf(secretOf(2)).verify(body, signed(ranOut))).toBeTruthy();
  });
});
