import type { AccessCode, Backup, Confirmed, ExternalChange, OnLock, Trouble } from "#domain/access-code.ts";
import type { AccessCodeId, DeviceId, Place, WorkspaceId } from "#domain/ids.ts";
import type { Evidence } from "#domain/observation.ts";
import type { Window } from "#domain/window.ts";
import { selectList } from "./columns.ts";
import { fromTime } from "./db.ts";
import { openPin, type WorkspaceKeys } from "./seal.ts";

export interface AccessCodeRow {
  access_code_id: AccessCodeId;
  workspace_id: WorkspaceId;
  device_id: DeviceId;
  is_managed: boolean;
  name: string | null;
  sealed_pin: Uint8Array | null;
  starts_at: Date | null;
  ends_at: Date | null;
  common_code_key: string | null;
  prefers_native_scheduling: boolean;
  allows_external_modification: boolean;
  /** 64 bits arrive as text. */
  version: string;
  wanted_since: Date;
  retired_at: Date | null;
  retired_because: "deleted" | "ended" | null;
  place: Place | null;
  sealed_lock_pin: Uint8Array | null;
  lock_label: string | null;
  lock_starts_at: Date | null;
  lock_ends_at: Date | null;
  lock_state: OnLock["state"] | null;
  evidence: Partial<Record<Evidence, number>>;
  confirmed_at: Date | null;
  confirmed_name: string | null;
  sealed_confirmed_pin: Uint8Array | null;
  confirmed_starts_at: Date | null;
  confirmed_ends_at: Date | null;
  trouble: Trouble | null;
  external_change: ExternalChange | null;
  announced: string[];
  created_at: Date;
  is_backup: boolean;
  pulled_for: AccessCodeId | null;
  offline_kind: string | null;
  is_one_time_use: boolean;
  transferred_at: Date | null;
  pulled_at: Date | null;
  followed_start: Date | null;
  /** Only where it is looked for. */
  pulled_backup_id?: AccessCodeId | null;
}

export const accessCodeColumnNames = [
  "access_code_id",
  "workspace_id",
  "device_id",
  "is_managed",
  "name",
  "sealed_pin",
  "starts_at",
  "ends_at",
  "common_code_key",
  "prefers_native_scheduling",
  "allows_external_modification",
  "version",
  "wanted_since",
  "retired_at",
  "retired_because",
  "place",
  "sealed_lock_pin",
  "lock_label",
  "lock_starts_at",
  "lock_ends_at",
  "lock_state",
  "evidence",
  "confirmed_at",
  "confirmed_name",
  "sealed_confirmed_pin",
  "confirmed_starts_at",
  "confirmed_ends_at",
  "trouble",
  "external_change",
  "announced",
  "created_at",
  "is_backup",
  "pulled_for",
  "offline_kind",
  "is_one_time_use",
  "transferred_at",
  "pulled_at",
  "followed_start",
] as const satisfies readonly (keyof AccessCodeRow)[];

export const accessCodeColumns = selectList(accessCodeColumnNames);

export function accessCodeFrom(row: AccessCodeRow, keys: WorkspaceKeys): AccessCode {
  return {
    id: row.access_code_id,
    workspaceId: row.workspace_id,
    deviceId: row.device_id,
    isManaged: row.is_managed,
    name: row.name ?? undefined,
    pin: openPin(keys, pinPlace("sealed_pin", row.access_code_id), row.sealed_pin),
    window: windowFrom(row.starts_at, row.ends_at),
    commonCodeKey: row.common_code_key ?? undefined,
    prefersNativeScheduling: row.prefers_native_scheduling,
    allowsExternalModification: row.allows_external_modification,
    version: Number(row.version),
    wantedSince: row.wanted_since.getTime(),
    retired:
      row.retired_at === null || row.retired_because === null
        ? undefined
        : { at: row.retired_at.getTime(), because: row.retired_because },
    onLock: onLockFrom(row, keys),
    confirmed: confirmedFrom(row, keys),
    trouble: row.trouble ?? undefined,
    externalChange: row.external_change ?? undefined,
    announced: new Set(row.announced),
    createdAt: row.created_at.getTime(),
    offline: row.offline_kind === null ? undefined : { kind: row.offline_kind, isOneTimeUse: row.is_one_time_use },
    transferredAt: row.transferred_at?.getTime(),
    backup: backupFrom(row),
    pulledBackupId: row.pulled_backup_id ?? undefined,
  };
}

/** Where a PIN of an access code is sealed. */
export function pinPlace(column: "sealed_pin" | "sealed_lock_pin" | "sealed_confirmed_pin", row: AccessCodeId) {
  return { table: "access_codes", column, row };
}

function onLockFrom(row: AccessCodeRow, keys: WorkspaceKeys): OnLock | undefined {
  if (row.place === null || row.lock_state === null) return undefined;
  return {
    place: row.place,
    pin: openPin(keys, pinPlace("sealed_lock_pin", row.access_code_id), row.sealed_lock_pin),
    label: row.lock_label ?? undefined,
    window: windowFrom(row.lock_starts_at, row.lock_ends_at),
    state: row.lock_state,
    evidence: row.evidence,
  };
}

function backupFrom(row: AccessCodeRow): Backup | undefined {
  if (!row.is_backup) return undefined;
  if (row.pulled_for === null) return { pulledFor: undefined };
  return { pulledFor: row.pulled_for, pulledAt: fromTime(row.pulled_at), followedStart: fromTime(row.followed_start) };
}

function confirmedFrom(row: AccessCodeRow, keys: WorkspaceKeys): Confirmed | undefined {
  if (row.confirmed_at === null) return undefined;
  return {
    pin: openPin(keys, pinPlace("sealed_confirmed_pin", row.access_code_id), row.sealed_confirmed_pin),
    name: row.confirmed_name ?? undefined,
    window: windowFrom(row.confirmed_starts_at, row.confirmed_ends_at),
  };
}

function windowFrom(startsAt: Date | null, endsAt: Date | null): Window | undefined {
  return startsAt === null || endsAt === null ? undefined : { startsAt: startsAt.getTime(), endsAt: endsAt.getTime() };
}
