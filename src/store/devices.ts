import type { Autonomy, BackupPool, Device, DeviceReport, LookFailure } from "#domain/device.ts";
import type { ConnectedAccountId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { type Db, fromTime, toTime } from "./db.ts";

/** A pool's codes as counted in SQL. */
export interface BackupCount {
  readonly ready: number;
  readonly pulled: number;
  /** Epoch milliseconds. */
  readonly lastPulledAt: number | null;
}

export interface DeviceRow {
  device_id: DeviceId;
  workspace_id: WorkspaceId;
  connected_account_id: ConnectedAccountId;
  is_managed: boolean;
  nickname: string | null;
  custom_metadata: Record<string, string | boolean>;
  report: DeviceReport;
  observed_at: Date | null;
  unreachable_since: Date | null;
  removed_since: Date | null;
  created_at: Date;
  stated_code_lengths: number[] | null;
  stated_time_zone: string | null;
  keeps_backup_codes: boolean;
  interruptions: string[];
  whole_look_at: Date | null;
  look_failure: LookFailure | null;
  looks_since: Date | null;
  looks_count: number;
  backup_pool_size: number;
  backup_pool_low_since: Date | null;
  fail_over_lead_minutes: number | null;
  autonomy: Autonomy | null;
  /** Only where they are counted, and null where no pool is kept. */
  backup_codes?: BackupCount | null;
  /** Only where it is joined. */
  is_in_sandbox?: boolean;
}

export const deviceColumnNames = [
  "device_id",
  "workspace_id",
  "connected_account_id",
  "is_managed",
  "nickname",
  "custom_metadata",
  "report",
  "observed_at",
  "unreachable_since",
  "removed_since",
  "created_at",
  "stated_code_lengths",
  "stated_time_zone",
  "keeps_backup_codes",
  "interruptions",
  "whole_look_at",
  "look_failure",
  "looks_since",
  "looks_count",
  "backup_pool_size",
  "backup_pool_low_since",
  "fail_over_lead_minutes",
  "autonomy",
] as const satisfies readonly (keyof DeviceRow)[];

export function deviceFrom(row: DeviceRow): Device {
  return {
    id: row.device_id,
    workspaceId: row.workspace_id,
    accountId: row.connected_account_id,
    isManaged: row.is_managed,
    nickname: row.nickname ?? undefined,
    customMetadata: row.custom_metadata,
    report: withStated(row),
    observedAt: fromTime(row.observed_at),
    unreachableSince: fromTime(row.unreachable_since),
    wholeLookAt: fromTime(row.whole_look_at),
    lookFailure: row.look_failure ?? undefined,
    looks: row.looks_since === null ? undefined : { since: row.looks_since.getTime(), count: row.looks_count },
    removedSince: fromTime(row.removed_since),
    createdAt: row.created_at.getTime(),
    interruptions: row.interruptions.map(Number),
    backupPool: backupPoolFrom(row),
    failOverLeadMs: row.fail_over_lead_minutes === null ? undefined : row.fail_over_lead_minutes * minuteMs,
    autonomy: row.autonomy ?? undefined,
    isInSandbox: row.is_in_sandbox === true,
  };
}

const minuteMs = 60_000;

/** Where its codes are not counted, nobody has looked for them: whoever has them at hand counts them. */
function backupPoolFrom(row: DeviceRow): BackupPool | undefined {
  if (!row.keeps_backup_codes) return undefined;
  const kept = { size: row.backup_pool_size, lowSince: fromTime(row.backup_pool_low_since) };
  return withCount(kept, row.backup_codes ?? null);
}

export function withCount(pool: Pick<BackupPool, "size" | "lowSince">, count: BackupCount | null): BackupPool {
  return {
    size: pool.size,
    lowSince: pool.lowSince,
    ready: count?.ready ?? 0,
    pulled: count?.pulled ?? 0,
    lastPulledAt: count?.lastPulledAt ?? undefined,
  };
}

/** What a caller stated of the lock counts more than what the provider reports of it. */
function withStated({ report, stated_code_lengths: lengths, stated_time_zone: timeZone }: DeviceRow): DeviceReport {
  if (lengths === null && timeZone === null) return report;
  const { capabilities } = report;
  return {
    ...report,
    timeZone: timeZone ?? report.timeZone,
    capabilities: {
      ...capabilities,
      codeLengths: lengths ?? capabilities.codeLengths,
      windows: capabilities.windows && { ...capabilities.windows, zone: timeZone ?? capabilities.windows.zone },
    },
  };
}

/** Keeps what a caller states of a lock, and has it worked; `undefined` stays as it is. */
export async function stateOfDevice(
  db: Db,
  id: DeviceId,
  stated: { readonly codeLengths?: readonly number[] | undefined; readonly timeZone?: string | undefined },
  now: number,
): Promise<void> {
  await db.query(
    `update devices set stated_code_lengths = coalesce($2::integer[], stated_code_lengths),
       stated_time_zone = coalesce($3, stated_time_zone), next_due_at = least(coalesce(next_due_at, $4), $4)
     where device_id = $1`,
    [id, stated.codeLengths ?? null, stated.timeZone ?? null, toTime(now)],
  );
}

/** Has the device worked as soon as somebody works. */
export async function makeDeviceDue(db: Db, id: DeviceId, now: number): Promise<void> {
  const text = "update devices set next_due_at = least(coalesce(next_due_at, $2), $2) where device_id = $1";
  await db.query({ name: "make-device-due", text }, [id, toTime(now)]);
}

/** What a caller may change of a device; `undefined` stays as it is. */
export interface DeviceChange {
  readonly nickname: string | null | undefined;
  /** Merged; null removes the key. */
  readonly customMetadata: Readonly<Record<string, string | boolean | null>> | undefined;
  readonly isManaged: boolean | undefined;
}

/** Changes a device and has it worked. Answers whether there is such a device. */
export async function changeDevice(
  db: Db,
  workspace: WorkspaceId,
  id: DeviceId,
  change: DeviceChange,
  now: number,
): Promise<boolean> {
  const metadata = Object.entries(change.customMetadata ?? {});
  const rows = await db.query(
    `update devices set
       nickname = case when $3 then $4 else nickname end,
       custom_metadata = (custom_metadata - $5::text[]) || $6::jsonb,
       is_managed = coalesce($7, is_managed),
       next_due_at = least(coalesce(next_due_at, $8), $8)
     where device_id = $1 and workspace_id = $2 returning device_id`,
    [
      id,
      workspace,
      change.nickname !== undefined,
      change.nickname ?? null,
      metadata.map(([key]) => key),
      Object.fromEntries(metadata.filter(([, value]) => value !== null)),
      change.isManaged ?? null,
      toTime(now),
    ],
  );
  return rows.length > 0;
}
