import type { AccessCodeId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import type { Pin } from "#domain/pin.ts";
import { findCodes, type StoredCode } from "./code-views.ts";
import { type Db, toTime } from "./db.ts";
import type { WorkspaceKeys } from "./seal.ts";

export interface SoughtCodes {
  readonly ids?: readonly AccessCodeId[] | undefined;
  /** Part of a name or id. */
  readonly search?: string | undefined;
  /** Where `search` could be digits: that PIN finds a code too. */
  readonly pin?: Pin | undefined;
  readonly deviceId?: DeviceId | undefined;
  readonly commonCodeKey?: string | undefined;
  readonly isManaged?: boolean | undefined;
  readonly limit: number;
  readonly after: { readonly createdAt: number; readonly id: string } | undefined;
}

/** Codes of a whole workspace, managed or not, up to `limit` after a place in the list, newest first. */
export async function searchCodes(
  db: Db,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  sought: SoughtCodes,
): Promise<readonly StoredCode[]> {
  const { ids, search, pin, deviceId, commonCodeKey, isManaged, limit, after } = sought;
  const values: unknown[] = [workspace, limit];
  // A spare code is shown to who names it, and to nobody else.
  const where = ["workspace_id = $1", "gone_at is null", ...(ids === undefined ? ["not is_backup"] : [])];
  const filterBy = (given: unknown, condition: (value: string) => string) => {
    if (given === undefined) return;
    values.push(given);
    where.push(condition(`$${values.length}`));
  };
  filterBy(ids, (value) => `access_code_id = any(${value}::uuid[])`);
  filterBy(deviceId, (value) => `device_id = ${value}`);
  filterBy(commonCodeKey, (value) => `common_code_key = ${value}`);
  filterBy(isManaged, (value) => `is_managed = ${value}`);
  const withPin =
    search === undefined || pin === undefined ? [] : await codesWithPin(db, keys, workspace, pin, deviceId);
  filterBy(search?.toLowerCase(), (value) => {
    values.push(withPin);
    return `(position(${value} in lower(coalesce(name, ''))) > 0 or position(${value} in access_code_id::text) > 0
      or access_code_id = any($${values.length}::uuid[]))`;
  });
  filterBy(toTime(after?.createdAt) ?? undefined, (value) => {
    values.push(after?.id);
    return `(created_at, access_code_id) < (${value}::timestamptz, $${values.length}::uuid)`;
  });
  const rows = await db.query<{ access_code_id: AccessCodeId }>(
    `select access_code_id from access_codes where ${where.join(" and ")}
     order by created_at desc, access_code_id desc limit $2`,
    values,
  );
  const found = await findCodes(
    db,
    keys,
    workspace,
    rows.map((row) => row.access_code_id),
  );
  return rows.flatMap((row) => found.get(row.access_code_id) ?? []);
}

/** A PIN's index differs from door to door: each door is asked for its own, which an index answers. */
async function codesWithPin(
  db: Db,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  pin: Pin,
  deviceId: DeviceId | undefined,
): Promise<readonly AccessCodeId[]> {
  const devices =
    deviceId === undefined
      ? (
          await db.query<{ device_id: DeviceId }>("select device_id from devices where workspace_id = $1", [workspace])
        ).map((row) => row.device_id)
      : [deviceId];
  const rows = await db.query<{ access_code_id: AccessCodeId }>(
    `select c.access_code_id from unnest($2::uuid[], $3::bytea[]) as asked (device_id, pin_index)
     join access_codes c on c.device_id = asked.device_id and c.pin_index = asked.pin_index
     where c.workspace_id = $1 and c.gone_at is null`,
    [workspace, devices, devices.map((device) => keys.pinIndex(device, pin))],
  );
  return rows.map((row) => row.access_code_id);
}
