import type { WorkspaceId } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";
import type { WorkspaceKeys } from "./seal.ts";

/** What became of a wish to answer a key. */
export type KeyClaim =
  /** Nobody has answered it: what is answered now is kept with `keepAnswer`, in the same transaction. */
  | { readonly kind: "new" }
  /** `isSame`: it was the same request. */
  | { readonly kind: "answered"; readonly isSame: boolean; readonly answer: object };

/** So many that have expired are removed with each new one, so that none has to be swept. */
const removedAtOnce = 20;

/** Takes a key for one request. Whoever asks with it at the same time waits until this transaction has ended. */
export async function claimKey(
  tx: Db,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  asked: { readonly key: string; readonly digest: Uint8Array; readonly now: number; readonly keepMs: number },
): Promise<KeyClaim> {
  const now = toTime(asked.now);
  const claimed = await tx.query({ name: "claim-key", text: claimText }, [
    workspace,
    asked.key,
    asked.digest,
    toTime(asked.now + asked.keepMs),
    now,
  ]);
  if (claimed.length > 0) {
    await tx.query({ name: "remove-expired-answers", text: removeText }, [now, removedAtOnce]);
    return { kind: "new" };
  }
  const text = `select request_digest, sealed_answer from kept_answers where workspace_id = $1 and idempotency_key = $2`;
  type Row = { request_digest: Uint8Array; sealed_answer: Uint8Array | null };
  const [row] = await tx.query<Row>({ name: "kept-answer", text }, [workspace, asked.key]);
  if (row === undefined || row.sealed_answer === null) return { kind: "new" };
  const isSame = Buffer.from(row.request_digest).equals(asked.digest);
  const answer = isSame ? (JSON.parse(keys.open(placeOf(asked.key), row.sealed_answer)) as object) : {};
  return { kind: "answered", isSame, answer };
}

const claimText = `
  insert into kept_answers (workspace_id, idempotency_key, request_digest, expires_at) values ($1, $2, $3, $4)
  on conflict (workspace_id, idempotency_key) do update
    set request_digest = excluded.request_digest, sealed_answer = null, expires_at = excluded.expires_at
    where kept_answers.expires_at <= $5
  returning 1`;

const removeText = `
  delete from kept_answers where (workspace_id, idempotency_key) in (
    select workspace_id, idempotency_key from kept_answers where expires_at <= $1 order by expires_at limit $2
    for update skip locked)`;

/** Keeps an answer for as long as its key was claimed for; sealed, for it may hold PINs. */
export async function keepAnswer(
  tx: Db,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  { key, answer }: { readonly key: string; readonly answer: object },
): Promise<void> {
  const text = "update kept_answers set sealed_answer = $3 where workspace_id = $1 and idempotency_key = $2";
  const sealed = keys.seal(placeOf(key), JSON.stringify(answer));
  await tx.query({ name: "keep-answer", text }, [workspace, key, sealed]);
}

function placeOf(key: string) {
  return { table: "kept_answers", column: "sealed_answer", row: key };
}
