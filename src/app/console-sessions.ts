import type { ConsoleSessionId, PersonalAccessTokenId } from "#domain/ids.ts";
import { type Problem, problem } from "#domain/problem.ts";
import {
  type ConsoleSession,
  deleteConsoleSession,
  deleteExpiredConsoleSessions,
  findConsoleSession,
  insertConsoleSession,
  openConsoleSession,
  type SignedInWith,
} from "#store/console-sessions.ts";
import { operatorsToken } from "#store/personal-access-tokens.ts";
import type { Desk } from "./desk.ts";
import { hashOf, newMarkedToken, parseMarkedToken, printToken, sameHash } from "./tokens.ts";
import type { SignedIn } from "./views.ts";

/** A browser stays signed in for so long, in milliseconds. */
export const consoleSessionMs = 14 * 24 * 60 * 60_000;
/** A link that nobody opens is good for so long. */
const linkMs = 60 * 60_000;

/** Signs a browser in with the credential that somebody showed. The token is for the browser alone. */
export async function signInAtConsole(desk: Desk, caller: SignedIn): Promise<{ readonly token: string } | Problem> {
  const shown = shownBy(caller);
  if (shown === undefined) {
    return problem("unauthorized", "The console takes an API key or a personal access token.");
  }
  const openedAt = desk.runtime.now();
  await deleteExpiredConsoleSessions(desk.store.db, openedAt);
  return { token: await keep(desk, { with: shown, openedAt, expiresAt: openedAt + consoleSessionMs }) };
}

/** What a link ends in that signs whoever opens it in as the one who runs the server; it works once. */
export async function offerConsole(desk: Desk): Promise<string> {
  const { store, runtime } = desk;
  const token = newMarkedToken("personal_access_token", runtime.randomBytes);
  const operator = await operatorsToken(store.db, {
    id: runtime.uuid() as PersonalAccessTokenId,
    name: "Operator",
    shortToken: token.short,
    longTokenHash: hashOf(token.long),
    createdAt: runtime.now(),
  });
  const shown = { kind: "access_token", id: operator } as const;
  return keep(desk, { with: shown, openedAt: undefined, expiresAt: runtime.now() + linkMs });
}

/** Signs in the first browser that opens a link. */
export async function openConsoleLink(desk: Desk, link: string): Promise<{ readonly token: string } | Problem> {
  const { store, runtime } = desk;
  const session = await provenSession(desk, link);
  const token = newMarkedToken("console_session", runtime.randomBytes);
  const now = runtime.now();
  const isOpened =
    session !== undefined &&
    (await openConsoleSession(store.db, {
      id: session.id,
      shortToken: token.short,
      longTokenHash: hashOf(token.long),
      openedAt: now,
      expiresAt: now + consoleSessionMs,
    }));
  return isOpened
    ? { token: printToken(token) }
    : problem("unauthorized", "This link was used before, or has expired. The server gives out another.");
}

export async function signOutAtConsole(desk: Desk, token: string): Promise<void> {
  const session = await provenSession(desk, token);
  if (session !== undefined) await deleteConsoleSession(desk.store.db, session.id);
}

/** The session of this token, opened or not, that has not expired. */
export async function provenSession(desk: Desk, text: string): Promise<ConsoleSession | undefined> {
  const token = parseMarkedToken("console_session", text);
  if (token === undefined) return undefined;
  const session = await findConsoleSession(desk.store.db, token.short);
  const isProven = sameHash(hashOf(token.long), session?.longTokenHash ?? nobodysHash);
  return isProven && session !== undefined && session.expiresAt > desk.runtime.now() ? session : undefined;
}

/** Compared with where there is no such session, so that the answer takes as long. */
const nobodysHash = hashOf("");

async function keep(
  { store, runtime }: Desk,
  session: Pick<ConsoleSession, "with" | "openedAt" | "expiresAt">,
): Promise<string> {
  const token = newMarkedToken("console_session", runtime.randomBytes);
  await insertConsoleSession(store.db, {
    ...session,
    id: runtime.uuid() as ConsoleSessionId,
    shortToken: token.short,
    longTokenHash: hashOf(token.long),
    createdAt: runtime.now(),
  });
  return printToken(token);
}

function shownBy(caller: SignedIn): SignedInWith | undefined {
  switch (caller.kind) {
    case "api_key":
      return { kind: "api_key", id: caller.keyId };
    case "pat_with_workspace":
    case "pat_without_workspace":
      return { kind: "access_token", id: caller.tokenId };
    case "client_session":
    case "publishable_key":
      return undefined;
  }
}
