import type { Context, Hono } from "hono";
import { z } from "zod";
import { controlClientId } from "#virtual-locks/accounts.ts";
import { isSameSecret } from "#virtual-locks/requests.ts";
import type { AccountRow } from "#virtual-locks/rows.ts";
import { issueTokens, secretToken } from "#virtual-locks/tokens.ts";
import type { World } from "#virtual-locks/world.ts";
import { md5Hex } from "./words.ts";

/** An access token's life as somebody read it out of one (wyze-sdk, issue 175). */
const tokenSeconds = 6_000;
/** What every authenticator app here shows. */
export const shownByApp = "135790";

const credentials = z.object({
  email: z.string(),
  password: z.string(),
  mfa_type: z.string().optional(),
  verification_id: z.string().optional(),
  verification_code: z.string().optional(),
});

export function addSignIn(app: Hono, world: World): void {
  app.post("/api/user/login", async (c) => {
    const body = credentials.safeParse(await c.req.json().catch(() => undefined)).data;
    const account = ownerOf(world, body);
    const hasKey = Boolean(c.req.header("keyid") && c.req.header("apikey"));
    if (account === undefined || !hasKey) return refused(c);
    if (isOut(world, account)) return broken(c);
    const factor = factorOf(account);
    return factor === undefined ? letIn(world, c, account) : ask(world, c, account, factor);
  });
  app.post("/user/login/sendSmsCode", (c) => sendCode(world, c, "PrimaryPhone"));
  app.post("/v2/user/login/sendEmailCode", (c) => sendCode(world, c, "Email"));
  app.post("/user/login", async (c) => {
    const body = credentials.safeParse(await c.req.json().catch(() => undefined)).data;
    const account = ownerOf(world, body);
    if (account === undefined || body === undefined || body.mfa_type !== factorOf(account)) return refused(c);
    return isRightCode(world, account, body) ? letIn(world, c, account) : refused(c);
  });
  app.post("/app/user/refresh_token", async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const { refresh_token: token } = z
      .object({ refresh_token: z.string().catch("") })
      .catch({ refresh_token: "" })
      .parse(body);
    const row = world.get("refreshTokens", token);
    const account = row && world.get("accounts", row.accountId);
    if (account === undefined)
      return c.json({ ts: world.now(), code: "2002", msg: "refresh token is error", data: {} });
    if (isOut(world, account)) return broken(c);
    return c.json({ ts: world.now(), code: "1", msg: "SUCCESS", data: tokens(world, account) });
  });
}

type Factor = "TotpVerificationCode" | "PrimaryPhone" | "Email";

/** Told by the mail address, since nobody has a telephone here; a new account has its phone asked. */
function factorOf({ email }: AccountRow): Factor | undefined {
  const tag = /\+(\w+)@/.exec(email)?.[1];
  if (tag === "plain") return undefined;
  return tag === "totp" ? "TotpVerificationCode" : tag === "email" ? "Email" : "PrimaryPhone";
}

function ask(world: World, c: Context, { id }: AccountRow, factor: Factor): Response {
  const session = secretToken(world);
  const app = { app_id: `app-${id}`, app_name: "Wyze" };
  world.commit("sign_in_underway", { account_id: id }, [{ table: "notes", id: sessionNote(id, session), row: "" }]);
  return c.json({
    access_token: null,
    refresh_token: null,
    user_id: id,
    mfa_options: [factor],
    mfa_details: {
      phone_numbers: { primary_phone: { country_code: "+1", number: "5555551212" } },
      totp_apps: factor === "TotpVerificationCode" ? [app] : [],
    },
    ...(factor === "PrimaryPhone" && { sms_session_id: session }),
    ...(factor === "Email" && { email_session_id: session }),
  });
}

/** The code that is sent is a fact of the journal: there is no mail, and no telephone. */
function sendCode(world: World, c: Context, factor: Factor): Response {
  const { userId = "", sessionId = "" } = c.req.query();
  const account = world.get("accounts", userId);
  const isBegun = world.get("notes", sessionNote(userId, sessionId)) !== undefined;
  if (account === undefined || !isBegun || factorOf(account) !== factor) return refused(c);
  const digits = Buffer.from(world.runtime.randomBytes(4)).readUInt32BE() % 1_000_000;
  const code = String(digits).padStart(6, "0");
  const session = secretToken(world);
  world.commit("sign_in_code_sent", { account_id: userId, medium: factor, code }, [
    { table: "notes", id: sessionNote(userId, sessionId), row: null },
    { table: "notes", id: sessionNote(userId, session), row: code },
  ]);
  return c.json({ session_id: session });
}

function isRightCode(world: World, { id }: AccountRow, body: z.output<typeof credentials>): boolean {
  const { mfa_type: type, verification_id: verification = "", verification_code: code = "" } = body;
  if (type === "TotpVerificationCode") return verification === `app-${id}` && code === shownByApp;
  const sent = world.get("notes", sessionNote(id, verification));
  return typeof sent === "string" && sent !== "" && isSameSecret(sent, code);
}

/** The password travels as the MD5 of the MD5 of its MD5. */
function ownerOf(world: World, body: z.output<typeof credentials> | undefined): AccountRow | undefined {
  const account = world.all("accounts").find(({ email }) => email === body?.email);
  const hashed = md5Hex(md5Hex(md5Hex(account?.password ?? "")));
  return account !== undefined && isSameSecret(hashed, body?.password ?? "") ? account : undefined;
}

function letIn(world: World, c: Context, account: AccountRow): Response {
  return c.json({ ...tokens(world, account), user_id: account.id, mfa_options: null, mfa_details: null });
}

/** Each renewal brings another refresh token too. */
function tokens(world: World, { id }: AccountRow) {
  const { issued, changes } = issueTokens(world, id, controlClientId, undefined, tokenSeconds);
  world.commit("tokens_issued", { account_id: id }, changes);
  return { access_token: issued.access_token, refresh_token: issued.refresh_token };
}

function refused(c: Context): Response {
  const description = "Invalid credentials, please check username, password, keyid or apikey";
  return c.json({ description, requestId: "request", errorCode: 1000 }, 400);
}

function isOut(world: World, { id }: AccountRow): boolean {
  return world.get("faults", id)?.outage === true;
}

function broken(c: Context): Response {
  return c.json({ description: "Service unavailable", errorCode: 1003 }, 503);
}

function sessionNote(accountId: string, session: string): string {
  return `${accountId}/wyze/session/${session}`;
}
