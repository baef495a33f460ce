import type { ApiKeyId, ConsoleSessionId, PersonalAccessTokenId } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";

/** A browser that is signed in with a credential, or a link that will sign one in. */
export interface ConsoleSession {
  readonly id: ConsoleSessionId;
  /** What it is signed in with: it sees what that opens. */
  readonly with: SignedInWith;
  readonly shortToken: string;
  readonly longTokenHash: Uint8Array;
  readonly createdAt: number;
  /** `undefined`: a link that nobody has opened yet. */
  readonly openedAt: number | undefined;
  readonly expiresAt: number;
}

export type SignedInWith =
  | { readonly kind: "api_key"; readonly id: ApiKeyId }
  | { readonly kind: "access_token"; readonly id: PersonalAccessTokenId };

interface SessionRow {
  console_session_id: ConsoleSessionId;
  api_key_id: ApiKeyId | null;
  personal_access_token_id: PersonalAccessTokenId | null;
  short_token: string;
  long_token_hash: Uint8Array;
  created_at: Date;
  opened_at: Date | null;
  expires_at: Date;
}

export async function insertConsoleSession(db: Db, session: ConsoleSession): Promise<void> {
  const text = `insert into console_sessions (console_session_id, api_key_id, personal_access_token_id, short_token,
      long_token_hash, created_at, opened_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`;
  await db.query(text, [
    session.id,
    session.with.kind === "api_key" ? session.with.id : null,
    session.with.kind === "access_token" ? session.with.id : null,
    session.shortToken,
    session.longTokenHash,
    toTime(session.createdAt),
    toTime(session.openedAt),
    toTime(session.expiresAt),
  ]);
}

export async function findConsoleSession(db: Db, shortToken: string): Promise<ConsoleSession | undefined> {
  const text = "select * from console_sessions where short_token = $1";
  const [row] = await db.query<SessionRow>({ name: "find-console-session", text }, [shortToken]);
  return row === undefined ? undefined : sessionFrom(row);
}

/** Opens a link: of two browsers that open it at once, one is answered that it did. */
export async function openConsoleSession(
  db: Db,
  { id, shortToken, longTokenHash, openedAt, expiresAt }: Omit<ConsoleSession, "with" | "createdAt">,
): Promise<boolean> {
  const text = `update console_sessions set short_token = $2, long_token_hash = $3, opened_at = $4, expires_at = $5
    where console_session_id = $1 and opened_at is null returning console_session_id`;
  const values = [id, shortToken, longTokenHash, toTime(openedAt), toTime(expiresAt)];
  return (await db.query(text, values)).length > 0;
}

export async function deleteConsoleSession(db: Db, id: ConsoleSessionId): Promise<void> {
  await db.query("delete from console_sessions where console_session_id = $1", [id]);
}

export async function deleteExpiredConsoleSessions(db: Db, now: number): Promise<void> {
  await db.query("delete from console_sessions where expires_at <= $1", [toTime(now)]);
}

function sessionFrom(row: SessionRow): ConsoleSession {
  return {
    id: row.console_session_id,
    with: signedInWith(row),
    shortToken: row.short_token,
    longTokenHash: row.long_token_hash,
    createdAt: row.created_at.getTime(),
    openedAt: row.opened_at?.getTime(),
    expiresAt: row.expires_at.getTime(),
  };
}

function signedInWith(row: SessionRow): SignedInWith {
  if (row.api_key_id !== null) return { kind: "api_key", id: row.api_key_id };
  // The table's check: one of the two is there.
  return { kind: "access_token", id: row.personal_access_token_id as PersonalAccessTokenId };
}
