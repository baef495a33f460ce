import type { AccessCode } from "#domain/access-code.ts";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";

/** The backup code that was pulled for a code and is still there. */
export async function pulledFor(tx: Db, code: AccessCodeId): Promise<AccessCodeId | undefined> {
  const text = "select access_code_id as id from access_codes where pulled_for = $1 and gone_at is null";
  const [row] = await tx.query<{ id: AccessCodeId }>({ name: "pulled-for", text }, [code]);
  return row?.id;
}

/**
 * Whether a spare code may be pulled for this code without anybody's asking: it is wanted as it was loaded, and none
 * was ever pulled for it. Belongs behind the holding of the device's row.
 */
export async function mayFailOver(tx: Db, { id, version }: AccessCode): Promise<boolean> {
  const text = `
    select 1 from access_codes c
    where access_code_id = $1 and version = $2 and is_managed and retired_at is null and gone_at is null
      and not exists (select 1 from access_codes b where b.pulled_for = c.access_code_id)`;
  return (await tx.query({ name: "may-fail-over", text }, [id, version])).length > 0;
}

/**
 * Gives a spare code to a code, for good: a second time it is not given. Its pool is one short from then on. Answers
 * whether it was there to be given, as it was loaded. Belongs behind the holding of the device's row.
 */
export async function markPulled(
  tx: Db,
  spare: AccessCode,
  { original, at }: { readonly original: AccessCode; readonly at: number },
): Promise<boolean> {
  const text = `
    with spare as (
      update access_codes set pulled_for = $2, pulled_at = $3, followed_start = $4
      where access_code_id = $1 and version = $5 and is_managed and retired_at is null and gone_at is null
        and is_backup and pulled_for is null
      returning device_id)
    update devices d set backup_pool_low_since = case when keeps_backup_codes then coalesce(backup_pool_low_since, $3) end
    from spare where d.device_id = spare.device_id returning d.device_id`;
  const rows = await tx.query({ name: "mark-pulled", text }, [
    spare.id,
    original.id,
    toTime(at),
    toTime(original.window?.startsAt),
    spare.version,
  ]);
  return rows.length > 0;
}

/** Remembers after which start of its original a pulled code is timed. */
export async function saveFollowedStart(tx: Db, code: AccessCodeId, start: number | undefined): Promise<void> {
  const text = "update access_codes set followed_start = $2 where access_code_id = $1";
  await tx.query({ name: "save-followed-start", text }, [code, toTime(start)]);
}

/** What is wished of a device's spare codes; `undefined` stays as it is. */
export interface PoolWish {
  readonly isKept?: boolean | undefined;
  readonly size?: number | undefined;
  /** Null: none is pulled unasked. */
  readonly failOverLeadMinutes?: number | null | undefined;
}

/** Changes what is wished, and has the device worked, for its spare codes are the reconciler's. */
export async function changePool(tx: Db, device: DeviceId, wish: PoolWish, now: number): Promise<void> {
  const text = `
    update devices set
      keeps_backup_codes = coalesce($2, keeps_backup_codes),
      backup_pool_size = coalesce($3, backup_pool_size),
      fail_over_lead_minutes = case when $4 then $5 else fail_over_lead_minutes end,
      backup_pool_low_since = case
        when not coalesce($2, keeps_backup_codes) then null
        when not keeps_backup_codes then $6
        else backup_pool_low_since end,
      next_due_at = least(coalesce(next_due_at, $6), $6)
    where device_id = $1`;
  await tx.query({ name: "change-pool", text }, [
    device,
    wish.isKept ?? null,
    wish.size ?? null,
    wish.failOverLeadMinutes !== undefined,
    wish.failOverLeadMinutes ?? null,
    toTime(now),
  ]);
}

/** Remembers since when a pool is not full, or that it is. */
export async function savePoolLevel(
  tx: Db,
  device: DeviceId,
  { isLow, at }: { readonly isLow: boolean; readonly at: number },
): Promise<void> {
  const text = `
    update devices set backup_pool_low_since = case when $2 then coalesce(backup_pool_low_since, $3) end
    where device_id = $1 and keeps_backup_codes`;
  await tx.query({ name: "save-pool-level", text }, [device, isLow, toTime(at)]);
}

/**
 * No pool is kept on a device that is let go. What was pulled is one of its codes like the others; what was not
 * stays a spare code, to be taken off the lock.
 */
export async function letPoolGo(tx: Db, device: DeviceId, now: number): Promise<void> {
  await changePool(tx, device, { isKept: false }, now);
  const text = `
    update access_codes set is_backup = false, pulled_for = null
    where device_id = $1 and is_backup and (pulled_for is not null or not is_managed)`;
  await tx.query({ name: "let-pool-go", text }, [device]);
}
