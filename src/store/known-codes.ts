import type { AccessCode } from "#domain/access-code.ts";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { type AccessCodeRow, accessCodeFrom } from "./access-codes.ts";
import { type StoredDevice, storedDeviceFrom } from "./device-views.ts";
import { type BackupCount, withCount } from "./devices.ts";
import { knownRows } from "./known-rows.ts";
import type { WorkspaceKeys } from "./seal.ts";

/** Which version of a code this is, and which spare was pulled for it, which stands in the spare's own row. */
export interface StampedCode {
  readonly access_code_id: AccessCodeId;
  readonly stamp: string;
  readonly pulled_backup_id: AccessCodeId | null;
}

/** Which version of a device and its account this is, and how many spare codes it has, which its row does not say. */
export interface StampedDevice {
  readonly d_device_id: DeviceId;
  readonly d_stamp: string;
  readonly d_backup_codes: BackupCount | null;
}

/** Ten thousand codes, decoded, are some 20 MB. */
const codes = knownRows<AccessCodeId, AccessCode>(10_000);
const devices = knownRows<DeviceId, StoredDevice>(2_000);

export const isKnownCode = codes.has;
export const isKnownDevice = devices.has;

/** The code as it was decoded before, where its row is still the same. */
export function knownCode(row: StampedCode, keys: WorkspaceKeys): AccessCode | undefined {
  const code = codes.at(keys, row.access_code_id, row.stamp);
  const pulledBackupId = row.pulled_backup_id ?? undefined;
  return code === undefined || code.pulledBackupId === pulledBackupId ? code : { ...code, pulledBackupId };
}

/** The device and account as they were decoded before, where their rows are still the same. */
export function knownDevice(row: StampedDevice, keys: WorkspaceKeys): StoredDevice | undefined {
  const stored = devices.at(keys, row.d_device_id, row.d_stamp);
  const pool = stored?.device.backupPool;
  if (stored === undefined || pool === undefined) return stored;
  return { ...stored, device: { ...stored.device, backupPool: withCount(pool, row.d_backup_codes) } };
}

/** A code of a whole row, decoded once. */
export function codeFrom(row: AccessCodeRow & StampedCode, keys: WorkspaceKeys): AccessCode {
  return knownCode(row, keys) ?? codes.keep(keys, row.access_code_id, row.stamp, accessCodeFrom(row, keys));
}

/** A device and account of a joined row, decoded once. */
export function deviceFromJoined(
  row: Readonly<Record<string, unknown>> & StampedDevice,
  keys: WorkspaceKeys,
): StoredDevice {
  return knownDevice(row, keys) ?? devices.keep(keys, row.d_device_id, row.d_stamp, storedDeviceFrom(row));
}
