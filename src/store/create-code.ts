import type { Occupant } from "#domain/admit.ts";
import type { NewEvent } from "#domain/event.ts";
import type { AccessCodeId, ActionAttemptId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import type { OfflineTerms } from "#domain/offline-codes.ts";
import type { Pin } from "#domain/pin.ts";
import { isWithin, type Scope, workspaceOf } from "#domain/scope.ts";
import type { Window } from "#domain/window.ts";
import { pinPlace } from "./access-codes.ts";
import { type Db, msOf, sqlState, toTime } from "./db.ts";
import { deviceAndAccountList, type StoredDevice, storedDeviceFrom } from "./device-views.ts";
import { eventRecords, eventRows, eventTarget, eventValues } from "./events.ts";
import { countRequest, isLimited, limitedUntil } from "./request-limits.ts";
import { sealPin, type WorkspaceKeys } from "./seal.ts";
import type { Store } from "./store.ts";

/** A device with all that decides whether a code may be wanted on it. */
export interface DeviceForCode extends StoredDevice {
  readonly occupants: readonly Occupant[];
  /** Whether the PIN is known on the device, or was within the last months. */
  readonly isTaken: (pin: Pin) => boolean;
}

/** A guest of the last 90 days does not find the PIN working again. */
const notAgainForMs = 90 * 24 * 60 * 60_000;

/** Loads a device for admission, in one round trip. */
export async function loadForCode(
  db: Db,
  keys: WorkspaceKeys,
  scope: Scope,
  {
    deviceId,
    now,
    except,
  }: { readonly deviceId: DeviceId; readonly now: number; readonly except?: AccessCodeId | undefined },
): Promise<DeviceForCode | undefined> {
  const values = [workspaceOf(scope), deviceId, toTime(now - notAgainForMs), except ?? null];
  const [row] = await db.query<LoadedRow>({ name: "load-for-code", text: loadText("$2") }, values);
  const found = row && deviceForCode(row, keys);
  return found !== undefined && isWithin(scope, found.account.id) ? found : undefined;
}

/** The same for many devices of a workspace at once; one that there is not is left out. */
export async function loadManyForCode(
  db: Db,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  { deviceIds, now }: { readonly deviceIds: readonly DeviceId[]; readonly now: number },
): Promise<readonly DeviceForCode[]> {
  const values = [workspace, deviceIds, toTime(now - notAgainForMs), null];
  const statement = { name: "load-many-for-code", text: loadText("any($2::uuid[])") };
  return (await db.query<LoadedRow>(statement, values)).map((row) => deviceForCode(row, keys));
}

function deviceForCode(row: LoadedRow, keys: WorkspaceKeys): DeviceForCode {
  const found = storedDeviceFrom(row);
  const taken = new Set(row.pins);
  return {
    ...found,
    occupants: row.occupants.map(occupantFrom),
    isTaken: (pin) => taken.has(hex(keys.pinIndex(found.device.id, pin))),
  };
}

type LoadedRow = Record<string, unknown> & KnownRow;

interface KnownRow {
  /** Indexes of PINs, hexadecimal. */
  pins: readonly string[];
  /** Managed, on the lock, native scheduling preferred, spare, start and end in epoch milliseconds. */
  occupants: readonly [boolean, boolean, boolean, boolean, number | null, number | null][];
}

const loadText = (meant: string) => `
  select ${deviceAndAccountList},
    array(
      select encode(pin_index, 'hex') from access_codes where device_id = d.device_id and gone_at is null and pin_index is not null
      union select encode(lock_pin_index, 'hex') from access_codes where device_id = d.device_id and gone_at is null and lock_pin_index is not null
      union select encode(pin_index, 'hex') from access_codes where device_id = d.device_id and gone_at > $3 and pin_index is not null) as pins,
    coalesce((select jsonb_agg(jsonb_build_array(is_managed, place is not null, prefers_native_scheduling,
        is_managed and is_backup and pulled_for is null and transferred_at is null, extract(epoch from starts_at) * 1000, extract(epoch from ends_at) * 1000))
      from access_codes where device_id = d.device_id and gone_at is null and retired_at is null
        and access_code_id is distinct from $4::uuid), '[]') as occupants
  from devices d join connected_accounts a using (connected_account_id)
  where d.workspace_id = $1 and d.device_id = ${meant}`;

function occupantFrom([
  isManaged,
  isOnLock,
  prefersNativeScheduling,
  isSpare,
  startsAt,
  endsAt,
]: KnownRow["occupants"][number]): Occupant {
  const window = startsAt === null || endsAt === null ? undefined : { startsAt, endsAt };
  return { isManaged, isOnLock, prefersNativeScheduling, isSpare, window };
}

/** A code to be recorded, with the attempt that answers for it and the facts to tell of it. */
export interface NewCode {
  readonly id: AccessCodeId;
  /** `undefined`: nobody asked for it, and no limit counts it. */
  readonly attemptId: ActionAttemptId | undefined;
  /** A spare code of the device's pool. */
  readonly isBackup?: boolean;
  readonly deviceId: DeviceId;
  readonly name: string | undefined;
  readonly pin: Pin | undefined;
  readonly window: Window | undefined;
  readonly commonCodeKey: string | undefined;
  readonly offline?: OfflineTerms | undefined;
  readonly prefersNativeScheduling: boolean;
  readonly allowsExternalModification: boolean;
  /** The lock lets codes share a PIN where their windows never meet. */
  readonly sharesPin: boolean;
  readonly createdAt: number;
  /** Of this code, in their order. */
  readonly events: readonly NewEvent[];
}

/** What became of a wish to record a PIN for a device. */
export type CodeWritten =
  | { readonly kind: "written" }
  /** `by` is known where the clash was seen, not where the database met it at the last moment. */
  | { readonly kind: "duplicate"; readonly by: { readonly id: AccessCodeId; readonly isManaged: boolean } | undefined }
  /** The device takes no more such requests before this, epoch milliseconds. */
  | { readonly kind: "limited"; readonly until: number }
  /** No such managed device, or the code changed meanwhile. */
  | { readonly kind: "missed" };

/**
 * Records a code, its attempt and its events, and has its device worked at once: one statement, so
 * all of it or nothing, in one round trip.
 *
 * Two creates of one PIN at the same time: the second meets `access_codes_one_pin`. Where a lock lets
 * PINs be shared no index can tell, so that there the device's row is held first and the statement
 * sees what the first create wrote.
 */
export async function createCode(
  db: Db,
  store: Pick<Store, "runtime">,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  code: NewCode,
): Promise<CodeWritten> {
  if (!code.sharesPin || code.pin === undefined) return create(db, store, keys, workspace, code);
  return db.transaction(async (tx) => {
    await holdDevice(tx, code.deviceId);
    return create(tx, store, keys, workspace, code);
  });
}

/** Keeps others from writing to this device's codes for the rest of the transaction. */
export async function holdDevice(tx: Db, device: DeviceId): Promise<void> {
  await tx.query({ name: "hold-device", text: "select 1 from devices where device_id = $1 for update" }, [device]);
}

async function create(
  db: Db,
  { runtime }: Pick<Store, "runtime">,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  code: NewCode,
): Promise<CodeWritten> {
  const values = [
    workspace,
    code.deviceId,
    code.pin === undefined ? null : keys.pinIndex(code.deviceId, code.pin),
    toTime(code.window?.startsAt),
    toTime(code.window?.endsAt),
    !code.sharesPin,
    toTime(code.createdAt),
    code.id,
    code.name ?? null,
    sealPin(keys, pinPlace("sealed_pin", code.id), code.pin),
    code.commonCodeKey ?? null,
    code.prefersNativeScheduling,
    code.allowsExternalModification,
    code.events.length,
    code.attemptId ?? null,
    JSON.stringify(eventRows(keys, code.events, runtime)),
    code.isBackup === true,
    code.offline?.kind ?? null,
    code.offline?.isOneTimeUse ?? false,
  ];
  const isAsked = code.attemptId !== undefined;
  const statement = isAsked ? { name: "create-code", text: askedText } : { name: "create-spare", text: unaskedText };
  const written = await writeCode(() => db.query<WrittenRow>(statement, values));
  if (written.kind !== "missed" || !isAsked) return written;
  return limitedOrMissed(db, workspace, { deviceId: code.deviceId, request: "create", now: code.createdAt });
}

/** What nothing was written for was too much for the device, or is not there. */
export async function limitedOrMissed(
  db: Db,
  workspace: WorkspaceId,
  asked: Parameters<typeof limitedUntil>[2],
): Promise<CodeWritten> {
  const until = await limitedUntil(db, workspace, asked);
  return until === undefined ? { kind: "missed" } : { kind: "limited", until };
}

export interface WrittenRow {
  written: boolean;
  duplicate_id: AccessCodeId | null;
  duplicate_is_managed: boolean | null;
}

/** Runs a statement that answers `WrittenRow`, with a clash met at the last moment as a value. */
export async function writeCode(write: () => Promise<readonly WrittenRow[]>): Promise<CodeWritten> {
  try {
    const [row] = await write();
    if (row?.written === true) return { kind: "written" };
    if (typeof row?.duplicate_id !== "string") return { kind: "missed" };
    return { kind: "duplicate", by: { id: row.duplicate_id, isManaged: row.duplicate_is_managed === true } };
  } catch (error) {
    if (sqlState(error) === "23505" && isOnePin(error)) return { kind: "duplicate", by: undefined };
    throw error;
  }
}

/**
 * A code of device $2 that has or would have PIN $3 at the same time, as far as is known. One that is on
 * its way out does not count: its removal comes first.
 */
export function duplicateOf(except: string): string {
  return duplicateWhere({
    device: "$2",
    pin: "$3",
    startsAt: "$4::timestamptz",
    endsAt: "$5::timestamptz",
    isExclusive: "$6",
    except,
  });
}

/** The same, of what these SQL expressions say. */
export function duplicateWhere({
  device,
  pin,
  startsAt,
  endsAt,
  isExclusive,
  except,
}: Record<"device" | "pin" | "startsAt" | "endsAt" | "isExclusive" | "except", string>): string {
  return `
    select access_code_id, is_managed from access_codes
    where device_id = ${device} and gone_at is null and retired_at is null and access_code_id is distinct from ${except}
      and ((pin_index = ${pin} and (${isExclusive} or starts_at is null or ${startsAt} is null or (starts_at < ${endsAt} and ${startsAt} < ends_at)))
        or (lock_pin_index = ${pin} and (${isExclusive} or coalesce(lock_starts_at, starts_at) is null or ${startsAt} is null
          or (coalesce(lock_starts_at, starts_at) < ${endsAt} and ${startsAt} < coalesce(lock_ends_at, ends_at)))))
    order by is_managed desc, created_at, access_code_id limit 1`;
}

const createText = (isAsked: boolean) => `
  with duplicate as (${duplicateOf("$8::uuid")}),
  due as (
    update devices set next_due_at = least(coalesce(next_due_at, $7), $7)
      ${isAsked ? `, ${countRequest("create", msOf("$7"))}` : ""}
    where device_id = $2 and workspace_id = $1 and is_managed and not exists (select 1 from duplicate)
      ${isAsked ? `and not ${isLimited("create", msOf("$7"))}` : ""}
    returning device_id),
  code as (
    insert into access_codes (access_code_id, workspace_id, device_id, is_managed, name, sealed_pin, pin_index, pin_is_exclusive,
      starts_at, ends_at, common_code_key, prefers_native_scheduling, allows_external_modification, wanted_since, created_at, event_count, is_backup,
      offline_kind, is_one_time_use)
    select $8, $1, device_id, true, $9, $10, $3, $6, $4, $5, $11, $12, $13, $7, $7, $14, $17, $18, $19 from due),
  attempt as (
    insert into action_attempts (action_attempt_id, workspace_id, action_type, device_id, access_code_id, status, result, created_at, finished_at)
    select $15::uuid, $1, 'CREATE_ACCESS_CODE', device_id, $8, 'success', '{}', $7, $7 from due where $15::uuid is not null),
  told as (
    insert into ${eventTarget} select ${eventValues("e.n")} from due, ${eventRecords("$16")} order by e.n)
  select exists (select 1 from due) as written, duplicate.access_code_id as duplicate_id, duplicate.is_managed as duplicate_is_managed
  from (values (1)) as one left join duplicate on true`;

const askedText = createText(true);
const unaskedText = createText(false);

function isOnePin(error: unknown): boolean {
  return (
    typeof error === "object" && error !== null && "constraint" in error && error.constraint === "access_codes_one_pin"
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
