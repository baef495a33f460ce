import type { Device, DeviceReport } from "#domain/device.ts";
import type { ConnectedAccountId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";

/** Saves what a look showed of the device itself. */
export async function saveLook(tx: Db, device: Device): Promise<void> {
  const text = `
    update devices set report = $2, observed_at = $3, unreachable_since = $4, removed_since = $5, interruptions = $6,
      whole_look_at = $7, look_failure = $8, looks_since = $9, looks_count = $10
    where device_id = $1`;
  const values = [
    device.id,
    JSON.stringify(device.report),
    toTime(device.observedAt),
    toTime(device.unreachableSince),
    toTime(device.removedSince),
    device.interruptions ?? [],
    toTime(device.wholeLookAt),
    device.lookFailure === undefined ? null : JSON.stringify(device.lookFailure),
    toTime(device.looks?.since),
    device.looks?.count ?? 0,
  ];
  await tx.query({ name: "save-look", text }, values);
}

/** A device that an account lists, before or after we knew it. */
export interface ListedDevice {
  readonly id: DeviceId;
  readonly nativeId: string;
  readonly isManaged: boolean;
  readonly removedSince: Date | null;
}

/** Every device we know of an account. */
export async function listedDevices(tx: Db, account: ConnectedAccountId): Promise<readonly ListedDevice[]> {
  const text = `
    select device_id as id, native_id as "nativeId", is_managed as "isManaged", removed_since as "removedSince"
    from devices where connected_account_id = $1 order by created_at, device_id`;
  return tx.query<ListedDevice>({ name: "listed-devices", text }, [account]);
}

export interface NewDevice {
  readonly id: DeviceId;
  readonly workspaceId: WorkspaceId;
  readonly accountId: ConnectedAccountId;
  readonly isManaged: boolean;
  readonly report: DeviceReport;
  /** Epoch milliseconds; it is due for its first look at once. */
  readonly at: number;
}

/** Takes in a device that an account newly lists. */
export async function insertDevice(tx: Db, device: NewDevice): Promise<void> {
  const text = `
    insert into devices (device_id, workspace_id, connected_account_id, native_id, is_managed, report, next_due_at, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $7)`;
  const { id, workspaceId, accountId, isManaged, report, at } = device;
  await tx.query({ name: "insert-device", text }, [
    id,
    workspaceId,
    accountId,
    report.nativeId,
    isManaged,
    JSON.stringify(report),
    toTime(at),
  ]);
}

/** Marks whether the provider still lists a device; one that is listed again is due for a look at once. */
export async function markListed(tx: Db, device: DeviceId, removedAt: number | undefined, now: number): Promise<void> {
  const text = `
    update devices set removed_since = $2, next_due_at = least(coalesce(next_due_at, $3), $3) where device_id = $1`;
  await tx.query({ name: "mark-listed", text }, [device, toTime(removedAt), toTime(now)]);
}

/** Makes every device of an account due at once. */
export async function wakeDevicesOf(tx: Db, account: ConnectedAccountId, now: number): Promise<void> {
  const text = `
    update devices set next_due_at = least(coalesce(next_due_at, $2), $2) where connected_account_id = $1`;
  await tx.query({ name: "wake-devices-of-account", text }, [account, toTime(now)]);
}
