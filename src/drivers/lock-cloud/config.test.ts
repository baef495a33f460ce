import { expect, test } from "vitest";
import { parseConfig, webhookTrust } from "./config.ts";

const raw = { baseUrl: "https://cloud.test/v1/", clientId: "us", clientSecret: "hush", refreshToken: "r" };

test("events are signed with a secret that follows from the client's where none was agreed", () => {
  const secretOf = (more: object) => {
    const config = parseConfig({ ...raw, ...more });
    return config && webhookTrust(config).webhookSecret;
  };
  expect(secretOf({})).toMatch(/^[0-9a-f]{64}$/);
  expect(secretOf({})).toBe(secretOf({}));
  expect(secretOf({ clientSecret: "other" })).not.toBe(secretOf({}));
  expect(secretOf({ webhookSecret: "shared" })).toBe("shared");
});

test("a configuration with an address that is none, or holds a password, is not one", () => {
  expect(parseConfig(raw)?.baseUrl).toBe("https://cloud.test/v1");
  for (const baseUrl of ["ftp://x", "https://user:pass@x", "https://x/?a=b", "x", 7]) {
    expect(parseConfig({ ...raw, baseUrl })).toBeUndefined();
  }
  for (const wrong of [undefined, null, [], "x", { ...raw, refreshToken: "" }])
    expect(parseConfig(wrong)).toBeUndefined();
});
