import type { AccessCodeId, WorkspaceId } from "#domain/ids.ts";
import { findCodes, type StoredCode } from "./code-views.ts";
import { type Db, fromTime, toTime } from "./db.ts";
import type { WorkspaceKeys } from "./seal.ts";

/** A code that was found on a lock. */
export interface FoundCode extends StoredCode {
  /** When somebody said that it may stay, epoch milliseconds; `undefined`: nobody has. */
  readonly keptAt: number | undefined;
}

export interface FoundFilter {
  /** Those that somebody said may stay, or those that nobody has. */
  readonly kept: boolean;
  readonly after: { readonly createdAt: number; readonly id: string } | undefined;
  readonly limit: number;
}

/** Codes that stand on locks without us, at every door, the oldest finding first. */
export async function listFoundCodes(
  db: Db,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  { kept, after, limit }: FoundFilter,
): Promise<readonly FoundCode[]> {
  const text = `select access_code_id, kept_at from access_codes
    where workspace_id = $1 and not is_managed and gone_at is null and kept_at is ${kept ? "not null" : "null"}
      and ($2::timestamptz is null or (created_at, access_code_id) > ($2, $3::uuid))
    order by created_at, access_code_id limit $4`;
  const rows = await db.query<{ access_code_id: AccessCodeId; kept_at: Date | null }>(
    { name: `found-codes-${kept ? "kept" : "open"}`, text },
    [workspace, toTime(after?.createdAt), after?.id ?? null, limit],
  );
  const ids = rows.map((row) => row.access_code_id);
  const found = await findCodes(db, keys, workspace, ids);
  return rows.flatMap((row): FoundCode | readonly FoundCode[] => {
    const stored = found.get(row.access_code_id);
    return stored === undefined ? [] : { ...stored, keptAt: fromTime(row.kept_at) };
  });
}

/** Says that a found code may stay, or takes that back. Answers whether there is such a code. */
export async function keepFoundCode(
  db: Db,
  workspace: WorkspaceId,
  id: AccessCodeId,
  keptAt: number | undefined,
): Promise<boolean> {
  const text = `update access_codes set kept_at = $3
    where workspace_id = $1 and access_code_id = $2 and not is_managed and gone_at is null returning access_code_id`;
  return (await db.query({ name: "keep-found-code", text }, [workspace, id, toTime(keptAt)])).length > 0;
}
