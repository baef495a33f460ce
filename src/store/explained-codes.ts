import type { KnownOfLock } from "#domain/explain.ts";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { type AccessCodeRow, accessCodeColumns, accessCodeFrom } from "./access-codes.ts";
import { codesOfDevices, type StoredCode } from "./code-views.ts";
import { type Db, fromTime } from "./db.ts";
import { findDevice } from "./device-views.ts";
import { unsettledOf } from "./passes.ts";
import type { WorkspaceKeys } from "./seal.ts";

/** A code with its device and account. */
export interface EvenGone extends StoredCode {
  /** Epoch milliseconds; `undefined`: it is not gone. */
  readonly goneAt: number | undefined;
}

/** A code, also one that is gone; `undefined`: there never was such a code, or it was forgotten. */
export async function findEvenGone(
  db: Db,
  keys: WorkspaceKeys,
  scope: Scope,
  id: AccessCodeId,
): Promise<EvenGone | undefined> {
  const text = `select ${accessCodeColumns}, gone_at from access_codes where workspace_id = $1 and access_code_id = $2`;
  const values = [workspaceOf(scope), id];
  const [row] = await db.query<AccessCodeRow & { gone_at: Date | null }>({ name: "find-even-gone", text }, values);
  const found = row === undefined ? undefined : await findDevice(db, scope, row.device_id);
  if (row === undefined || found === undefined) return undefined;
  return { code: accessCodeFrom(row, keys), goneAt: fromTime(row.gone_at), ...found };
}

/** A code, also one that is gone, with everything that is known of its lock and of the work on it at `now`. */
export async function findExplained(
  db: Db,
  keys: WorkspaceKeys,
  scope: Scope,
  { id, now }: { readonly id: AccessCodeId; readonly now: number },
): Promise<(EvenGone & { readonly known: KnownOfLock }) | undefined> {
  const found = await findEvenGone(db, keys, scope, id);
  if (found === undefined) return undefined;
  const { device, account } = found;
  const [work, codes, unsettled] = await Promise.all([
    workOn(db, device.id),
    codesOfDevices(db, keys, workspaceOf(scope), [device.id]),
    unsettledOf(db, keys, device.id, now),
  ]);
  const own = codes.map(({ code }) => code);
  const code = own.find((one) => one.id === id) ?? found.code;
  return { ...found, code, known: { now, device, account, ...work, codes: own, unsettled } };
}

async function workOn(db: Db, device: DeviceId): Promise<Pick<KnownOfLock, "dueAt" | "heldUntil">> {
  const text = "select next_due_at, lease_until from devices where device_id = $1";
  const [row] = await db.query<{ next_due_at: Date | null; lease_until: Date | null }>(
    { name: "work-on-device", text },
    [device],
  );
  return { dueAt: fromTime(row?.next_due_at ?? null), heldUntil: fromTime(row?.lease_until ?? null) };
}
