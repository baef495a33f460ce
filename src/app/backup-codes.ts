import type { AccessCode } from "#domain/access-code.ts";
import { bestSpare } from "#domain/backup-pool.ts";
import type { Device } from "#domain/device.ts";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { changePool, pulledFor } from "#store/backup-codes.ts";
import { codesOfDevices, findCode, type StoredCode } from "#store/code-views.ts";
import { holdDevice } from "#store/create-code.ts";
import { pullSpare } from "#store/pull-spare.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import type { Desk } from "./desk.ts";
import { changedMeanwhile, noSuchCode } from "./problems.ts";
import type { AccessCodeView } from "./views.ts";

export interface PulledBackup {
  readonly original: AccessCodeView;
  readonly backup: AccessCodeView;
}

/**
 * Gives a guest whose code does not work one that stands on the lock already. It is retimed to the end of the
 * code that it stands in for; the lock is not written to, so that it opens all the while. Asked for again, it
 * is the same one. The reconciler replaces it in the pool.
 */
export async function pullBackupAccessCode(
  desk: Desk,
  scope: Scope,
  accessCodeId: AccessCodeId,
): Promise<PulledBackup | Problem> {
  const keys = await desk.store.keysOf(workspaceOf(scope));
  return allOrNothing(desk, async (within) => {
    const { db } = within.store;
    const known = await findCode(db, keys, scope, accessCodeId);
    if (known === undefined || !known.code.isManaged) return noSuchCode(accessCodeId);
    await holdDevice(db, known.device.id);
    // Whoever asked at the same moment has pulled one by now.
    const before = await pulledFor(db, accessCodeId);
    const spare = before ?? (await pull(within, scope, known));
    if (isProblem(spare)) return spare;
    const original = await findCode(db, keys, scope, accessCodeId);
    const backup = await findCode(db, keys, scope, spare);
    return original === undefined || backup === undefined ? changedMeanwhile() : { original, backup };
  });
}

/** Has a pool of spare codes kept on a device from now on. They are made when the device is worked. */
export async function keepPool(desk: Desk, device: Device): Promise<void> {
  if (device.backupPool !== undefined) return;
  await changePool(desk.store.db, device.id, { isKept: true }, desk.runtime.now());
  desk.nudge(device.id);
}

async function pull(within: Desk, scope: Scope, found: StoredCode): Promise<AccessCodeId | Problem> {
  const { store, runtime } = within;
  const { device, account } = found;
  const at = runtime.now();
  const keys = await store.keysOf(workspaceOf(scope));
  const codes = (await codesOfDevices(store.db, keys, workspaceOf(scope), [device.id])).map(({ code }) => code);
  const original = codes.find(({ id }) => id === found.code.id);
  if (original === undefined) return changedMeanwhile();
  const refusal = refusePull(original, at);
  if (refusal !== undefined) return refusal;
  const spare = device.backupPool === undefined ? undefined : bestSpare(codes, device, "acknowledged");
  if (spare === undefined) {
    const sentence = "No backup access code stands on the device at present.";
    const data = { access_code_id: original.id, device_id: device.id };
    return problem("backup_access_code_not_found", sentence, { data });
  }
  const pulled = await pullSpare(store.db, store, keys, {
    device,
    account,
    at,
    original,
    spare,
    risk: undefined,
    by: within.askedBy,
  });
  if (pulled === undefined) return changedMeanwhile();
  within.nudge(device.id);
  return pulled.id;
}

function refusePull({ id, window, backup, retired, offline }: AccessCode, now: number): Problem | undefined {
  const data = { access_code_id: id };
  if (window === undefined) {
    return problem("access_code_not_time_bound", "Only a time-bound access code can have a backup.", { data });
  }
  if (backup === undefined && offline === undefined && retired === undefined && window.endsAt > now) return undefined;
  return problem("invalid_input", "This access code can have no backup: it is one, it is offline, or it is over.", {
    param: "access_code_id",
    data,
  });
}

/** What is answered to whoever asks for a pool where its PINs would be the maker's to choose. */
export function poolUnsupported(deviceId: DeviceId, param: string): Problem {
  return problem("invalid_input", "This device cannot keep a pool of backup access codes.", {
    param,
    data: { device_id: deviceId },
  });
}
