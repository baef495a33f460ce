import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { type TestCloud, testClient, testCloud } from "./test-cloud.ts";

const redirectUri = "https://control.example/callback";
const asked = {
  response_type: "code",
  client_id: testClient.client_id,
  redirect_uri: redirectUri,
  state: "s<1>",
  prompt: "login",
};
const person = { email: "person1@example.com", password: "letmein" };

const form = (cloud: TestCloud, path: string, fields: Record<string, string>) =>
  cloud.cloud.fetch(new Request(`http://locks.example${path}`, { method: "POST", body: new URLSearchParams(fields) }));
const credentials = { client_id: testClient.client_id, client_secret: testClient.client_secret };

async function signIn(cloud: TestCloud): Promise<string> {
  const response = await form(cloud, "/oauth/authorize", { ...asked, ...person });
  return new URL(response.headers.get("location") ?? "").searchParams.get("code") ?? "";
}

async function redeem(cloud: TestCloud, fields: Record<string, string> = {}) {
  const code = await signIn(cloud);
  const grant = { grant_type: "authorization_code", code, redirect_uri: redirectUri, ...credentials, ...fields };
  const response = await form(cloud, "/oauth/token", grant);
  return { status: response.status, body: (await response.json()) as Record<string, string>, grant };
}

test("a person signs in on a page and comes back with a code and the state unchanged", async () => {
  const cloud = testCloud();
  await cloud.account();
  const page = await cloud.cloud.fetch(
    new Request(`http://locks.example/oauth/authorize?${new URLSearchParams(asked)}`),
  );
  expect(page.status).toBe(200);
  const text = await page.text();
  expect(text).toContain('name="state" value="s&lt;1&gt;"');
  const back = await form(cloud, "/oauth/authorize", { ...asked, ...person });
  expect(back.status).toBe(302);
  const location = new URL(back.headers.get("location") ?? "");
  expect(location.origin + location.pathname).toBe(redirectUri);
  expect(location.searchParams.get("state")).toBe("s<1>");
  expect(location.searchParams.get("code")).toMatch(/^[\w-]{43}$/);
});

test("a wrong password stays on the page, and a foreign redirect address goes nowhere", async () => {
  const cloud = testCloud();
  await cloud.account();
  const wrong = await form(cloud, "/oauth/authorize", { ...asked, ...person, password: "guess" });
  expect([wrong.status, wrong.headers.get("location")]).toEqual([401, null]);
  for (const redirect_uri of ["https://evil.example/", `${redirectUri}/more`]) {
    const foreign = await form(cloud, "/oauth/authorize", { ...asked, ...person, redirect_uri });
    expect([foreign.status, foreign.headers.get("location")]).toEqual([400, null]);
  }
});

test("a code buys tokens once, for the application and address that it was given to, within ten minutes", async () => {
  const cloud = testCloud();
  const account = await cloud.account();
  const { body, grant } = await redeem(cloud);
  expect(body).toMatchObject({ token_type: "Bearer", expires_in: 3600, user_id: account.account_id });
  expect((await cloud.call(String(body.access_token), "GET", "/locks")).status).toBe(200);
  expect((await form(cloud, "/oauth/token", grant)).status).toBe(400);
  expect((await redeem(cloud, { redirect_uri: "https://other.example/" })).status).toBe(400);
  expect((await redeem(cloud, { client_secret: "guess" })).status).toBe(401);
  const late = await signIn(cloud);
  await cloud.world.advance(10 * 60_000);
  expect((await form(cloud, "/oauth/token", { ...grant, code: late })).status).toBe(400);
});

test("refreshing keeps every unexpired token and the refresh token valid, also when two refresh at once", async () => {
  const cloud = testCloud();
  await cloud.account();
  const { body } = await redeem(cloud);
  await cloud.world.advance(30 * 60_000);
  const refresh = { grant_type: "refresh_token", refresh_token: String(body.refresh_token), ...credentials };
  const answers = await Promise.all([form(cloud, "/oauth/token", refresh), form(cloud, "/oauth/token", refresh)]);
  const renewed = (await Promise.all(answers.map((each) => each.json()))) as Record<string, string>[];
  const tokens = [body, ...renewed].map((each) => String(each.access_token));
  expect(new Set(tokens).size).toBe(3);
  for (const token of tokens) expect((await cloud.call(token, "GET", "/locks")).status).toBe(200);
  await cloud.world.advance(30 * 60_000);
  const after = await Promise.all(tokens.map((token) => cloud.call(token, "GET", "/locks")));
  expect(after.map((each) => each.status)).toEqual([401, 200, 200]);
  expect((await form(cloud, "/oauth/token", refresh)).status).toBe(200);
});

test("revoked tokens stop at once, and the refresh token with them", async () => {
  const cloud = testCloud();
  const account = await cloud.account();
  await cloud.control.revokeTokens(account.account_id);
  expect((await cloud.call(account.access_token, "GET", "/locks")).status).toBe(401);
  const refresh = { grant_type: "refresh_token", refresh_token: account.refresh_token, ...credentials };
  expect((await form(cloud, "/oauth/token", refresh)).status).toBe(400);
});

test("a code that goes with a key is worth nothing without it", async () => {
  const cloud = testCloud();
  await cloud.account();
  const withKey = async (challenge: Record<string, string>, fields: Record<string, string>) => {
    const back = await form(cloud, "/oauth/authorize", { ...asked, ...person, ...challenge });
    const code = new URL(back.headers.get("location") ?? "").searchParams.get("code") ?? "";
    const grant = { grant_type: "authorization_code", code, redirect_uri: redirectUri, ...credentials, ...fields };
    return (await form(cloud, "/oauth/token", grant)).status;
  };
  const hashed = {
    code_challenge: createHash("sha256").update("a key").digest("base64url"),
    code_challenge_method: "S256",
  };
  expect(await withKey(hashed, { code_verifier: "a key" })).toBe(200);
  expect(await withKey(hashed, { code_verifier: "another" })).toBe(400);
  expect(await withKey(hashed, {})).toBe(400);
  expect(await withKey({ code_challenge: "a key" }, { code_verifier: "a key" })).toBe(200);
});
