import type { ConnectedAccountId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import type { Db } from "./db.ts";

/** Holds an account and all its devices for the rest of the transaction; answers the devices in one order. */
export async function holdAccount(
  tx: Db,
  workspace: WorkspaceId,
  account: ConnectedAccountId,
): Promise<readonly DeviceId[] | undefined> {
  const held = await tx.query(
    "select 1 from connected_accounts where workspace_id = $1 and connected_account_id = $2 for update",
    [workspace, account],
  );
  if (held.length === 0) return undefined;
  const rows = await tx.query<{ device_id: DeviceId }>(
    "select device_id from devices where connected_account_id = $1 order by device_id for update",
    [account],
  );
  return rows.map((row) => row.device_id);
}

/**
 * Removes what was told so far of these devices, and of the account where one is named. What is still on
 * its way to an endpoint stays until the endpoint has had it.
 */
export async function removeEvents(
  tx: Db,
  workspace: WorkspaceId,
  { devices, account }: { readonly devices: readonly DeviceId[]; readonly account?: ConnectedAccountId | undefined },
): Promise<void> {
  await tx.query(
    `delete from events e where workspace_id = $1 and (device_id = any($2::uuid[]) or connected_account_id = $3)
       and not exists (select 1 from webhook_deliveries w where w.event_id = e.event_id and w.next_due_at is not null)`,
    [workspace, devices, account ?? null],
  );
}

/** Removes devices that are held, and everything that is kept of them beside events. */
export async function removeDevices(tx: Db, devices: readonly DeviceId[]): Promise<void> {
  // In the order in which the tables refer to each other.
  for (const table of ["attempts", "action_attempts", "access_codes", "devices"]) {
    await tx.query(`delete from ${table} where device_id = any($1::uuid[])`, [devices]);
  }
}

/** Removes an account that is held and has no devices left. */
export async function removeAccount(tx: Db, account: ConnectedAccountId): Promise<void> {
  for (const table of ["deliveries", "connected_accounts"]) {
    await tx.query(`delete from ${table} where connected_account_id = $1`, [account]);
  }
}
