import type { AccessCodeId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import type { Pin } from "#domain/pin.ts";
import type { Window } from "#domain/window.ts";
import { pinPlace } from "./access-codes.ts";
import { type CodeWritten, duplicateWhere, type NewCode } from "./create-code.ts";
import { type Db, toTime } from "./db.ts";
import { eventRecords, eventRows, eventTarget, eventValues } from "./events.ts";
import { sealPin, type WorkspaceKeys } from "./seal.ts";
import type { Store } from "./store.ts";

/** Many codes at once, for an import: each statement is one round trip, however many they are. */

/** As `holdDevice`, of those of them that are of this workspace, in the order in which everybody takes several. */
export async function holdOwnDevices(tx: Db, workspace: WorkspaceId, ids: readonly DeviceId[]): Promise<void> {
  const text =
    "select 1 from devices where workspace_id = $1 and device_id = any($2::uuid[]) order by device_id for update";
  await tx.query({ name: "hold-own-devices", text }, [workspace, ids]);
}

/** Which of these keys have come before, each with the code that it made. */
export async function findImported(
  db: Db,
  workspace: WorkspaceId,
  keys: readonly string[],
): Promise<ReadonlyMap<string, AccessCodeId>> {
  const text =
    "select import_key, access_code_id from imported_codes where workspace_id = $1 and import_key = any($2::text[])";
  const rows = await db.query<{ import_key: string; access_code_id: AccessCodeId }>({ name: "find-imported", text }, [
    workspace,
    keys,
  ]);
  return new Map(rows.map((row) => [row.import_key, row.access_code_id]));
}

/** A PIN that somebody chose for a device. */
export interface ChosenPin {
  readonly deviceId: DeviceId;
  readonly pin: Pin;
  readonly window: Window | undefined;
  readonly sharesPin: boolean;
}

/** What has each of these PINs at the same time already, by its place in the list. The devices are held. */
export async function findDuplicates(
  tx: Db,
  keys: WorkspaceKeys,
  chosen: readonly ChosenPin[],
): Promise<ReadonlyMap<number, Extract<CodeWritten, { kind: "duplicate" }>["by"]>> {
  if (chosen.length === 0) return new Map();
  const rows = await tx.query<{ n: string; access_code_id: AccessCodeId; is_managed: boolean }>(
    { name: "find-duplicates", text: duplicatesText },
    [
      chosen.map(({ deviceId }) => deviceId),
      chosen.map(({ deviceId, pin }) => Buffer.from(keys.pinIndex(deviceId, pin))),
      chosen.map(({ window }) => toTime(window?.startsAt)),
      chosen.map(({ window }) => toTime(window?.endsAt)),
      chosen.map(({ sharesPin }) => !sharesPin),
    ],
  );
  return new Map(rows.map((row) => [Number(row.n) - 1, { id: row.access_code_id, isManaged: row.is_managed }]));
}

const duplicatesText = `
  select c.n, found.access_code_id, found.is_managed
  from unnest($1::uuid[], $2::bytea[], $3::timestamptz[], $4::timestamptz[], $5::boolean[])
    with ordinality as c (device_id, pin_index, starts_at, ends_at, is_exclusive, n)
  cross join lateral (${duplicateWhere({
    device: "c.device_id",
    pin: "c.pin_index",
    startsAt: "c.starts_at",
    endsAt: "c.ends_at",
    isExclusive: "c.is_exclusive",
    except: "null",
  })}) as found`;

/** A code and the key that it came in with. */
export interface ImportedCode {
  readonly importKey: string;
  readonly code: NewCode;
}

/** Records codes with their attempts, events and keys, and has their devices worked at once. The devices are held. */
export async function createImported(
  tx: Db,
  { runtime }: Pick<Store, "runtime">,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  { codes, now }: { readonly codes: readonly ImportedCode[]; readonly now: number },
): Promise<void> {
  const events = codes.flatMap(({ code }) => code.events);
  await tx.query({ name: "create-imported", text: createText }, [
    workspace,
    toTime(now),
    JSON.stringify(eventRows(keys, events, runtime)),
    codes.map(({ importKey }) => importKey),
    ...columnsOf(
      keys,
      codes.map(({ code }) => code),
    ),
  ]);
}

/** $5 and on, in the order of `c`. */
function columnsOf(keys: WorkspaceKeys, codes: readonly NewCode[]): readonly (readonly unknown[])[] {
  return [
    codes.map(({ id }) => id),
    codes.map(({ deviceId }) => deviceId),
    codes.map(({ name }) => name ?? null),
    codes.map(({ id, pin }) => bytes(sealPin(keys, pinPlace("sealed_pin", id), pin))),
    codes.map(({ deviceId, pin }) => bytes(pin === undefined ? null : keys.pinIndex(deviceId, pin))),
    codes.map(({ sharesPin }) => !sharesPin),
    codes.map(({ window }) => toTime(window?.startsAt)),
    codes.map(({ window }) => toTime(window?.endsAt)),
    codes.map(({ prefersNativeScheduling }) => prefersNativeScheduling),
    codes.map(({ allowsExternalModification }) => allowsExternalModification),
    codes.map(({ events }) => events.length),
    codes.map(({ offline }) => offline?.kind ?? null),
    codes.map(({ offline }) => offline?.isOneTimeUse ?? false),
    codes.map(({ attemptId }) => attemptId ?? null),
  ];
}

const createText = `
  with c as (
    select * from unnest($4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::bytea[], $9::bytea[], $10::boolean[],
      $11::timestamptz[], $12::timestamptz[], $13::boolean[], $14::boolean[], $15::integer[], $16::text[], $17::boolean[], $18::uuid[])
    as c (import_key, access_code_id, device_id, name, sealed_pin, pin_index, pin_is_exclusive,
      starts_at, ends_at, prefers_native_scheduling, allows_external_modification, event_count, offline_kind, is_one_time_use, attempt_id)),
  due as (
    update devices set next_due_at = least(coalesce(next_due_at, $2), $2)
    where workspace_id = $1 and device_id in (select device_id from c)),
  code as (
    insert into access_codes (access_code_id, workspace_id, device_id, is_managed, name, sealed_pin, pin_index, pin_is_exclusive,
      starts_at, ends_at, prefers_native_scheduling, allows_external_modification, wanted_since, created_at, event_count, is_backup,
      offline_kind, is_one_time_use)
    select access_code_id, $1, device_id, true, name, sealed_pin, pin_index, pin_is_exclusive,
      starts_at, ends_at, prefers_native_scheduling, allows_external_modification, $2, $2, event_count, false,
      offline_kind, is_one_time_use from c),
  attempt as (
    insert into action_attempts (action_attempt_id, workspace_id, action_type, device_id, access_code_id, status, result, created_at, finished_at)
    select attempt_id, $1, 'CREATE_ACCESS_CODE', device_id, access_code_id, 'success', '{}', $2, $2 from c),
  keyed as (
    insert into imported_codes (workspace_id, import_key, access_code_id) select $1, import_key, access_code_id from c)
  insert into ${eventTarget}
  select ${eventValues("row_number() over (partition by e.access_code_id order by e.n)")} from ${eventRecords("$3")} order by e.n`;

/** The client of PostgreSQL writes a list of bytes only where it is one of these. */
function bytes(value: Uint8Array | null): Buffer | null {
  return value === null ? null : Buffer.from(value);
}
