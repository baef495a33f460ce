import type { Actor } from "#domain/actor.ts";
import type { AccessCodeId, AuditEntryId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";

/** What somebody did that changes nothing and has to be known. `at` is epoch milliseconds. */
export interface AuditEntry {
  readonly id: AuditEntryId;
  readonly workspaceId: WorkspaceId;
  readonly action: "access_code.revealed";
  readonly by: Actor | undefined;
  readonly deviceId: DeviceId | undefined;
  readonly accessCodeId: AccessCodeId | undefined;
  /** In the words of whoever did it. */
  readonly reason: string | undefined;
  readonly at: number;
}

interface AuditRow {
  audit_entry_id: AuditEntryId;
  workspace_id: WorkspaceId;
  action: AuditEntry["action"];
  actor: Actor | null;
  device_id: DeviceId | null;
  access_code_id: AccessCodeId | null;
  reason: string | null;
  occurred_at: Date;
}

export async function insertAuditEntry(db: Db, entry: AuditEntry): Promise<void> {
  const text = `insert into audit_entries (audit_entry_id, workspace_id, action, actor, device_id, access_code_id, reason,
      occurred_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`;
  await db.query({ name: "insert-audit-entry", text }, [
    entry.id,
    entry.workspaceId,
    entry.action,
    entry.by === undefined ? null : JSON.stringify(entry.by),
    entry.deviceId ?? null,
    entry.accessCodeId ?? null,
    entry.reason ?? null,
    toTime(entry.at),
  ]);
}

/** Newest first, of one code or of all. `after` is a place in this order. */
export async function listAuditEntries(
  db: Db,
  workspace: WorkspaceId,
  { accessCodeId, after, limit }: AuditFilter,
): Promise<readonly AuditEntry[]> {
  const text = `select * from audit_entries where workspace_id = $1
      and ($2::uuid is null or access_code_id = $2)
      and ($3::timestamptz is null or (occurred_at, audit_entry_id) < ($3, $4::uuid))
    order by occurred_at desc, audit_entry_id desc limit $5`;
  const values = [workspace, accessCodeId ?? null, toTime(after?.at), after?.id ?? null, limit];
  return (await db.query<AuditRow>({ name: "list-audit-entries", text }, values)).map(entryFrom);
}

export interface AuditFilter {
  readonly accessCodeId?: AccessCodeId | undefined;
  readonly after?: { readonly at: number; readonly id: string } | undefined;
  readonly limit: number;
}

function entryFrom(row: AuditRow): AuditEntry {
  return {
    id: row.audit_entry_id,
    workspaceId: row.workspace_id,
    action: row.action,
    by: row.actor ?? undefined,
    deviceId: row.device_id ?? undefined,
    accessCodeId: row.access_code_id ?? undefined,
    reason: row.reason ?? undefined,
    at: row.occurred_at.getTime(),
  };
}
