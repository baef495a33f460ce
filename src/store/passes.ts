import type { AccessCode, UnsettledAttempt } from "#domain/access-code.ts";
import type { ActionAttempt } from "#domain/action-attempt.ts";
import { countPool } from "#domain/backup-pool.ts";
import type { ConnectedAccount } from "#domain/connected-account.ts";
import type { Device } from "#domain/device.ts";
import type { AccessCodeId, AttemptId, DeviceId, Place } from "#domain/ids.ts";
import { anywhere } from "#domain/lost-tries.ts";
import { deliveredAgainWithinMs } from "#domain/recognise.ts";
import { doingOf, type Outcome, type Step } from "#domain/step.ts";
import { type AccessCodeRow, accessCodeColumns, accessCodeFrom } from "./access-codes.ts";
import { type ActionAttemptRow, actionAttemptColumns, actionAttemptFrom } from "./action-attempts.ts";
import { accountFrom, type ConnectedAccountRow } from "./connected-accounts.ts";
import { type Db, fromTime, toTime } from "./db.ts";
import { type DeviceRow, deviceFrom } from "./devices.ts";
import type { Claim } from "./leases.ts";
import { openPin, sealPin, type WorkspaceKeys } from "./seal.ts";
import type { Store } from "./store.ts";

/** Everything a pass over one device starts from. */
export interface DevicePass {
  readonly device: Device;
  readonly account: ConnectedAccount;
  /** Unsuccessful passes in a row before this one. */
  readonly failures: number;
  readonly codes: readonly AccessCode[];
  /** Codes that are gone but may still come to show on the lock. */
  readonly ghosts: readonly AccessCode[];
  readonly unsettled: readonly UnsettledAttempt[];
  /** Doors asked to be turned and not turned yet. */
  readonly turns: readonly TurnRequest[];
  readonly keys: WorkspaceKeys;
}

/** `startedAt`: when it was sent to the device, epoch milliseconds. */
export interface TurnRequest {
  readonly attempt: ActionAttempt;
  readonly startedAt: number | undefined;
}

/** A try may come to show on the lock for this long, in milliseconds; after it, what shows is a stranger's. */
export const unsettledForMs = 24 * 60 * 60_000;

/** `undefined` where the device was deleted since it was claimed. */
export async function loadDevicePass(store: Store, claim: Claim<DeviceId>): Promise<DevicePass | undefined> {
  const keys = await store.keysOf(claim.workspaceId);
  const since = toTime(store.runtime.now() - unsettledForMs);
  const [devices, accounts, codeRows, unsettled, turnRows] = await Promise.all([
    store.db.query<DeviceRow & { failures: number }>(
      { name: "pass-device", text: "select * from devices where device_id = $1" },
      [claim.id],
    ),
    store.db.query<ConnectedAccountRow>(
      { name: "pass-account", text: "select * from connected_accounts where connected_account_id = $1" },
      [claim.accountId],
    ),
    store.db.query<AccessCodeRow & { gone_at: Date | null }>({ name: "pass-codes", text: codesOfDevice }, [
      claim.id,
      since,
    ]),
    unsettledOf(store.db, keys, claim.id, store.runtime.now()),
    store.db.query<ActionAttemptRow & { started_at: Date | null }>({ name: "pass-turns", text: turnsOfDevice }, [
      claim.id,
    ]),
  ]);
  const [device] = devices;
  const [account] = accounts;
  if (device === undefined || account === undefined) return undefined;
  const codes = codeRows.filter((row) => row.gone_at === null).map((row) => accessCodeFrom(row, keys));
  const known = deviceFrom(device);
  return {
    device: { ...known, backupPool: countPool(known, codes), isEntrusted: account.bridge_id !== null },
    account: accountFrom(account),
    failures: device.failures,
    codes,
    ghosts: codeRows.filter((row) => row.gone_at !== null).map((row) => accessCodeFrom(row, keys)),
    unsettled,
    turns: turnRows.map((row) => ({ attempt: actionAttemptFrom(row), startedAt: fromTime(row.started_at) })),
    keys,
  };
}

/** Tries for the codes of a device that may still come to show on it. */
export async function unsettledOf(
  db: Db,
  keys: WorkspaceKeys,
  device: DeviceId,
  now: number,
): Promise<readonly UnsettledAttempt[]> {
  const since = toTime(now - unsettledForMs);
  const rows = await db.query<AttemptRow>({ name: "pass-unsettled", text: unsettledOfDevice }, [device, since]);
  return rows.map((row) => unsettledFrom(row, keys));
}

