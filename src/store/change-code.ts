import type { AccessCode } from "#domain/access-code.ts";
import type { NewEvent } from "#domain/event.ts";
import type { ActionAttemptId, WorkspaceId } from "#domain/ids.ts";
import { sameWindow } from "#domain/window.ts";
import { pinPlace } from "./access-codes.ts";
import {
  type CodeWritten,
  duplicateOf,
  holdDevice,
  limitedOrMissed,
  type WrittenRow,
  writeCode,
} from "./create-code.ts";
import { type Db, msOf, toTime } from "./db.ts";
import { eventRecords, eventRows, eventTarget, eventValues } from "./events.ts";
import { countRequest, isLimited } from "./request-limits.ts";
import { sealPin, type WorkspaceKeys } from "./seal.ts";
import type { Store } from "./store.ts";

/** A change of what is wanted of one code. */
export interface CodeChange {
  /** The code as it was loaded: where it has changed since, nothing is written. */
  readonly before: AccessCode;
  /** The code as it is to be. A higher version means that what is wanted on the lock changed. */
  readonly after: AccessCode;
  readonly sharesPin: boolean;
  /** The attempt that answers for the change, finished at once; `undefined`: none. */
  readonly attempt:
    | { readonly id: ActionAttemptId; readonly type: "UPDATE_ACCESS_CODE" | "DELETE_ACCESS_CODE" }
    | undefined;
  /** Nothing of it is left to enforce or to see. */
  readonly isGone: boolean;
  /** Of this code, in their order. */
  readonly events: readonly NewEvent[];
}

/**
 * Writes a change of what is wanted, its attempt and its events, and has the device worked at once: one
 * statement. What stands on the lock is left alone, for that is the reconciler's to know.
 */
export async function changeCode(
  db: Db,
  store: Pick<Store, "runtime">,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  change: CodeChange,
): Promise<CodeWritten> {
  // As on creation, windows are compared while the device's row is held.
  const mayShare = change.sharesPin && change.after.isManaged && change.after.retired === undefined;
  if (!mayShare) return write(db, store, keys, workspace, change);
  return db.transaction(async (tx) => {
    await holdDevice(tx, change.before.deviceId);
    return write(tx, store, keys, workspace, change);
  });
}

async function write(
  db: Db,
  { runtime }: Pick<Store, "runtime">,
  keys: WorkspaceKeys,
  workspace: WorkspaceId,
  { before, after, sharesPin, attempt, isGone, events }: CodeChange,
): Promise<CodeWritten> {
  const now = toTime(runtime.now());
  const { pin, confirmed } = after;
  const isNewThere = !before.isManaged || !sameWindow(before.window, after.window) || pin?.equals(before.pin) === false;
  const mayMeet = after.isManaged && after.retired === undefined && isNewThere;
  const values = [
    workspace,
    after.deviceId,
    pin === undefined ? null : keys.pinIndex(after.deviceId, pin),
    toTime(after.window?.startsAt),
    toTime(after.window?.endsAt),
    !sharesPin,
    now,
    after.id,
    after.name ?? null,
    sealPin(keys, pinPlace("sealed_pin", after.id), pin),
    after.commonCodeKey ?? null,
    after.allowsExternalModification,
    after.isManaged,
    after.version,
    toTime(after.wantedSince),
    toTime(after.retired?.at),
    after.retired?.because ?? null,
    isGone ? now : null,
    before.version,
    before.isManaged,
    before.retired !== undefined,
    confirmed === undefined ? null : now,
    confirmed?.name ?? null,
    sealPin(keys, pinPlace("sealed_confirmed_pin", after.id), confirmed?.pin),
    toTime(confirmed?.window?.startsAt),
    toTime(confirmed?.window?.endsAt),
    [...after.announced],
    confirmed !== before.confirmed,
    mayMeet,
    events.length,
    attempt?.id ?? null,
    attempt?.type ?? null,
    JSON.stringify(eventRows(keys, events, runtime)),
  ];
  const request = attempt === undefined ? undefined : limits[attempt.type];
  const name = request === undefined ? "change-code" : `change-code-${request}`;
  const text = texts[request ?? "unlimited"];
  const written = await writeCode(() => db.query<WrittenRow>({ name, text }, values));
  if (written.kind !== "missed" || request === undefined) return written;
  return limitedOrMissed(db, workspace, { deviceId: after.deviceId, request, now: runtime.now() });
}

/** Which limit a change counts for; one that no attempt answers for is not asked of a device by a caller. */
const limits = { UPDATE_ACCESS_CODE: "update", DELETE_ACCESS_CODE: "delete" } as const;

// The device's row is taken before the code's: see `appendEvents`.
const changeText = (request: "update" | "delete" | undefined) => `
  with duplicate as (select * from (${duplicateOf("$8::uuid")}) as found where $29),
  due as (
    update devices set next_due_at = least(coalesce(next_due_at, $7), $7)
      ${request === undefined ? "" : `, ${countRequest(request, msOf("$7"))}`}
    where device_id = $2 and workspace_id = $1 and not exists (select 1 from duplicate)
      ${request === undefined ? "" : `and not ${isLimited(request, msOf("$7"))}`}
    returning device_id),
  code as (
    update access_codes c set
      name = $9, sealed_pin = $10, pin_index = $3, pin_is_exclusive = $6, starts_at = $4, ends_at = $5,
      common_code_key = $11, allows_external_modification = $12, is_managed = $13, version = $14, wanted_since = $15,
      retired_at = $16, retired_because = $17, gone_at = $18,
      confirmed_at = case when $28 then $22::timestamptz else confirmed_at end,
      confirmed_name = case when $28 then $23 else confirmed_name end,
      sealed_confirmed_pin = case when $28 then $24::bytea else sealed_confirmed_pin end,
      confirmed_starts_at = case when $28 then $25::timestamptz else confirmed_starts_at end,
      confirmed_ends_at = case when $28 then $26::timestamptz else confirmed_ends_at end,
      announced = case when $28 then $27::text[] else announced end,
      event_count = event_count + $30
    from due
    where c.access_code_id = $8 and c.device_id = due.device_id and c.workspace_id = $1 and c.version = $19
      and c.is_managed = $20 and (c.retired_at is not null) = $21 and c.gone_at is null
    returning c.access_code_id, c.event_count - $30 as events_before),
  attempt as (
    insert into action_attempts (action_attempt_id, workspace_id, action_type, device_id, access_code_id, status, result, created_at, finished_at)
    select $31::uuid, $1, $32::text, $2, access_code_id, 'success', '{}', $7, $7 from code where $31::uuid is not null),
  told as (
    insert into ${eventTarget} select ${eventValues("code.events_before + e.n")} from code, ${eventRecords("$33")} order by e.n)
  select exists (select 1 from code) as written, duplicate.access_code_id as duplicate_id, duplicate.is_managed as duplicate_is_managed
  from (values (1)) as one left join duplicate on true`;

const texts = { update: changeText("update"), delete: changeText("delete"), unlimited: changeText(undefined) };
