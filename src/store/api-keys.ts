import type { ApiKeyId, WorkspaceId } from "#domain/ids.ts";
import { type Db, fromTime, toTime } from "./db.ts";

/** A caller's credential as it is kept: the long part of the token only as its hash. */
export interface ApiKey {
  readonly id: ApiKeyId;
  readonly workspaceId: WorkspaceId;
  readonly name: string;
  readonly shortToken: string;
  readonly longTokenHash: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  readonly revokedAt: number | undefined;
}

interface ApiKeyRow {
  api_key_id: ApiKeyId;
  workspace_id: WorkspaceId;
  name: string;
  short_token: string;
  long_token_hash: Uint8Array;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
}

const columns = "api_key_id, workspace_id, name, short_token, long_token_hash, created_at, expires_at, revoked_at";

/** Answers whether it was kept: the part of a token that names it may be another key's already. */
export async function insertApiKey(db: Db, key: ApiKey): Promise<boolean> {
  const inserted = await db.query(
    `insert into api_keys (${columns})
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (short_token) do nothing
     returning api_key_id`,
    [
      key.id,
      key.workspaceId,
      key.name,
      key.shortToken,
      key.longTokenHash,
      toTime(key.createdAt),
      toTime(key.expiresAt),
      toTime(key.revokedAt),
    ],
  );
  return inserted.length > 0;
}

export async function findApiKey(db: Db, shortToken: string): Promise<ApiKey | undefined> {
  const text = `select ${columns} from api_keys where short_token = $1`;
  const [row] = await db.query<ApiKeyRow>({ name: "find-api-key", text }, [shortToken]);
  return row === undefined ? undefined : apiKeyFrom(row);
}

export async function findApiKeyById(db: Db, id: ApiKeyId): Promise<ApiKey | undefined> {
  const text = `select ${columns} from api_keys where api_key_id = $1`;
  const [row] = await db.query<ApiKeyRow>({ name: "find-api-key-by-id", text }, [id]);
  return row === undefined ? undefined : apiKeyFrom(row);
}

/** A workspace's keys, oldest first, the revoked and the expired among them. */
export async function listApiKeys(db: Db, workspace: WorkspaceId): Promise<readonly ApiKey[]> {
  const text = `select ${columns} from api_keys where workspace_id = $1 order by created_at, api_key_id`;
  return (await db.query<ApiKeyRow>(text, [workspace])).map(apiKeyFrom);
}

/** Fields that are `undefined` stay; a null `expiresAt`: it expires no more. Answers the key, where there is such a one. */
export async function changeApiKey(
  db: Db,
  workspace: WorkspaceId,
  id: ApiKeyId,
  { name, expiresAt }: { readonly name?: string | undefined; readonly expiresAt?: number | null | undefined },
): Promise<ApiKey | undefined> {
  const text = `update api_keys set name = coalesce($3, name), expires_at = case when $4 then $5 else expires_at end
    where api_key_id = $1 and workspace_id = $2 returning ${columns}`;
  const values = [id, workspace, name ?? null, expiresAt !== undefined, toTime(expiresAt ?? undefined)];
  const [row] = await db.query<ApiKeyRow>(text, values);
  return row === undefined ? undefined : apiKeyFrom(row);
}

function apiKeyFrom(row: ApiKeyRow): ApiKey {
  return {
    id: row.api_key_id,
    workspaceId: row.workspace_id,
    name: row.name,
    shortToken: row.short_token,
    longTokenHash: row.long_token_hash,
    createdAt: row.created_at.getTime(),
    expiresAt: fromTime(row.expires_at),
    revokedAt: fromTime(row.revoked_at),
  };
}

/** Answers whether there was such a key to revoke. */
export async function revokeApiKey(db: Db, workspace: WorkspaceId, id: ApiKeyId, now: number): Promise<boolean> {
  const text = `update api_keys set revoked_at = $3 where api_key_id = $1 and workspace_id = $2 and revoked_at is null
    returning api_key_id`;
  return (await db.query(text, [id, workspace, toTime(now)])).length > 0;
}
