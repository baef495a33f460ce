import type { Context, Hono, MiddlewareHandler } from "hono";
import { z } from "zod";
import { isSameSecret, readJson } from "#virtual-locks/requests.ts";
import type { AccessTokenRow, AccountRow, Change } from "#virtual-locks/rows.ts";
import { secretToken } from "#virtual-locks/tokens.ts";
import { isTrouble, trouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { prefixOf, say, unauthorized } from "./words.ts";

const lifeMs = 120 * 24 * 60 * 60_000;
/** From the half of its life on, each answer carries another token. */
const renewedBeforeEndMs = lifeMs / 2;

/** What would be sent to the owner's inbox; nobody here has one, so it is always the same. */
export const verificationCode = "246810";

const credentials = z.object({ installId: z.string().min(1), identifier: z.string(), password: z.string() });
const wanted = z.object({ value: z.string() });
const confirmed = z.object({ code: z.string(), email: z.string().optional(), phone: z.string().optional() });

/** A session that was begun with a password, on an installation that nobody has confirmed yet. */
interface Begun {
  readonly installId: string;
  /** A code was asked for. */
  readonly asked: boolean;
}

/** Whose session a call belongs to. */
export function sessionOf(world: World, c: Context): (AccessTokenRow & { readonly token: string }) | undefined {
  const token = tokenIn(c);
  const row = token === undefined ? undefined : world.get("accessTokens", token);
  return token !== undefined && row !== undefined && world.now() < row.expiresAt ? { ...row, token } : undefined;
}

/** Gives a new token with the answer to a call whose own is old, and with every list of houses. */
export function renewing(world: World): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const session = sessionOf(world, c);
    if (session === undefined || !c.res.ok) return;
    const isOld = session.expiresAt - world.now() < renewedBeforeEndMs;
    if (!isOld && c.req.path !== "/users/houses/mine") return;
    const { token, changes } = issue(world, session.accountId);
    world.commit("tokens_issued", { account_id: session.accountId }, changes);
    c.res.headers.set(tokenHeader(c), token);
  };
}

export function addSignIn(app: Hono, world: World): void {
  app.post("/session", async (c) => {
    const body = await readJson(c, credentials);
    return isTrouble(body) ? say(world, c, body) : signIn(world, c, body);
  });
  app.post("/validation/:way", async (c) => {
    const body = await readJson(c, wanted);
    const begun = begunWith(world, tokenIn(c));
    if (begun === undefined) return unauthorized();
    if (isTrouble(body) || c.req.param("way") !== "email" || body.value !== begun.account.email)
      return say(world, c, trouble("INVALID_REQUEST", "There is nobody to send a code to."));
    world.commit("code_sent", { account_id: begun.account.id }, [
      { table: "notes", id: begun.noteId, row: { ...begun.begun, asked: true } },
    ]);
    return c.json({});
  });
  app.post("/validate/:way", async (c) => {
    const body = await readJson(c, confirmed);
    const begun = begunWith(world, tokenIn(c));
    if (begun === undefined) return unauthorized();
    const isRight =
      !isTrouble(body) && begun.begun.asked && body.code === verificationCode && body.email === begun.account.email;
    if (!isRight) return say(world, c, trouble("INVALID_REQUEST", "The code is not valid."));
    world.commit("installation_confirmed", { account_id: begun.account.id }, [
      { table: "notes", id: begun.noteId, row: null },
      { table: "notes", id: installNote(begun.account.id, begun.begun.installId), row: true },
    ]);
    return c.json({});
  });
}

/** A password alone lets nobody in on an installation that is new: its token is for asking for a code. */
function signIn(world: World, c: Context, { installId, identifier, password }: z.output<typeof credentials>): Response {
  const account = world.all("accounts").find(({ email }) => identifier === `email:${email}`);
  const isOwner = account !== undefined && isSameSecret(account.password, password);
  const isConfirmed = isOwner && world.get("notes", installNote(account.id, installId)) === true;
  const { token, expiresAt, changes } = issue(world, account?.id ?? "");
  if (isOwner) {
    const begun: Begun = { installId, asked: false };
    const note = { table: "notes", id: begunNote(account.id, token), row: begun } as const;
    world.commit("session_begun", { account_id: account.id, confirmed: isConfirmed }, isConfirmed ? changes : [note]);
  }
  c.header(tokenHeader(c), token);
  return c.json({
    userId: account?.id ?? "",
    installId,
    vPassword: isOwner,
    vInstallId: isConfirmed,
    expiresAt: new Date(expiresAt).toISOString(),
  });
}

function issue(world: World, accountId: string) {
  const expiresAt = world.now() + lifeMs;
  const claims = { userId: accountId, exp: Math.floor(expiresAt / 1_000), jti: secretToken(world).slice(0, 16) };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const token = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.${secretToken(world)}`;
  const ended = world.entries("accessTokens").filter(([, row]) => row.expiresAt <= world.now());
  const changes: Change[] = [
    ...ended.map(([id]) => ({ table: "accessTokens", id, row: null }) as const),
    { table: "accessTokens", id: token, row: { accountId, expiresAt } },
  ];
  return { token, expiresAt, changes };
}

function begunWith(world: World, token: string | undefined) {
  if (token === undefined) return undefined;
  for (const account of world.all("accounts")) {
    const noteId = begunNote(account.id, token);
    const begun = world.get("notes", noteId) as Begun | undefined;
    if (begun !== undefined) return { account: account satisfies AccountRow, begun, noteId };
  }
  return undefined;
}

function tokenHeader(c: Context): string {
  return `${prefixOf(c) ?? "x-"}access-token`;
}

function tokenIn(c: Context): string | undefined {
  return c.req.header(tokenHeader(c));
}

function begunNote(accountId: string, token: string): string {
  return `${accountId}/begun/${token}`;
}

function installNote(accountId: string, installId: string): string {
  return `${accountId}/installs/${installId}`;
}
