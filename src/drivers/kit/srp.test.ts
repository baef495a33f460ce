import { expect, test } from "vitest";
import { srpSecret, srpSignature } from "./srp.ts";

// From the tests of kshalopy (arcadecoffee/kshalopy, tests of its login, read 2026): what it sends to Cognito, in Python.
const secret = srpSecret(Buffer.from("0".repeat(128)));
const challenge = { userId: "fake_user_id", salt: "42", publicHex: "0420", secretBlock: "fakesecretblock=" };
const known = { poolName: "fake_user_pool", password: "fake_password", timestamp: "Fri Feb 18 16:57:48 UTC 2022" };

test("a password is proved as another client of Cognito proves it", () => {
  expect(secret.publicHex).toMatch(/^29772b3d9e02c39d051a[0-9a-f]+041e9b7fe7098fdc340f$/);
  expect(srpSignature(secret, challenge, known)).toBe("tN7tn9cO42beu3Qp9ANX3Oy0GOfvke07tLHUFM8ioug=");
});

test("another password, salt or time is another proof", () => {
  const proofs = [
    srpSignature(secret, challenge, known),
    srpSignature(secret, challenge, { ...known, password: "fake_passwore" }),
    srpSignature(secret, { ...challenge, salt: "43" }, known),
    srpSignature(secret, challenge, { ...known, timestamp: "Fri Feb 18 16:57:49 UTC 2022" }),
  ];
  expect(new Set(proofs).size).toBe(4);
});

test.for([
  ["whose public value is nothing", { publicHex: "0" }],
  ["whose public value is no number", { publicHex: "0x42" }],
  ["longer than the group", { publicHex: "1".repeat(769) }],
  ["without a salt", { salt: "" }],
] as const)("a challenge %s is not answered", ([, spoiled]) => {
  expect(srpSignature(secret, { ...challenge, ...spoiled }, known)).toBeUndefined();
});
