import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { isSameSecret } from "./requests.ts";
import type { Change, ClientRow } from "./rows.ts";
import { type Issued, issueTokens, secretToken } from "./tokens.ts";
import type { World } from "./world.ts";

/** RFC 6749, section 4.1.2, asks for ten minutes at most. */
const grantLifeMs = 10 * 60_000;

interface SignIn {
  readonly client: ClientRow;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly scope: string;
  /** What whoever brings the code must have known (RFC 7636); empty: nothing. */
  readonly challenge: string;
  readonly challengeMethod: string;
}

/** What one maker's way to sign in has of its own. */
export interface OAuthHabits {
  /** Each renewal gives another refresh token, and the one before is worth nothing. Default: it stays. */
  readonly replacesRefreshTokens?: true;
  /** The application proves who it is by HTTP Basic alone. Default: by form fields too. */
  readonly wantsBasic?: true;
  /** An application must prove that it brings the code it asked for (RFC 7636). Default: it may. */
  readonly wantsProofOfKey?: true;
  /** Default: an hour. */
  readonly accessTokenSeconds?: number;
  /** What is said beside the tokens, or in their place. */
  readonly beside?: (accountId: string, issued: Issued) => Readonly<Record<string, unknown>>;
  /** Where it is. Default: `/oauth/authorize` and `/oauth/token`. */
  readonly paths?: { readonly authorize: string; readonly token: string };
}

/** The authorization-code grant of OAuth 2, with a sign-in page as plain as they come. */
export function oauthRoutes(world: World, habits: OAuthHabits = {}) {
  const app = new Hono();
  const { paths = { authorize: "/oauth/authorize", token: "/oauth/token" } } = habits;

  app.get(paths.authorize, (c) => {
    const asked = readSignIn(world, new URL(c.req.url).searchParams);
    if (asked === undefined) return c.text("This application or its redirect address is not known here.", 400);
    if (c.req.query("response_type") !== "code") return back(c, asked, { error: "unsupported_response_type" });
    if (habits.wantsProofOfKey && asked.challenge === "") return back(c, asked, { error: "invalid_request" });
    return page(c, asked, undefined);
  });

  app.post(paths.authorize, async (c) => {
    const form = await formOf(c);
    const asked = readSignIn(world, form);
    if (asked === undefined) return c.text("This application or its redirect address is not known here.", 400);
    const account = world.all("accounts").find((each) => each.email === form.get("email"));
    if (account === undefined || !isSameSecret(account.password, form.get("password") ?? "")) {
      return page(c, asked, "This e-mail address and password do not belong together.");
    }
    const code = secretToken(world);
    const expired = world.entries("grants").filter(([, grant]) => grant.expiresAt <= world.now());
    const { clientId, redirectUri } = asked;
    const ends = { expiresAt: world.now() + grantLifeMs };
    const grant = { accountId: account.id, clientId, redirectUri, ...ends, ...keyHashOf(asked) };
    world.commit("signed_in", { account_id: account.id }, [
      ...expired.map(([id]) => ({ table: "grants", id, row: null }) as const),
      { table: "grants", id: code, row: grant },
    ]);
    return back(c, asked, { code });
  });

  app.post(paths.token, async (c) => {
    c.header("cache-control", "no-store");
    const form = await formOf(c);
    const client = clientOf(world, c, form, habits);
    if (client === undefined) return c.json({ error: "invalid_client" }, 401);
    switch (form.get("grant_type")) {
      case "authorization_code":
        return redeem(world, c, { client, form, habits });
      case "refresh_token":
        return refresh(world, c, { client, form, habits });
      default:
        return c.json({ error: "unsupported_grant_type" }, 400);
    }
  });
  return app;
}

interface TokenRequest {
  readonly client: ClientRow;
  readonly form: URLSearchParams;
  readonly habits: OAuthHabits;
}

function redeem(world: World, c: Context, { client, form, habits }: TokenRequest): Response {
  const code = form.get("code") ?? "";
  const grant = world.get("grants", code);
  const isGood =
    grant !== undefined &&
    world.now() < grant.expiresAt &&
    grant.clientId === client.id &&
    grant.redirectUri === form.get("redirect_uri") &&
    (grant.keyHash === undefined || grant.keyHash === hashOf(form.get("code_verifier") ?? ""));
  if (!isGood) return c.json({ error: "invalid_grant" }, 400);
  const { issued, changes } = issueTokens(world, grant.accountId, client.id, undefined, habits.accessTokenSeconds);
  world.commit("tokens_issued", { account_id: grant.accountId }, [
    { table: "grants", id: code, row: null },
    ...changes,
  ]);
  return c.json({ ...issued, ...habits.beside?.(grant.accountId, issued) });
}

