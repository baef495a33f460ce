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

export async function insertApiKey(db: Db, key: ApiKey): Promise<void> {
  await db.query(
    `insert into api_keys (api_key_id, workspace_id, name, short_token, long_token_hash, created_at, expires_at, revoked_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
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
}

export async function findApiKey(db: Db, shortToken: string): Promise<ApiKey | undefined> {
  const text = `select api_key_id, workspace_id, name, short_token, long_token_hash, created_at, expires_at, revoked_at
    from api_keys where short_token = $1`;
  const [row] = await db.query<ApiKeyRow>({ name: "find-api-key", text }, [shortToken]);
  if (row === undefined) return undefined;
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
