import type { NativeId, WorkspaceId } from "#domain/ids.ts";
import type { Db } from "./db.ts";

/** Emptied by a reset, in the order in which they refer to each other. */
const emptied = [
  "kept_answers",
  "client_sessions",
  "connect_webviews",
  "user_identities",
  "events",
  "attempts",
  "action_attempts",
  "imported_codes",
  "access_codes",
  "devices",
  "connected_accounts",
  "webhooks",
] as const;

/** What a workspace has before anything happens in it, and keeps. */
export const keptByReset = [
  "workspaces",
  "api_keys",
  "audit_entries",
  "bridges",
  "personal_access_token_workspaces",
] as const;

/** Every table that names a workspace and is emptied. */
export const emptiedByReset: readonly string[] = emptied;

/**
 * Forgets everything in a workspace but its keys, and answers what the providers call its devices. Whoever
 * works one of them finds it gone.
 */
export async function emptyWorkspace(tx: Db, workspace: WorkspaceId): Promise<readonly NativeId[]> {
  await tx.query("select 1 from connected_accounts where workspace_id = $1 order by connected_account_id for update", [
    workspace,
  ]);
  const devices = await tx.query<{ native_id: NativeId }>(
    "select native_id from devices where workspace_id = $1 order by device_id for update",
    [workspace],
  );
  await tx.query(
    "delete from webhook_deliveries where webhook_id in (select webhook_id from webhooks where workspace_id = $1)",
    [workspace],
  );
  await tx.query(
    `delete from deliveries where connected_account_id in (
       select connected_account_id from connected_accounts where workspace_id = $1)`,
    [workspace],
  );
  for (const table of emptied) await tx.query(`delete from ${table} where workspace_id = $1`, [workspace]);
  return devices.map((row) => row.native_id);
}
