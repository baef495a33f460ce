import type { AccessCodeId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { accountsOf, type Scope, workspaceOf } from "#domain/scope.ts";
import { pinPlace } from "./access-codes.ts";
import type { Db } from "./db.ts";
import type { WorkspaceKeys } from "./seal.ts";

/** Any constant: it keeps these locks apart from other advisory ones. */
const commonKeyLocks = 1_668_246;

/** Keeps others from choosing a PIN for this key for the rest of the transaction. */
export async function holdCommonKey(tx: Db, workspace: WorkspaceId, commonCodeKey: string): Promise<void> {
  const text = "select pg_advisory_xact_lock($1, hashtext($2))";
  await tx.query({ name: "hold-common-key", text }, [commonKeyLocks, `${workspace}|${commonCodeKey}`]);
}

/**
 * The digits that the codes of this key share; `undefined` where there are none yet. Whoever sees a part of
 * the workspace is told of the codes in that part: a guessed key must not show another's PIN.
 */
export async function findCommonDigits(
  db: Db,
  keys: WorkspaceKeys,
  scope: Scope,
  commonCodeKey: string,
): Promise<string | undefined> {
  const text = `
    select access_code_id, sealed_pin from access_codes
    where workspace_id = $1 and common_code_key = $2 and gone_at is null and retired_at is null and is_managed and sealed_pin is not null
      and ($3::uuid[] is null or device_id in (select device_id from devices where connected_account_id = any($3)))
    order by created_at, access_code_id limit 1`;
  type Row = { access_code_id: AccessCodeId; sealed_pin: Uint8Array };
  const [row] = await db.query<Row>({ name: "find-common-digits", text }, [
    workspaceOf(scope),
    commonCodeKey,
    accountsOf(scope) ?? null,
  ]);
  return row === undefined ? undefined : keys.open(pinPlace("sealed_pin", row.access_code_id), row.sealed_pin);
}

/** The codes of this key that are wanted, by device. */
export async function codesOfKey(
  db: Db,
  scope: Scope,
  commonCodeKey: string,
): Promise<readonly { readonly id: AccessCodeId; readonly deviceId: DeviceId }[]> {
  const text = `
    select access_code_id as id, device_id as "deviceId" from access_codes
    where workspace_id = $1 and common_code_key = $2 and gone_at is null and retired_at is null and is_managed
      and ($3::uuid[] is null or device_id in (select device_id from devices where connected_account_id = any($3)))
    order by device_id, access_code_id`;
  return db.query({ name: "codes-of-key", text }, [workspaceOf(scope), commonCodeKey, accountsOf(scope) ?? null]);
}
