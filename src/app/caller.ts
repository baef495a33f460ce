import type { Actor } from "#domain/actor.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import { narrowed, type Scope, workspaceOf } from "#domain/scope.ts";
import { findApiKeyById } from "#store/api-keys.ts";
import { accountsOfKey, findSessionToProve } from "#store/client-sessions.ts";
import { findPersonalAccessToken, findPersonalAccessTokenById } from "#store/personal-access-tokens.ts";
import { findWorkspace, findWorkspaceByPublishableKey } from "#store/workspaces.ts";
import { provenSession } from "./console-sessions.ts";
import type { Desk } from "./desk.ts";
import { isValid, signIn } from "./sign-in.ts";
import { hashOf, parseMarkedToken, sameHash } from "./tokens.ts";
import type { PersonalAccessTokenView, SignedIn, SignedInAs } from "./views.ts";

/** What a caller shows. */
export type Credential =
  | {
      readonly kind: "bearer";
      readonly token: string;
      /** The workspace that a personal access token is to open. */
      readonly workspace: string | undefined;
    }
  | { readonly kind: "client_session"; readonly token: string }
  | { readonly kind: "console_session"; readonly token: string; readonly workspace: string | undefined }
  | { readonly kind: "publishable_key"; readonly key: string; readonly userIdentifierKey: string | undefined };

/** Compared with where there is no such record, so that the answer takes as long. */
const nobodysHash = hashOf("");

/** Whose a credential is. Of a record that is not proven to be the caller's, nothing is told. */
export async function callerOf(desk: Desk, credential: Credential): Promise<SignedIn | Problem> {
  if (credential.kind === "publishable_key") return withPublishableKey(desk, credential);
  if (credential.kind === "console_session") return atConsole(desk, credential);
  if (credential.kind === "client_session" || credential.token.startsWith("seam_cst")) {
    return withClientSession(desk, credential.token);
  }
  if (credential.token.startsWith("seam_at")) return withAccessToken(desk, credential);
  return signIn(desk, credential.token);
}

/** What a caller sees; `undefined` where no workspace was named. */
export function scopeOf(caller: SignedIn): Scope | undefined {
  switch (caller.kind) {
    case "pat_without_workspace":
      return undefined;
    case "client_session":
      return { workspace: caller.workspaceId, accounts: caller.accounts };
    default:
      return caller.workspaceId;
  }
}

/** The caller as what is recorded names it; `undefined` where nothing names it. */
export function actorOf(caller: SignedIn): Actor | undefined {
  switch (caller.kind) {
    case "api_key":
      return { kind: "api_key", id: caller.keyId };
    case "pat_with_workspace":
    case "pat_without_workspace":
      return { kind: "access_token", id: caller.tokenId };
    case "client_session":
      return { kind: "client_session", id: caller.sessionId };
    case "publishable_key":
      return undefined;
  }
}

/** What a client session of this key would see of a scope: asked by a caller who sees more. */
export async function asSeenBy(desk: Desk, scope: Scope, userIdentifierKey: string | undefined): Promise<Scope> {
  if (userIdentifierKey === undefined) return scope;
  const now = desk.runtime.now();
  const accounts = await accountsOfKey(desk.store.db, workspaceOf(scope), { userIdentifierKey, now });
  return narrowed(scope, accounts);
}

async function withClientSession(desk: Desk, text: string): Promise<SignedInAs<"client_session"> | Problem> {
  const token = parseMarkedToken("client_session", text);
  if (token === undefined) return unauthorized();
  const session = await findSessionToProve(desk.store.db, token.short);
  const isProven = sameHash(hashOf(token.long), session?.longTokenHash ?? nobodysHash);
  if (session === undefined || !isProven) return unauthorized();
  const now = desk.runtime.now();
  if (session.revokedAt !== undefined && session.revokedAt < session.expiresAt) {
    return problem("client_session_revoked", "The client session was revoked.");
  }
  if (session.expiresAt <= now) return problem("client_session_expired", "The client session has expired.");
  return {
    kind: "client_session",
    workspaceId: session.workspaceId,
    sessionId: session.id,
    userIdentityId: session.userIdentityId,
    accounts: session.accountIds,
  };
}

async function withAccessToken(
  desk: Desk,
  { token: text, workspace }: Extract<Credential, { kind: "bearer" }>,
): Promise<SignedIn | Problem> {
  const token = parseMarkedToken("personal_access_token", text);
  if (token === undefined) return unauthorized();
  const found = await findPersonalAccessToken(desk.store.db, token.short);
  const isProven = sameHash(hashOf(token.long), found?.longTokenHash ?? nobodysHash);
  if (found === undefined || !isProven) return unauthorized();
  return openedByToken(desk, found, workspace);
}

async function openedByToken(
  desk: Desk,
  found: PersonalAccessTokenView,
  workspace: string | undefined,
): Promise<SignedInAs<"pat_with_workspace" | "pat_without_workspace"> | Problem> {
  if (!isValid(found, desk.runtime.now())) return unauthorized();
  const by = { tokenId: found.id, reach: found.workspaces };
  if (workspace === undefined) return { kind: "pat_without_workspace", ...by };
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(workspace)) return unauthorized();
  const asked = workspace.toLowerCase() as WorkspaceId;
  const isReached = found.workspaces?.includes(asked) ?? (await findWorkspace(desk.store.db, asked)) !== undefined;
  return isReached ? { kind: "pat_with_workspace", workspaceId: asked, ...by } : unauthorized();
}

/** Whoever signed in at the console sees what their credential opens now, and nothing once it opens nothing. */
async function atConsole(
  desk: Desk,
  { token, workspace }: Extract<Credential, { kind: "console_session" }>,
): Promise<SignedIn | Problem> {
  const { db } = desk.store;
  const session = await provenSession(desk, token);
  if (session?.openedAt === undefined) return unauthorized();
  if (session.with.kind === "access_token") {
    const found = await findPersonalAccessTokenById(db, session.with.id);
    const opened = found === undefined ? unauthorized() : await openedByToken(desk, found, workspace);
    return isProblem(opened) ? opened : { ...opened, atConsole: true };
  }
  const key = await findApiKeyById(db, session.with.id);
  if (key === undefined || !isValid(key, desk.runtime.now())) return unauthorized();
  return { kind: "api_key", workspaceId: key.workspaceId, keyId: key.id, atConsole: true };
}

async function withPublishableKey(
  desk: Desk,
  { key, userIdentifierKey }: Extract<Credential, { kind: "publishable_key" }>,
): Promise<SignedInAs<"publishable_key"> | Problem> {
  const token = parseMarkedToken("publishable_key", key);
  const workspace = token === undefined ? undefined : await findWorkspaceByPublishableKey(desk.store.db, key);
  if (workspace === undefined) {
    const sentence = "The publishable key is unknown, or its workspace does not allow to sign in with it.";
    return problem("invalid_publishable_key", sentence);
  }
  return { kind: "publishable_key", workspaceId: workspace.id, userIdentifierKey };
}

function unauthorized(): Problem {
  return problem("unauthorized", "The credential is unknown, expired or revoked, or does not open the workspace.");
}