function refresh(world: World, c: Context, { client, form, habits }: TokenRequest): Response {
  const token = form.get("refresh_token") ?? "";
  const known = world.get("refreshTokens", token);
  if (known === undefined || known.clientId !== client.id) return c.json({ error: "invalid_grant" }, 400);
  if (world.get("faults", known.accountId)?.outage === true) {
    return c.json({ error_code: "SERVICE_UNAVAILABLE", message: "This virtual lock cloud is out." }, 503);
  }
  const replaced: readonly Change[] = habits.replacesRefreshTokens
    ? [{ table: "refreshTokens", id: token, row: null }]
    : [];
  const kept = habits.replacesRefreshTokens ? undefined : token;
  const { issued, changes } = issueTokens(world, known.accountId, client.id, kept, habits.accessTokenSeconds);
  world.commit("tokens_refreshed", { account_id: known.accountId }, [...replaced, ...changes]);
  return c.json({ ...issued, ...habits.beside?.(known.accountId, issued) });
}

/** The application, by form fields or HTTP Basic (RFC 6749, section 2.3.1), with its secret right. */
function clientOf(world: World, c: Context, form: URLSearchParams, { wantsBasic }: OAuthHabits): ClientRow | undefined {
  const basic = /^Basic +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  if (basic === undefined && wantsBasic) return undefined;
  const [basicId, ...basicSecret] = Buffer.from(basic ?? "", "base64")
    .toString("utf8")
    .split(":");
  const id = basic === undefined ? form.get("client_id") : basicId;
  const secret = basic === undefined ? form.get("client_secret") : basicSecret.join(":");
  const client = world.get("clients", id ?? "");
  return client !== undefined && isSameSecret(client.secret, secret ?? "") ? client : undefined;
}

function readSignIn(world: World, from: URLSearchParams): SignIn | undefined {
  const clientId = from.get("client_id") ?? "";
  const redirectUri = from.get("redirect_uri") ?? "";
  const client = world.get("clients", clientId);
  if (client === undefined || !client.redirectUris.includes(redirectUri)) return undefined;
  return {
    client,
    clientId,
    redirectUri,
    state: from.get("state") ?? "",
    scope: from.get("scope") ?? "",
    challenge: from.get("code_challenge") ?? "",
    challengeMethod: from.get("code_challenge_method") ?? "plain",
  };
}

/** The key that the code goes with, as S256 hashes it (RFC 7636, section 4.2). */
function keyHashOf({ challenge, challengeMethod }: SignIn): { readonly keyHash?: string } {
  if (challenge === "") return {};
  return { keyHash: challengeMethod === "plain" ? hashOf(challenge) : challenge };
}

function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("base64url");
}

function back(c: Context, asked: SignIn, answer: Readonly<Record<string, string>>): Response {
  const url = new URL(asked.redirectUri);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (asked.state !== "") url.searchParams.set("state", asked.state);
  return c.redirect(url.toString(), 302);
}

async function page(c: Context, asked: SignIn, problem: string | undefined): Promise<Response> {
  c.header("cache-control", "no-store");
  c.header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
  const hidden = (name: string, value: string) => html`<input type="hidden" name="${name}" value="${value}">`;
  const body = html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Virtual locks: sign in</title>
    <style>body{font:16px/1.5 system-ui;max-width:22rem;margin:4rem auto;padding:0 1rem}label,input,button{display:block;width:100%;box-sizing:border-box}input,button{font:inherit;padding:.5rem;margin:.25rem 0 1rem}</style>
  </head>
  <body>
    <h1>Virtual locks</h1>
    <p>Sign in to let this application see and program your locks.</p>
    ${problem === undefined ? "" : html`<p role="alert">${problem}</p>`}
    <form method="post">
      ${hidden("client_id", asked.clientId)}${hidden("redirect_uri", asked.redirectUri)}
      ${hidden("state", asked.state)}${hidden("scope", asked.scope)}
      ${hidden("code_challenge", asked.challenge)}${hidden("code_challenge_method", asked.challengeMethod)}
      <label for="email">E-mail</label><input id="email" name="email" type="email" autocomplete="username" required>
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required>
      <button type="submit">Sign in</button>
    </form>
  </body>
</html>`;
  return c.html(body, problem === undefined ? 200 : 401);
}

async function formOf(c: Context): Promise<URLSearchParams> {
  return new URLSearchParams(await c.req.text());
}
