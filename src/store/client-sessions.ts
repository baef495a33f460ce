import type { ClientSessionId, ConnectedAccountId, UserIdentityId, WorkspaceId } from "#domain/ids.ts";
import { type Db, fromTime, toTime } from "./db.ts";
import type { WorkspaceKeys } from "./seal.ts";

/** What an app of a customer's signs its user in with. */
export interface ClientSession {
  readonly id: ClientSessionId;
  readonly workspaceId: WorkspaceId;
  readonly userIdentifierKey: string | undefined;
  readonly userIdentityId: UserIdentityId | undefined;
  readonly customerKey: string | undefined;
  readonly token: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | undefined;
  readonly accountIds: readonly ConnectedAccountId[];
  readonly webviewIds: readonly string[];
  /** Of its accounts: how many devices there are. */
  readonly deviceCount: number;
}

/** What signing in asks of a session, without its token. */
export interface SessionToProve {
  readonly id: ClientSessionId;
  readonly workspaceId: WorkspaceId;
  readonly userIdentityId: UserIdentityId | undefined;
  readonly longTokenHash: Uint8Array;
  readonly expiresAt: number;
  readonly revokedAt: number | undefined;
  readonly accountIds: readonly ConnectedAccountId[];
}

export interface NewSession {
  readonly id: ClientSessionId;
  readonly workspaceId: WorkspaceId;
  readonly userIdentifierKey: string | undefined;
  readonly userIdentityId: UserIdentityId | undefined;
  readonly customerKey: string | undefined;
  readonly shortToken: string;
  readonly longTokenHash: Uint8Array;
  readonly token: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What a session is given beside what it has. */
export interface Grant {
  readonly accountIds: readonly ConnectedAccountId[];
  readonly webviewIds: readonly string[];
  readonly userIdentityId: UserIdentityId | undefined;
}

/** Every filter that is given must match. Revoked sessions are not listed. */
export interface SessionFilter {
  readonly id?: ClientSessionId | undefined;
  readonly userIdentifierKey?: string | undefined;
  readonly withoutUserIdentifierKey?: boolean | undefined;
  readonly webviewId?: string | undefined;
  readonly userIdentityId?: UserIdentityId | undefined;
}

interface SessionRow {
  client_session_id: ClientSessionId;
  workspace_id: WorkspaceId;
  user_identifier_key: string | null;
  user_identity_id: UserIdentityId | null;
  customer_key: string | null;
  sealed_token: Uint8Array;
  created_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
  account_ids: readonly ConnectedAccountId[];
  webview_ids: readonly string[];
  device_count: number;
}

const accountsText = `array(
  select connected_account_id from client_session_accounts x where x.client_session_id = s.client_session_id
  order by connected_account_id)`;

const sessionQuery = `
  select s.client_session_id, s.workspace_id, s.user_identifier_key, s.user_identity_id, s.customer_key, s.sealed_token,
    s.created_at, s.expires_at, s.revoked_at, ${accountsText} as account_ids,
    array(select connect_webview_id from client_session_webviews x where x.client_session_id = s.client_session_id
      order by connect_webview_id) as webview_ids,
    (select count(*)::integer from client_session_accounts x join devices d using (connected_account_id)
      where x.client_session_id = s.client_session_id) as device_count
  from client_sessions s where s.workspace_id = $1`;

export async function findSessionToProve(db: Db, shortToken: string): Promise<SessionToProve | undefined> {
  const text = `select client_session_id, workspace_id, user_identity_id, long_token_hash, expires_at, revoked_at,
      ${accountsText} as account_ids
    from client_sessions s where short_token = $1`;
  type Row = Pick<
    SessionRow,
    "client_session_id" | "workspace_id" | "user_identity_id" | "expires_at" | "revoked_at" | "account_ids"
  > & { long_token_hash: Uint8Array };
  const [row] = await db.query<Row>({ name: "find-session-to-prove", text }, [shortToken]);
  if (row === undefined) return undefined;
  return {
    id: row.client_session_id,
    workspaceId: row.workspace_id,
    userIdentityId: row.user_identity_id ?? undefined,
    longTokenHash: row.long_token_hash,
    expiresAt: row.expires_at.getTime(),
    revokedAt: fromTime(row.revoked_at),
    accountIds: row.account_ids,
  };
}

/** Answers whether it was recorded: there is one living session for each key. */
export async function insertSession(db: Db, keys: WorkspaceKeys, session: NewSession): Promise<boolean> {
  const text = `
    insert into client_sessions (client_session_id, workspace_id, user_identifier_key, user_identity_id, customer_key,
      short_token, long_token_hash, sealed_token, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (workspace_id, user_identifier_key) where revoked_at is null do nothing returning client_session_id`;
  const rows = await db.query(text, [
    session.id,
    session.workspaceId,
    session.userIdentifierKey ?? null,
    session.userIdentityId ?? null,
    session.customerKey ?? null,
    session.shortToken,
    session.longTokenHash,
    keys.seal(tokenPlace(session.id), session.token),
    toTime(session.createdAt),
    toTime(session.expiresAt),
  ]);
  return rows.length > 0;
}

/** A session by its id, revoked or not. */
export async function findSession(
  db: Db,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  id: ClientSessionId,
): Promise<ClientSession | undefined> {
  const [row] = await db.query<SessionRow>(`${sessionQuery} and s.client_session_id = $2`, [workspace, id]);
  return row === undefined ? undefined : sessionFrom(row, keys);
}

/** The session of a key that is neither revoked nor expired. */
export async function findLivingSession(
  db: Db,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  { userIdentifierKey, now }: { readonly userIdentifierKey: string; readonly now: number },
): Promise<ClientSession | undefined> {
  const text = `${sessionQuery} and s.user_identifier_key = $2 and s.revoked_at is null and s.expires_at > $3`;
  const [row] = await db.query<SessionRow>(text, [workspace, userIdentifierKey, toTime(now)]);
  return row === undefined ? undefined : sessionFrom(row, keys);
}

/** Sessions that are not revoked, oldest first. */
export async function listSessions(
  db: Db,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  filter: SessionFilter,
): Promise<readonly ClientSession[]> {
  const text = `${sessionQuery} and s.revoked_at is null
      and ($2::uuid is null or s.client_session_id = $2) and ($3::text is null or s.user_identifier_key = $3)
      and (not $4::boolean or s.user_identifier_key is null) and ($5::uuid is null or s.user_identity_id = $5)
      and ($6::uuid is null or exists (select 1 from client_session_webviews x
        where x.client_session_id = s.client_session_id and x.connect_webview_id = $6))
    order by s.created_at, s.client_session_id`;
  const rows = await db.query<SessionRow>(text, [
    workspace,
    filter.id ?? null,
    filter.userIdentifierKey ?? null,
    filter.withoutUserIdentifierKey === true,
    filter.userIdentityId ?? null,
    filter.webviewId ?? null,
  ]);
  return rows.map((row) => sessionFrom(row, keys));
}

/** The accounts that a living session of this key sees; none where there is none. */
export async function accountsOfKey(
  db: Db,
  workspace: WorkspaceId,
  { userIdentifierKey, now }: { readonly userIdentifierKey: string; readonly now: number },
): Promise<readonly ConnectedAccountId[]> {
  const text = `select x.connected_account_id from client_sessions s join client_session_accounts x using (client_session_id)
    where s.workspace_id = $1 and s.user_identifier_key = $2 and s.revoked_at is null and s.expires_at > $3`;
  const rows = await db.query<{ connected_account_id: ConnectedAccountId }>({ name: "accounts-of-key", text }, [
    workspace,
    userIdentifierKey,
    toTime(now),
  ]);
  return rows.map((row) => row.connected_account_id);
}

/** The ids of those of these accounts and webviews that are the workspace's. */
export async function findGrantable(
  db: Db,
  workspace: WorkspaceId,
  { accountIds, webviewIds }: Pick<Grant, "accountIds" | "webviewIds">,
): Promise<ReadonlySet<string>> {
  if (accountIds.length === 0 && webviewIds.length === 0) return new Set();
  const text = `
    select connected_account_id as id from connected_accounts where workspace_id = $1 and connected_account_id = any($2)
    union all select connect_webview_id from connect_webviews where workspace_id = $1 and connect_webview_id = any($3)`;
  const rows = await db.query<{ id: string }>(text, [workspace, accountIds, webviewIds]);
  return new Set(rows.map((row) => row.id));
}

/** Gives a session what is not its own yet. Accounts and webviews of another workspace are left out. */
export async function grantToSession(
  db: Db,
  workspace: WorkspaceId,
  id: ClientSessionId,
  { accountIds, webviewIds, userIdentityId }: Grant,
): Promise<void> {
  await db.query(
    `insert into client_session_accounts (client_session_id, connected_account_id)
     select $1, connected_account_id from connected_accounts where workspace_id = $2 and connected_account_id = any($3)
     on conflict do nothing`,
    [id, workspace, accountIds],
  );
  await db.query(
    `insert into client_session_webviews (client_session_id, connect_webview_id)
     select $1, connect_webview_id from connect_webviews where workspace_id = $2 and connect_webview_id = any($3)
     on conflict do nothing`,
    [id, workspace, webviewIds],
  );
  if (userIdentityId === undefined) return;
  await db.query("update client_sessions set user_identity_id = $2 where client_session_id = $1", [id, userIdentityId]);
}

/** Gives an account to every session that a webview belongs to. */
export async function grantToSessionsOfWebview(db: Db, webview: string, account: ConnectedAccountId): Promise<void> {
  await db.query(
    `insert into client_session_accounts (client_session_id, connected_account_id)
     select client_session_id, $2 from client_session_webviews where connect_webview_id = $1 on conflict do nothing`,
    [webview, account],
  );
}

/** Answers whether there was such a session to revoke. */
export async function revokeSession(
  db: Db,
  workspace: WorkspaceId,
  id: ClientSessionId,
  now: number,
): Promise<boolean> {
  const text = `update client_sessions set revoked_at = coalesce(revoked_at, $3)
    where workspace_id = $1 and client_session_id = $2 returning client_session_id`;
  return (await db.query(text, [workspace, id, toTime(now)])).length > 0;
}

/** An expired session lives no longer, so that its key can have another. */
export async function retireExpired(
  db: Db,
  workspace: WorkspaceId,
  { userIdentifierKey, now }: { readonly userIdentifierKey: string; readonly now: number },
): Promise<void> {
  const text = `update client_sessions set revoked_at = expires_at
    where workspace_id = $1 and user_identifier_key = $2 and revoked_at is null and expires_at <= $3`;
  await db.query(text, [workspace, userIdentifierKey, toTime(now)]);
}

/** Answers whether there was such a session to delete. */
export async function deleteSession(db: Db, workspace: WorkspaceId, id: ClientSessionId): Promise<boolean> {
  const text =
    "delete from client_sessions where workspace_id = $1 and client_session_id = $2 returning client_session_id";
  return (await db.query(text, [workspace, id])).length > 0;
}

function sessionFrom(row: SessionRow, keys: WorkspaceKeys): ClientSession {
  return {
    id: row.client_session_id,
    workspaceId: row.workspace_id,
    userIdentifierKey: row.user_identifier_key ?? undefined,
    userIdentityId: row.user_identity_id ?? undefined,
    customerKey: row.customer_key ?? undefined,
    token: keys.open(tokenPlace(row.client_session_id), row.sealed_token),
    createdAt: row.created_at.getTime(),
    expiresAt: row.expires_at.getTime(),
    revokedAt: fromTime(row.revoked_at),
    accountIds: row.account_ids,
    webviewIds: row.webview_ids,
    deviceCount: row.device_count,
  };
}

function tokenPlace(row: ClientSessionId) {
  return { table: "client_sessions", column: "sealed_token", row };
}
