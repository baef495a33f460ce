import type { ClientSessionId, UserIdentityId, WorkspaceId } from "#domain/ids.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import {
  deleteSession,
  findGrantable,
  findLivingSession,
  findSession,
  type Grant,
  grantToSession,
  insertSession,
  listSessions,
  retireExpired,
  revokeSession,
  type SessionFilter,
} from "#store/client-sessions.ts";
import type { Db } from "#store/db.ts";
import { appendEvents } from "#store/events.ts";
import { findUserIdentity } from "#store/user-identities.ts";
import type { Desk } from "./desk.ts";
import { hashOf, newMarkedToken, printToken } from "./tokens.ts";
import type { ClientSessionView } from "./views.ts";

/** So long a session lives where nobody says otherwise: a year of 365 days, as at the original. */
const livesForMs = 365 * 24 * 60 * 60_000;

export interface CreateClientSession extends Grant {
  readonly userIdentifierKey: string | undefined;
  readonly customerKey: string | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt: number | undefined;
}

/** Which session: by its id, or the living one of a key. */
export interface WhichSession {
  readonly id?: ClientSessionId | undefined;
  readonly userIdentifierKey?: string | undefined;
}

/** A new session; where its key has one already, a problem, or with `takesExisting` that one with what is granted now. */
export async function createClientSession(
  desk: Desk,
  workspace: WorkspaceId,
  request: CreateClientSession,
  { takesExisting }: { readonly takesExisting: boolean },
): Promise<ClientSessionView | Problem> {
  const { store, runtime } = desk;
  const now = runtime.now();
  if (request.expiresAt !== undefined && request.expiresAt <= now) {
    return problem("invalid_input", "expires_at must lie in the future.", { param: "expires_at" });
  }
  const unknown = await unknownIn(store.db, workspace, request);
  if (unknown !== undefined) return unknown;
  const keys = await store.keysOf(workspace);
  const { userIdentifierKey } = request;
  return store.db.transaction(async (tx) => {
    if (userIdentifierKey !== undefined) await retireExpired(tx, workspace, { userIdentifierKey, now });
    const token = newMarkedToken("client_session", runtime.randomBytes);
    const id = runtime.uuid() as ClientSessionId;
    const isNew = await insertSession(tx, keys, {
      id,
      workspaceId: workspace,
      userIdentifierKey,
      userIdentityId: request.userIdentityId,
      customerKey: request.customerKey,
      shortToken: token.short,
      longTokenHash: hashOf(token.long),
      token: printToken(token),
      createdAt: now,
      expiresAt: request.expiresAt ?? now + livesForMs,
    });
    if (!isNew && !takesExisting) return alreadyThere(userIdentifierKey);
    const which = isNew ? { id } : { userIdentifierKey };
    const session = await find(desk, tx, workspace, which);
    if (isProblem(session)) return session;
    await grantToSession(tx, workspace, session.id, request);
    return find(desk, tx, workspace, { id: session.id });
  });
}

export async function getClientSession(
  desk: Desk,
  workspace: WorkspaceId,
  which: WhichSession,
): Promise<ClientSessionView | Problem> {
  return find(desk, desk.store.db, workspace, which);
}

/** The living session of a key that a list is narrowed by; "none" where there is none, `undefined` without a key. */
export async function sessionOfKey(
  desk: Desk,
  workspace: WorkspaceId,
  userIdentifierKey: string | undefined,
): Promise<ClientSessionId | "none" | undefined> {
  if (userIdentifierKey === undefined) return undefined;
  const found = await getClientSession(desk, workspace, { userIdentifierKey });
  return isProblem(found) ? "none" : found.id;
}

export async function listClientSessions(
  desk: Desk,
  workspace: WorkspaceId,
  filter: SessionFilter,
): Promise<readonly ClientSessionView[]> {
  const keys = await desk.store.keysOf(workspace);
  return listSessions(desk.store.db, keys, workspace, filter);
}

