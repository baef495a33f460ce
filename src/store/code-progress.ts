import type { AccessCode, OnLock } from "#domain/access-code.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Pin } from "#domain/pin.ts";
import { type Db, toTime } from "./db.ts";
import { sealPin, type WorkspaceKeys } from "./seal.ts";

/**
 * Saves what a pass came to know of a code. What is wanted belongs to the desk: it is written here only
 * as found (an unmanaged code, or a change by others that is allowed) or ended, and only where the desk
 * has not changed it since the pass began.
 */
export async function saveProgress(
  tx: Db,
  keys: WorkspaceKeys,
  {
    before,
    after,
    goneAt,
  }: { readonly before: AccessCode; readonly after: AccessCode; readonly goneAt: number | undefined },
): Promise<void> {
  if (before !== after || goneAt !== undefined) {
    await tx.query({ name: "save-progress", text: saveKnown }, [
      after.id,
      ...progressValues(keys, after),
      toTime(goneAt),
    ]);
  }
  const found = foundChanged(before, after);
  const ended = before.retired === undefined && after.retired !== undefined;
  if (!found && !ended) return;
  await tx.query({ name: "save-found", text: saveFound }, [
    after.id,
    after.version,
    after.name ?? null,
    ...pinValues(keys, after.id, "sealed_pin", after.deviceId, after.pin),
    toTime(after.window?.startsAt),
    toTime(after.window?.endsAt),
    toTime(after.retired?.at),
    after.retired?.because ?? null,
  ]);
}

/** Records a code that was found on the lock and that nobody here knew. */
export async function insertFound(tx: Db, keys: WorkspaceKeys, code: AccessCode): Promise<void> {
  await tx.query({ name: "insert-found", text: insertCode }, [
    code.id,
    code.workspaceId,
    code.deviceId,
    code.name ?? null,
    ...pinValues(keys, code.id, "sealed_pin", code.deviceId, code.pin),
    toTime(code.window?.startsAt),
    toTime(code.window?.endsAt),
    toTime(code.createdAt),
    ...onLockValues(keys, code, code.onLock),
  ]);
}

const saveKnown = `
  update access_codes set
    place = $2, sealed_lock_pin = $3, lock_pin_index = $4, lock_label = $5, lock_starts_at = $6, lock_ends_at = $7,
    lock_state = $8, evidence = $9,
    confirmed_at = $10, confirmed_name = $11, sealed_confirmed_pin = $12, confirmed_starts_at = $13, confirmed_ends_at = $14,
    trouble = $15, external_change = $16, announced = $17, gone_at = coalesce(gone_at, $18)
  where access_code_id = $1`;

const saveFound = `
  update access_codes set name = $3, sealed_pin = $4, pin_index = $5, starts_at = $6, ends_at = $7,
    retired_at = coalesce(retired_at, $8), retired_because = coalesce(retired_because, $9)
  where access_code_id = $1 and version = $2`;

const insertCode = `
  insert into access_codes (access_code_id, workspace_id, device_id, is_managed, name, sealed_pin, pin_index,
    starts_at, ends_at, wanted_since, created_at,
    place, sealed_lock_pin, lock_pin_index, lock_label, lock_starts_at, lock_ends_at, lock_state, evidence)
  values ($1, $2, $3, false, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12, $13, $14, $15, $16, $17)`;

function progressValues(keys: WorkspaceKeys, code: AccessCode): readonly unknown[] {
  const { confirmed } = code;
  return [
    ...onLockValues(keys, code, code.onLock),
    confirmed === undefined ? null : toTime(code.wantedSince),
    confirmed?.name ?? null,
    sealPin(keys, { table: "access_codes", column: "sealed_confirmed_pin", row: code.id }, confirmed?.pin),
    toTime(confirmed?.window?.startsAt),
    toTime(confirmed?.window?.endsAt),
    code.trouble === undefined ? null : JSON.stringify(code.trouble),
    code.externalChange === undefined ? null : JSON.stringify(code.externalChange),
    [...code.announced],
  ];
}

function onLockValues(keys: WorkspaceKeys, code: AccessCode, onLock: OnLock | undefined): readonly unknown[] {
  return [
    onLock?.place ?? null,
    ...pinValues(keys, code.id, "sealed_lock_pin", code.deviceId, onLock?.pin),
    onLock?.label ?? null,
    toTime(onLock?.window?.startsAt),
    toTime(onLock?.window?.endsAt),
    onLock?.state ?? null,
    JSON.stringify(onLock?.evidence ?? {}),
  ];
}

function pinValues(
  keys: WorkspaceKeys,
  row: string,
  column: string,
  device: DeviceId,
  pin: Pin | undefined,
): readonly unknown[] {
  return [
    sealPin(keys, { table: "access_codes", column, row }, pin),
    pin === undefined ? null : keys.pinIndex(device, pin),
  ];
}

function foundChanged(before: AccessCode, after: AccessCode): boolean {
  return before.pin !== after.pin || before.name !== after.name || before.window !== after.window;
}
