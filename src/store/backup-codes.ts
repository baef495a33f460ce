import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";

/** Spare codes of a device that nobody has pulled, those that stand on the lock first. */
export async function spareCodes(
  tx: Db,
  device: DeviceId,
): Promise<readonly { readonly id: AccessCodeId; readonly isReady: boolean }[]> {
  const text = `
    select access_code_id as id, (lock_state is not distinct from 'on_lock' and confirmed_at is not null) as "isReady"
    from access_codes
    where device_id = $1 and is_backup and is_managed and pulled_for is null and gone_at is null and retired_at is null
    order by 2 desc, created_at, access_code_id`;
  return tx.query({ name: "spare-codes", text }, [device]);
}

/** The spare code that was pulled for a code and is still there. */
export async function pulledFor(tx: Db, code: AccessCodeId): Promise<AccessCodeId | undefined> {
  const text = "select access_code_id as id from access_codes where pulled_for = $1 and gone_at is null";
  const [row] = await tx.query<{ id: AccessCodeId }>({ name: "pulled-for", text }, [code]);
  return row?.id;
}

export async function markPulled(
  tx: Db,
  spare: AccessCodeId,
  { code, at }: { readonly code: AccessCodeId; readonly at: number },
): Promise<void> {
  const text = "update access_codes set pulled_for = $2, pulled_at = $3 where access_code_id = $1";
  await tx.query({ name: "mark-pulled", text }, [spare, code, toTime(at)]);
}

/** Whether a pool is kept on a device from now on. */
export async function keepPool(tx: Db, device: DeviceId, isKept: boolean): Promise<void> {
  const text = "update devices set keeps_backup_codes = $2 where device_id = $1";
  await tx.query({ name: "keep-pool", text }, [device, isKept]);
}

/** The codes of a device that is let go are nobody's spare codes. */
export async function forgetPool(tx: Db, device: DeviceId): Promise<void> {
  await keepPool(tx, device, false);
  const text = "update access_codes set is_backup = false, pulled_for = null where device_id = $1 and is_backup";
  await tx.query({ name: "forget-pool", text }, [device]);
}