const codesOfDevice = `
  select ${accessCodeColumns}, gone_at from access_codes
  where device_id = $1 and gone_at is null
  union all
  select ${accessCodeColumns}, gone_at from access_codes
  where gone_at is not null and access_code_id in (
    select access_code_id from attempts where device_id = $1 and unsettled and started_at > $2)
  order by created_at, access_code_id`;

const attemptColumns = `attempt_id, access_code_id, kind, sealed_pin, label, starts_at, ends_at, started_at, place,
  outcome ->> 'place' as outcome_place, outcome ->> 'wasSeen' is not null as was_seen`;

const unsettledOfDevice = `
  select ${attemptColumns} from attempts
  where device_id = $1 and unsettled and started_at > $2 order by started_at, attempt_id`;

const turnsOfDevice = `
  select ${actionAttemptColumns}, started_at from action_attempts
  where device_id = $1 and status = 'pending' order by created_at, action_attempt_id`;

interface AttemptRow {
  attempt_id: AttemptId;
  access_code_id: AccessCodeId;
  kind: UnsettledAttempt["kind"];
  sealed_pin: Uint8Array | null;
  label: string | null;
  starts_at: Date | null;
  ends_at: Date | null;
  started_at: Date;
  place: Place | null;
  outcome_place: Place | null;
  was_seen: boolean;
}

function unsettledFrom(row: AttemptRow, keys: WorkspaceKeys): UnsettledAttempt {
  return {
    id: row.attempt_id,
    code: row.access_code_id,
    kind: row.kind,
    place: row.outcome_place ?? (row.kind === "clear" ? (row.place ?? undefined) : undefined),
    aim: row.kind === "set" ? (row.place ?? undefined) : undefined,
    pin: openPin(keys, attemptPin(row.attempt_id), row.sealed_pin),
    label: row.label ?? undefined,
    window:
      row.starts_at === null || row.ends_at === null
        ? undefined
        : { startsAt: row.starts_at.getTime(), endsAt: row.ends_at.getTime() },
    startedAt: row.started_at.getTime(),
    wasSeen: row.was_seen,
  };
}

export function attemptPin(row: AttemptId) {
  return { table: "attempts", column: "sealed_pin", row };
}

/** A step that is about a code. */
export type CodeStep = Extract<Step, { code: unknown }>;

/**
 * Writes down the intent before the device hears of it. Answers the attempt's id, or `undefined` where
 * the step is no longer wanted as it was planned, or the lease is lost: then nothing may be sent.
 */
export async function beginAttempt(
  store: Store,
  claim: Claim<DeviceId>,
  pass: DevicePass,
  step: CodeStep,
  version: number,
): Promise<AttemptId | undefined> {
  const id = store.runtime.uuid() as AttemptId;
  const pin = step.kind === "set" ? step.pin : pinToRemove(step);
  const window = step.kind === "clear" ? undefined : step.window;
  const place = placeOf(step);
  const rows = await store.db.query({ name: "begin-attempt", text: insertAttempt }, [
    id,
    claim.workspaceId,
    claim.id,
    step.code,
    version,
    doingOf(step),
    sealPin(pass.keys, attemptPin(id), pin),
    step.kind === "clear" ? null : step.label,
    toTime(window?.startsAt),
    toTime(window?.endsAt),
    place ?? null,
    step.why,
    toTime(store.runtime.now()),
    claim.fence,
  ]);
  return rows.length === 0 ? undefined : id;
}

/** The digits are all that is ever known of such a removal. */
function pinToRemove(step: CodeStep) {
  return step.kind === "clear" && step.place === anywhere ? step.expecting.pin : undefined;
}

/** The place that a step is about, as far as it names one. */
function placeOf(step: CodeStep): Place | undefined {
  if (step.kind === "clear") return step.place;
  return step.kind === "set" ? (step.into ?? step.at) : step.into;
}

const insertAttempt = `
  insert into attempts (attempt_id, workspace_id, device_id, access_code_id, version, kind, sealed_pin, label,
    starts_at, ends_at, place, why, started_at, unsettled)
  select $1, $2, $3, access_code_id, $5, $6, $7, $8, $9, $10, $11, $12, $13, true
  from access_codes
  where access_code_id = $4 and version = $5
    and ($6 = 'clear' or (retired_at is null and gone_at is null))
    and exists (select 1 from devices where device_id = $3 and fence = $14)
  returning attempt_id`;

