import { expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { turnAt } from "#test/makers/signed-in.ts";
import { wyzeStack } from "#test/makers/wyze.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { developerKey } from "#virtual-locks/makers/wyze/entrance.ts";
import { shownByApp } from "#virtual-locks/makers/wyze/sign-in.ts";
import { signIn } from "./sign-in.ts";

const never = new AbortController().signal;
const password = "a password";

/** Somebody with an account of this mail address, before the pages of a sign-in. */
async function visitor(email: string) {
  const { baseUrl, control, runtime } = await makerBench(wyzeStack, "wyze");
  await control.createAccount({ email, password, locks: [] });
  const asked = turnAt({ provider: "wyze", settings: wyzeStack.settings(baseUrl) });
  const step = (answers: Readonly<Record<string, string>>, kept?: unknown) =>
    signIn.step({ ...asked, answers, kept }, runtime, never);
  const begin = (more: Readonly<Record<string, string>> = {}) => step({ email, password, ...developerKey, ...more });
  const lastSent = async () => {
    const sent = (await control.journal()).findLast(({ what }) => what === "sign_in_code_sent");
    return { code: String(sent?.about.code), medium: sent?.about.medium };
  };
  return { step, begin, lastSent };
}

test("whoever Wyze asks for nothing more is let in, and neither password nor key is kept", async () => {
  const { begin } = await visitor("anna+plain@example.com");
  const signedIn = await begin();
  expect(signedIn).toMatchObject({
    kind: "signed_in",
    email: "anna+plain@example.com",
    config: { userId: expect.any(String), accessToken: expect.any(String), refreshToken: expect.any(String) },
  });
  for (const secret of [password, developerKey.keyId, developerKey.apiKey])
    expect(JSON.stringify(signedIn)).not.toContain(secret);
});

test.for([
  ["anna@example.com", "phone", "PrimaryPhone"],
  ["anna+email@example.com", "mail", "Email"],
] as const)("the code for %s comes by %s, and a wrong one is asked for again", async ([email, where, medium]) => {
  const { step, begin, lastSent } = await visitor(email);
  const first = await begin();
  expect(first).toMatchObject({ kind: "asks", fields: [{ name: "code" }], sentence: expect.stringContaining(where) });
  const kept = first.kind === "asks" ? first.kept : undefined;
  const sent = await lastSent();
  expect(sent.medium).toBe(medium);
  expect(await step({ code: "1" }, kept)).toMatchObject({ kind: "asks", sentence: "That code is not right." });
  expect(await step({ code: "?" }, kept)).toMatchObject({ kind: "asks", sentence: "The code has digits only." });
  expect(await step({ code: ` ${sent.code} ` }, kept)).toMatchObject({ kind: "signed_in", email });
  expect(JSON.stringify(first)).not.toContain(password);
});

test("an authenticator app needs nothing sent", async () => {
  const { step, begin, lastSent } = await visitor("anna+totp@example.com");
  const before = await lastSent();
  const first = await begin();
  expect(first).toMatchObject({ kind: "asks", sentence: expect.stringContaining("authenticator") });
  expect(await lastSent()).toEqual(before);
  const kept = first.kind === "asks" ? first.kept : undefined;
  expect(await step({ code: shownByApp }, kept)).toMatchObject({ kind: "signed_in" });
});

test("a wrong password, and a key that is none, let nobody in", async () => {
  const { begin } = await visitor("anna@example.com");
  expect(await begin({ password: "guessed" })).toMatchObject({
    kind: "refused",
    sentence: expect.stringContaining("do not belong together"),
  });
  expect(await begin({ apiKey: "" })).toMatchObject({ kind: "refused", sentence: expect.stringContaining("API key") });
});

/** One step before a maker that gives this answer. */
async function answered(answer: () => Response) {
  const runtime = testRuntime({ fetch: async () => answer() });
  const asked = turnAt({ provider: "wyze", settings: wyzeStack.settings("https://maker.test") });
  return signIn.step({ ...asked, answers: { email: "a@b.example", password, ...developerKey } }, runtime, never);
}

test("what Wyze says beside that is told apart", async () => {
  const tooMany = { description: "Too many failed attempts", errorCode: 1000 };
  expect(await answered(() => Response.json(tooMany, { status: 400 }))).toMatchObject({
    kind: "refused",
    sentence: expect.stringContaining("wait"),
  });
  const recovery = { access_token: null, mfa_options: ["TotpRecoveryCode"], mfa_details: {} };
  expect(await answered(() => Response.json(recovery))).toMatchObject({
    kind: "refused",
    sentence: expect.stringContaining("not known here"),
  });
  expect(await answered(() => new Response("<html>", { status: 502 }))).toEqual({ kind: "unavailable" });
  expect(await answered(() => Response.json({ access_token: null }))).toEqual({ kind: "unavailable" });
});
