import { expect, test } from "vitest";
import type { SignInStep, SignInTurn } from "#drivers/driver.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { controlClient } from "#virtual-locks/control-client.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { august as augustCloud } from "#virtual-locks/makers/august/cloud.ts";
import { verificationCode } from "#virtual-locks/makers/august/session.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { parseConfig } from "./config.ts";
import { signIn } from "./sign-in.ts";

const baseUrl = "https://august.test";
const apiKey = "an-invented-key";
const settings = { apiKey, url: baseUrl, yaleUrl: `${baseUrl}/` };
const still = new AbortController().signal;
const answers = { identifier: "owner@example.com", password: "letmein" };

/** The counterpart with its owner, and somebody before the page. `answer`: what comes instead of its own answers. */
async function page(answer: (request: Request) => Response | undefined = () => undefined) {
  const sent: { readonly path: string; readonly body: Record<string, string>; readonly headers: Headers }[] = [];
  const runtime = testRuntime({
    fetch: async (request) => {
      const body = (await request.clone().json()) as Record<string, string>;
      sent.push({ path: new URL(request.url).pathname, body, headers: request.headers });
      return answer(request) ?? cloud.fetch(request);
    },
  });
  const clients = [{ client_id: apiKey, client_secret: "none", redirect_uris: [] }];
  const journal = memoryJournal();
  const cloud = createVirtualLockCloud({ runtime, journal, controlToken: "control", clients, maker: augustCloud });
  const control = controlClient({ baseUrl, token: "control", fetch: cloud.fetch });
  await control.createAccount({ account_id: "owner", email: "owner@example.com", password: "letmein", locks: [] });
  const step = (more: Partial<SignInTurn> = {}): Promise<SignInStep> =>
    signIn.step(
      { provider: "august", settings, answers, kept: undefined, returnUrl: "https://us.test", state: "s", ...more },
      runtime,
      still,
    );
  return { step, sent };
}

const keptOf = (step: SignInStep) => (step.kind === "asks" ? step.kept : undefined);

test("a password, and then the code that the maker sends, let somebody in", async () => {
  const { step, sent } = await page();
  const asked = await step();
  expect(asked).toMatchObject({ kind: "asks", fields: [{ name: "code" }] });
  const done = await step({ kept: keptOf(asked), answers: { code: ` ${verificationCode} ` } });
  expect(done).toMatchObject({ kind: "signed_in", email: "owner@example.com" });
  const config = done.kind === "signed_in" ? parseConfig(done.config) : undefined;
  expect(config).toMatchObject({ brand: "august", userId: "owner" });
  expect(config?.accessTokenExpiresAt).toBeGreaterThan(Date.UTC(2026, 3));
  const installs = sent.filter(({ path }) => path === "/session").map(({ body }) => body.installId);
  expect(new Set(installs).size).toBe(1);
});

test("a wrong code is asked for again, and the right one still works", async () => {
  const { step } = await page();
  const kept = keptOf(await step());
  const again = await step({ kept, answers: { code: "000000" } });
  expect(again).toMatchObject({ kind: "asks", sentence: "That is not the code that the maker has sent." });
  expect(await step({ kept: keptOf(again), answers: { code: verificationCode } })).toMatchObject({ kind: "signed_in" });
});

test("a wrong password is refused, and nothing of it is repeated", async () => {
  const { step } = await page();
  const refused = await step({ answers: { ...answers, password: "a-wrong-guess" } });
  expect(refused.kind).toBe("refused");
  expect(JSON.stringify(refused)).not.toContain("a-wrong-guess");
});

test("Yale's newer host is spoken to in its own spelling, and Yale Access in August's", async () => {
  const { step, sent } = await page();
  await step({ provider: "yale" });
  await step({ provider: "yale", settings: { ...settings, yaleHeaders: "x-august-" } });
  const spelled = sent.filter(({ path }) => path === "/session").map(({ headers }) => headers);
  expect(spelled.map((each) => each.get("x-branding"))).toEqual(["yale", null]);
  expect(spelled.map((each) => each.get("x-august-branding"))).toEqual([null, "yale"]);
});

test("a phone number is given as one, without the marks between its digits", async () => {
  const { step, sent } = await page();
  expect((await step({ answers: { ...answers, identifier: "+1 (555) 123-4567" } })).kind).toBe("refused");
  expect(sent[0]?.body.identifier).toBe("phone:+15551234567");
});

test("without a key, or with one that the maker does not take, whoever signs in is told whose matter that is", async () => {
  const { step } = await page();
  expect(await step({ settings: {} })).toMatchObject({ kind: "refused", sentence: expect.stringContaining("no key") });
  const unknown = await step({ settings: { ...settings, apiKey: "another" } });
  expect(unknown).toMatchObject({ kind: "refused", sentence: expect.stringContaining("key") });
});

test("a maker that is out, or answers with what it should not, is unavailable, and a kept thing of nobody's is refused", async () => {
  for (const odd of [new Response("<html>", { status: 502 }), Response.json([]), Response.json({ vPassword: true })]) {
    const { step } = await page(() => odd);
    expect((await step()).kind).toBe("unavailable");
  }
  const { step } = await page((request) =>
    request.url.includes("/validation") ? Response.json({}, { status: 500 }) : undefined,
  );
  expect((await step()).kind).toBe("unavailable");
  expect((await step({ kept: { way: "pigeon" } })).kind).toBe("refused");
});