/** What was put on the lock for these codes so lately that it may be delivered once more, with the PIN that we put there. */
export async function lateSets(
  db: Db,
  keys: WorkspaceKeys,
  codes: readonly AccessCode[],
  now: number,
): Promise<readonly UnsettledAttempt[]> {
  const since = now - deliveredAgainWithinMs;
  const sent = new Map(
    codes.flatMap(({ id, onLock, confirmed, externalChange }) => {
      // A PIN that somebody else put there was never sent: taken for ours, it would cost them their code wherever it stands.
      const pin = externalChange?.changeType === "modified" ? confirmed?.pin : onLock?.pin;
      if (onLock === undefined || pin === undefined || Math.min(...Object.values(onLock.evidence)) < since) return [];
      return [[id, pin]];
    }),
  );
  if (sent.size === 0) return [];
  const text = `
    select distinct on (access_code_id) ${attemptColumns} from attempts
    where access_code_id = any($1) and started_at > $2 and kind = 'set' and not unsettled
      and outcome ->> 'kind' in ('done', 'pending')
    order by access_code_id, started_at desc, attempt_id desc`;
  const rows = await db.query<AttemptRow>({ name: "late-sets", text }, [[...sent.keys()], toTime(since)]);
  return rows.map((row) => ({ ...unsettledFrom(row, keys), pin: sent.get(row.access_code_id) }));
}

/**
 * What was put on the lock lately and is about to be changed or removed there may be delivered once more after that,
 * and is to be known as ours then: its try is unsettled again.
 */
export async function unsettleLateSet(db: Db, keys: WorkspaceKeys, code: AccessCode, now: number): Promise<void> {
  const [last] = await lateSets(db, keys, [code], now);
  if (last === undefined) return;
  await db.query(
    {
      name: "unsettle-late-set",
      text: `update attempts set unsettled = true, sealed_pin = $2, outcome = outcome || '{"wasSeen": true}'
        where attempt_id = $1`,
    },
    [last.id, sealPin(keys, attemptPin(last.id), last.pin)],
  );
}

/** Writes down what became of a try, but for a PIN that came of it. Part of the transaction that records its consequences. */
export async function finishAttempt(
  tx: Db,
  id: AttemptId,
  { outcome, unsettled, at }: { readonly outcome: Outcome; readonly unsettled: boolean; readonly at: number },
): Promise<void> {
  // What is settled is not to be known again, and needs no PIN.
  const text = `update attempts set finished_at = $2, outcome = $3, unsettled = $4,
    sealed_pin = case when $4 then sealed_pin end where attempt_id = $1`;
  const kept = "issued" in outcome ? { ...outcome, issued: undefined } : outcome;
  await tx.query({ name: "finish-attempt", text }, [id, toTime(at), JSON.stringify(kept), unsettled]);
}

/** A try whose effect has been seen. */
export async function settleAttempts(tx: Db, ids: readonly AttemptId[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(
    {
      name: "settle-attempts",
      text: "update attempts set unsettled = false, sealed_pin = null where attempt_id = any($1)",
    },
    [ids],
  );
}

/** Removals by digits alone whose end was seen, and which took nothing off. */
export async function endInVain(tx: Db, ids: readonly AttemptId[]): Promise<void> {
  if (ids.length === 0) return;
  const text = `update attempts set outcome = outcome || '{"wasSeen": true}' where attempt_id = any($1)`;
  await tx.query({ name: "end-in-vain", text }, [ids]);
}

/**
 * What a listing no longer shows may show again, if only the listing was wrong: what we last put on the lock for these
 * codes is to be known again then, by its place or by the PIN that stood there. `codes`: as they were before.
 */
export async function unsettleLastSets(tx: Db, keys: WorkspaceKeys, codes: readonly AccessCode[]): Promise<void> {
  if (codes.length === 0) return;
  // The last that was answered, and whatever was tried since and may have been done.
  const find = `
    select attempt_id as id, access_code_id as code from attempts a
    where access_code_id = any($1) and kind = 'set'
      and (outcome is null or outcome ->> 'kind' in ('done', 'pending') or outcome ->> 'mayHaveHappened' = 'true')
      and not exists (
        select 1 from attempts later where later.access_code_id = a.access_code_id and later.kind = 'set'
          and later.outcome ->> 'kind' in ('done', 'pending') and later.started_at > a.started_at)`;
  const ids = codes.map(({ id }) => id);
  const found = await tx.query<{ id: AttemptId; code: AccessCodeId }>({ name: "last-sets", text: find }, [ids]);
  if (found.length === 0) return;
  const pins = found.map(({ id, code }) =>
    sealPin(keys, attemptPin(id), codes.find((one) => one.id === code)?.onLock?.pin),
  );
  const text = `
    update attempts set unsettled = true, sealed_pin = coalesce(sealed_pin, given.pin)
    from unnest($1::uuid[], $2::bytea[]) as given (id, pin) where attempt_id = given.id`;
  await tx.query({ name: "unsettle-last-sets", text }, [found.map(({ id }) => id), pins]);
}
