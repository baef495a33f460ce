import type { PersonalAccessTokenId, WorkspaceId } from "#domain/ids.ts";
import { type Db, fromTime, toTime } from "./db.ts";

/** A credential of a person who runs workspaces. */
export interface PersonalAccessToken {
  readonly id: PersonalAccessTokenId;
  readonly name: string;
  readonly shortToken: string;
  readonly longTokenHash: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  readonly revokedAt: number | undefined;
  /** `undefined`: every workspace, also those to come. */
  readonly workspaces: readonly WorkspaceId[] | undefined;
}

interface TokenRow {
  personal_access_token_id: PersonalAccessTokenId;
  name: string;
  short_token: string;
  long_token_hash: Uint8Array;
  reaches_all: boolean;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  workspaces: readonly WorkspaceId[];
}

const tokenQuery = `
  select t.*, array(select workspace_id from personal_access_token_workspaces x
    where x.personal_access_token_id = t.personal_access_token_id order by workspace_id) as workspaces
  from personal_access_tokens t`;

export async function insertPersonalAccessToken(db: Db, token: PersonalAccessToken): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(
      `insert into personal_access_tokens (personal_access_token_id, name, short_token, long_token_hash, reaches_all,
         created_at, expires_at, revoked_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        token.id,
        token.name,
        token.shortToken,
        token.longTokenHash,
        token.workspaces === undefined,
        toTime(token.createdAt),
        toTime(token.expiresAt),
        toTime(token.revokedAt),
      ],
    );
    for (const workspace of token.workspaces ?? []) await addReach(tx, token.id, workspace);
  });
}

/** Has a token open a workspace too. */
export async function addReach(db: Db, id: PersonalAccessTokenId, workspace: WorkspaceId): Promise<void> {
  const text = `insert into personal_access_token_workspaces (personal_access_token_id, workspace_id) values ($1, $2)
    on conflict do nothing`;
  await db.query(text, [id, workspace]);
}

export async function findPersonalAccessToken(db: Db, shortToken: string): Promise<PersonalAccessToken | undefined> {
  const text = `${tokenQuery} where short_token = $1`;
  const [row] = await db.query<TokenRow>({ name: "find-personal-access-token", text }, [shortToken]);
  return row === undefined ? undefined : tokenFrom(row);
}

export async function findPersonalAccessTokenById(
  db: Db,
  id: PersonalAccessTokenId,
): Promise<PersonalAccessToken | undefined> {
  const text = `${tokenQuery} where personal_access_token_id = $1`;
  const [row] = await db.query<TokenRow>({ name: "find-personal-access-token-by-id", text }, [id]);
  return row === undefined ? undefined : tokenFrom(row);
}

/** The token that stands for whoever runs the server; `made` becomes it where there is none. */
export async function operatorsToken(
  db: Db,
  made: Pick<PersonalAccessToken, "id" | "name" | "shortToken" | "longTokenHash" | "createdAt">,
): Promise<PersonalAccessTokenId> {
  const inserted = `insert into personal_access_tokens (personal_access_token_id, name, short_token, long_token_hash,
      reaches_all, is_operators, created_at) values ($1, $2, $3, $4, true, true, $5) on conflict do nothing`;
  await db.query(inserted, [made.id, made.name, made.shortToken, made.longTokenHash, toTime(made.createdAt)]);
  const text =
    "select personal_access_token_id as id from personal_access_tokens where is_operators and revoked_at is null";
  const [row] = await db.query<{ id: PersonalAccessTokenId }>(text);
  return row?.id ?? made.id;
}

/** Oldest first, the revoked and the expired among them. */
export async function listPersonalAccessTokens(db: Db): Promise<readonly PersonalAccessToken[]> {
  const rows = await db.query<TokenRow>(`${tokenQuery} order by created_at, personal_access_token_id`);
  return rows.map(tokenFrom);
}

/** Answers whether there was such a token to revoke. */
export async function revokePersonalAccessToken(db: Db, id: PersonalAccessTokenId, now: number): Promise<boolean> {
  const text = `update personal_access_tokens set revoked_at = $2
    where personal_access_token_id = $1 and revoked_at is null returning personal_access_token_id`;
  return (await db.query(text, [id, toTime(now)])).length > 0;
}

function tokenFrom(row: TokenRow): PersonalAccessToken {
  return {
    id: row.personal_access_token_id,
    name: row.name,
    shortToken: row.short_token,
    longTokenHash: row.long_token_hash,
    createdAt: row.created_at.getTime(),
    expiresAt: fromTime(row.expires_at),
    revokedAt: fromTime(row.revoked_at),
    workspaces: row.reaches_all ? undefined : row.workspaces,
  };
}