/** Has a session see more. */
export async function grantAccess(
  desk: Desk,
  workspace: WorkspaceId,
  { which, ...grant }: Grant & { readonly which: WhichSession },
): Promise<ClientSessionView | Problem> {
  const { db } = desk.store;
  const unknown = await unknownIn(db, workspace, grant);
  if (unknown !== undefined) return unknown;
  return db.transaction(async (tx) => {
    const session = await find(desk, tx, workspace, which);
    if (isProblem(session)) return session;
    await grantToSession(tx, workspace, session.id, grant);
    return find(desk, tx, workspace, { id: session.id });
  });
}

/** The token works no longer; its user can be given another session. */
export async function revokeClientSession(
  { store, runtime }: Desk,
  workspace: WorkspaceId,
  id: ClientSessionId,
): Promise<Problem | undefined> {
  const isThere = await revokeSession(store.db, workspace, id, runtime.now());
  return isThere ? undefined : noSuchSession({ client_session_id: id });
}

/** Forgets a session. The accounts that it saw stay. */
export async function deleteClientSession(
  { store, runtime }: Desk,
  workspace: WorkspaceId,
  id: ClientSessionId,
): Promise<Problem | undefined> {
  return store.db.transaction(async (tx) => {
    if (!(await deleteSession(tx, workspace, id))) return noSuchSession({ client_session_id: id });
    await appendEvents(tx, store, workspace, [
      { type: "client_session.deleted", occurredAt: runtime.now(), payload: { client_session_id: id } },
    ]);
    return undefined;
  });
}

async function find(
  { store, runtime }: Desk,
  db: Db,
  workspace: WorkspaceId,
  { id, userIdentifierKey }: WhichSession,
): Promise<ClientSessionView | Problem> {
  const keys = await store.keysOf(workspace);
  const data = { client_session_id: id, user_identifier_key: userIdentifierKey };
  if (id !== undefined) {
    const found = await findSession(db, keys, workspace, id);
    const isOfKey = userIdentifierKey === undefined || found?.userIdentifierKey === userIdentifierKey;
    return found !== undefined && isOfKey ? found : noSuchSession(data);
  }
  if (userIdentifierKey === undefined) return noSuchSession(data);
  const now = runtime.now();
  return (await findLivingSession(db, keys, workspace, { userIdentifierKey, now })) ?? noSuchSession(data);
}

/** What is granted must be of the workspace; another's is answered as what is not there. */
async function unknownIn(
  db: Db,
  workspace: WorkspaceId,
  { accountIds, webviewIds, userIdentityId }: Grant,
): Promise<Problem | undefined> {
  const known = await findGrantable(db, workspace, { accountIds, webviewIds });
  const account = accountIds.find((id) => !known.has(id));
  if (account !== undefined) {
    return problem("connected_account_not_found", "There is no such connected account.", {
      data: { connected_account_id: account },
    });
  }
  const webview = webviewIds.find((id) => !known.has(id));
  if (webview !== undefined) {
    return problem("connect_webview_not_found", "There is no such connect webview.", {
      data: { connect_webview_id: webview },
    });
  }
  if (userIdentityId === undefined) return undefined;
  return (await findUserIdentity(db, workspace, { id: userIdentityId })) === undefined
    ? noSuchUserIdentity(userIdentityId)
    : undefined;
}

function noSuchUserIdentity(id: UserIdentityId): Problem {
  return problem("user_identity_not_found", "There is no such user identity.", { data: { user_identity_id: id } });
}

function alreadyThere(userIdentifierKey: string | undefined): Problem {
  return problem(
    "client_session_token_already_exists",
    "There is a client session for this user_identifier_key already: use PUT, or /client_sessions/get_or_create.",
    { data: { user_identifier_key: userIdentifierKey } },
  );
}

function noSuchSession(data: Readonly<Record<string, unknown>>): Problem {
  return problem("client_session_not_found", "There is no such client session.", { data });
}
