import type { AccessCodeId, DeviceId, Place } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";

/** A code that another workspace keeps at one place of one lock. Nothing more of that workspace is read. */
export interface RivalCode {
  readonly id: AccessCodeId;
  readonly deviceId: DeviceId;
}

/**
 * Who else keeps what stands at this place. It is the same lock where the same provider calls it the same: which
 * clouds there are is the operator's to say, so that no tenant can make up a lock.
 */
export async function rivalAt(db: Db, device: DeviceId, place: Place): Promise<RivalCode | undefined> {
  const text = `
    select c.access_code_id as id, c.device_id as "deviceId"
    from devices d join connected_accounts a using (connected_account_id)
      join devices other on other.native_id = d.native_id and other.workspace_id <> d.workspace_id
      join connected_accounts o on o.connected_account_id = other.connected_account_id
        and o.driver = a.driver and o.provider = a.provider
      join access_codes c on c.device_id = other.device_id
    where d.device_id = $1 and c.place = $2
      and c.is_managed and c.retired_at is null and c.gone_at is null and c.transferred_at is null
    order by c.created_at, c.access_code_id limit 1`;
  const [row] = await db.query<RivalCode>({ name: "rival-at", text }, [device, place]);
  return row;
}

/** Keeps others from writing to the codes of these devices, in one order, so that no two wait for each other. */
export async function holdDevices(tx: Db, devices: readonly DeviceId[]): Promise<void> {
  const text = "select 1 from devices where device_id = any($1) order by device_id for update";
  await tx.query({ name: "hold-devices", text }, [devices]);
}

/**
 * Ends or begins that a workspace keeps a code; `at`: since when another one does. A pass that planned for the
 * code as it was starts nothing more. Answers whether the code was still there.
 */
export async function markTransferred(tx: Db, { id, deviceId }: RivalCode, at: number | undefined): Promise<boolean> {
  const text = `
    update access_codes set transferred_at = $2::timestamptz, version = version + 1
    where access_code_id = $1 and is_managed and gone_at is null and (transferred_at is null) = ($2::timestamptz is not null)
    returning 1`;
  const marked = await tx.query({ name: "mark-transferred", text }, [id, toTime(at)]);
  const due = "update devices set next_due_at = least(coalesce(next_due_at, $2), $2) where device_id = $1";
  if (at !== undefined) await tx.query({ name: "make-loser-due", text: due }, [deviceId, toTime(at)]);
  return marked.length > 0;
}
