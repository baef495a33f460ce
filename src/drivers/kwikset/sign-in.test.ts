import { expect, test } from "vitest";
import { kwiksetStack } from "#test/makers/kwikset.ts";
import { makerBench } from "#test/support/maker-bench.ts";
import { signIn } from "./sign-in.ts";

const never = new AbortController().signal;
const stack = kwiksetStack("UTC");
const right = { email: "owner@example.com", password: "password" };

/** Somebody before the pages of a sign-in, and the owner's telephone. */
async function visitor() {
  const { baseUrl, control, runtime } = await makerBench(stack, "kwikset");
  const asked = {
    provider: "kwikset",
    settings: stack.settings(baseUrl),
    returnUrl: "https://pintumbler.test/",
    state: "s",
  };
  const step = (answers: Readonly<Record<string, string>>, kept?: unknown) =>
    signIn.step({ ...asked, answers, kept }, runtime, never);
  const lastSent = async () => {
    const sent = (await control.journal()).findLast(({ what }) => what === "sign_in_code_sent");
    return { code: String(sent?.about.code), medium: sent?.about.medium };
  };
  const begin = async (answers: Readonly<Record<string, string>> = right) => {
    const first = await step(answers);
    return { first, kept: first.kind === "asks" ? first.kept : undefined };
  };
  return { step, begin, lastSent, runtime };
}

test("after the password Kwikset sends a code, and takes it once", async () => {
  const { step, begin, lastSent } = await visitor();
  const { first, kept } = await begin({ ...right, timeZone: "America/New_York" });
  expect(first).toMatchObject({ kind: "asks", fields: [{ name: "code" }], sentence: expect.stringContaining("phone") });
  const { code } = await lastSent();
  const signedIn = await step({ code: ` ${code} ` }, kept);
  expect(signedIn).toMatchObject({
    kind: "signed_in",
    email: right.email,
    config: { username: "account", accessToken: expect.stringMatching(/^id\./), timeZone: "America/New_York" },
  });
  expect(JSON.stringify([first, signedIn])).not.toContain(right.password);
  expect(await step({ code }, kept)).toMatchObject({ kind: "refused" });
});

test("the code comes by mail to whoever asks for that", async () => {
  const { begin, lastSent } = await visitor();
  const { first } = await begin({ ...right, medium: "Email" });
  expect(first).toMatchObject({ sentence: expect.stringContaining("mail") });
  expect((await lastSent()).medium).toBe("email");
});

test("a wrong code is asked for again, and the third ends the sign-in", async () => {
  const { step, begin } = await visitor();
  let { kept } = await begin();
  for (const sentence of ["That code is not right.", "That code is not right."]) {
    const again = await step({ code: "1" }, kept);
    expect(again).toMatchObject({ kind: "asks", sentence });
    kept = again.kind === "asks" ? again.kept : undefined;
  }
  expect(await step({ code: "1" }, kept)).toMatchObject({ kind: "refused" });
});

test("what is no code is not sent, and a code that comes too late is refused", async () => {
  const { step, begin, lastSent, runtime } = await visitor();
  const { kept } = await begin();
  expect(await step({ code: "12,code:34" }, kept)).toMatchObject({ kind: "asks" });
  await runtime.advance(4 * 60_000);
  expect(await step(await lastSent().then(({ code }) => ({ code })), kept)).toMatchObject({ kind: "refused" });
});

test.for([
  ["a wrong password", { ...right, password: "passwort" }, "The mail address or the password is not right."],
  ["a time zone that is none", { ...right, timeZone: "Mars/Olympus" }, "There is no such time zone."],
] as const)("%s is refused, and no code is sent", async ([, answers, sentence]) => {
  const { begin, lastSent } = await visitor();
  const before = await lastSent();
  expect((await begin(answers)).first).toEqual({ kind: "refused", sentence });
  expect(await lastSent()).toEqual(before);
});
