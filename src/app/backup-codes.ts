import { type AccessCode, newAccessCode } from "#domain/access-code.ts";
import { admit } from "#domain/admit.ts";
import { choosesPinItself } from "#domain/constraints.ts";
import { generatePin } from "#domain/generate-pin.ts";
import type { AccessCodeId, DeviceId } from "#domain/ids.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { keepPool, markPulled, pulledFor, spareCodes } from "#store/backup-codes.ts";
import { changeCode } from "#store/change-code.ts";
import { codeEvent } from "#store/code-events.ts";
import { findCode, type StoredCode } from "#store/code-views.ts";
import { createCode, holdDevice, loadForCode } from "#store/create-code.ts";
import { appendEvents } from "#store/events.ts";
import { mutationsRequested } from "#store/requested-changes.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import type { Desk } from "./desk.ts";
import { changedMeanwhile, noSuchCode, noSuchDevice } from "./problems.ts";
import type { AccessCodeView } from "./views.ts";

/** One to pull, and one for the next while the first is replaced. */
const poolSize = 2;
const minuteMs = 60_000;

export interface PulledBackup {
  readonly original: AccessCodeView;
  readonly backup: AccessCodeView;
}

/**
 * Gives a guest whose code does not work one that stands on the lock already. It is retimed to the end of the
 * code that it stands in for; the lock is not written to, so that it opens all the while. Asked for again, it
 * is the same one.
 */
export async function pullBackupAccessCode(
  desk: Desk,
  scope: Scope,
  accessCodeId: AccessCodeId,
): Promise<PulledBackup | Problem> {
  const keys = await desk.store.keysOf(workspaceOf(scope));
  const pulled = await allOrNothing(desk, async (within) => {
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
  if (!isProblem(pulled)) await fillBackupPool(desk, scope, pulled.original.device.id);
  return pulled;
}

/** Keeps a pool of spare codes on a device from now on, and fills it as far as the device has room. */
export async function fillBackupPool(desk: Desk, scope: Scope, deviceId: DeviceId): Promise<Problem | undefined> {
  const filled = await allOrNothing(desk, async (within) => {
    const { db } = within.store;
    await holdDevice(db, deviceId);
    await keepPool(db, deviceId, true);
    const spares = await spareCodes(db, deviceId);
    for (let count = spares.length; count < poolSize; count += 1) {
      const refused = await addSpare(within, scope, deviceId);
      // Guests come first: a lock without room for spare codes goes without.
      if (refused !== undefined) break;
    }
    return true;
  });
  return isProblem(filled) ? filled : undefined;
}

async function pull(
  within: Desk,
  scope: Scope,
  { code, device, account }: StoredCode,
): Promise<AccessCodeId | Problem> {
  const { store, runtime } = within;
  const now = runtime.now();
  const data = { access_code_id: code.id };
  if (code.window === undefined) {
    return problem("access_code_not_time_bound", "Only a time-bound access code can have a backup.", { data });
  }
  if (
    code.backup !== undefined ||
    code.offline !== undefined ||
    code.retired !== undefined ||
    code.window.endsAt <= now
  ) {
    return problem("invalid_input", "This access code can have no backup: it is one, or it is over.", {
      param: "access_code_id",
      data,
    });
  }
  const keys = await store.keysOf(workspaceOf(scope));
  const ready = (await spareCodes(store.db, device.id)).find((spare) => spare.isReady);
  const spare = ready && (await findCode(store.db, keys, scope, ready.id));
  if (spare === undefined) {
    const sentence = "No backup access code stands on the device at present.";
    return problem("backup_access_code_not_found", sentence, { data: { ...data, device_id: device.id } });
  }
  // Begun already, to the minute, so that it opens now.
  const window = { startsAt: now - (now % minuteMs), endsAt: code.window.endsAt };
  const after: AccessCode = { ...spare.code, window, version: spare.code.version + 1, wantedSince: now };
  const written = await changeCode(store.db, store, keys, workspaceOf(scope), {
    before: spare.code,
    after,
    sharesPin: device.report.capabilities.sharesPinAcrossWindows,
    attempt: undefined,
    isGone: false,
    events: [mutationsRequested(spare.code, after, { accountId: account.id, at: now })],
  });
  if (written.kind !== "written") return changedMeanwhile();
  await markPulled(store.db, spare.code.id, { code: code.id, at: now });
  const told = codeEvent({ type: "access_code.backup_access_code_pulled" }, code, { device, account, at: now });
  const payload = { ...told.payload, backup_access_code_id: spare.code.id };
  await appendEvents(store.db, store, workspaceOf(scope), [{ ...told, payload }]);
  within.nudge(device.id);
  return spare.code.id;
}

const spareWish = {
  digits: undefined,
  startsAt: undefined,
  endsAt: undefined,
  prefersNativeScheduling: false,
  attemptForOfflineDevice: true,
  isOffline: false,
  isOneTimeUse: false,
  usesBackupPool: false,
};

async function addSpare(within: Desk, scope: Scope, deviceId: DeviceId): Promise<Problem | undefined> {
  const { store, runtime } = within;
  const now = runtime.now();
  const keys = await store.keysOf(workspaceOf(scope));
  const target = await loadForCode(store.db, keys, scope, { deviceId, now });
  if (target === undefined) return noSuchDevice(deviceId);
  const { capabilities } = target.device.report;
  const admitted = admit(spareWish, target.device, target.occupants, now);
  if (isProblem(admitted)) return admitted;
  if (choosesPinItself(capabilities)) return poolUnsupported(deviceId);
  const { liveCodes } = admitted;
  const pin = generatePin({ capabilities, liveCodes, isTaken: target.isTaken }, runtime.randomBytes);
  if (pin === undefined) return problem("invalid_input", "No PIN is left on this device.", { param: "device_id" });
  const code = newSpare(within, scope, { deviceId, pin, now });
  const scene = { device: target.device, account: target.account, at: now };
  const written = await createCode(store.db, store, keys, workspaceOf(scope), {
    ...code,
    attemptId: undefined,
    isBackup: true,
    sharesPin: capabilities.sharesPinAcrossWindows,
    events: [
      codeEvent({ type: "access_code.created" }, code, scene),
      mutationsRequested(undefined, code, { accountId: target.account.id, at: now }),
    ],
  });
  if (written.kind !== "written") return changedMeanwhile();
  within.nudge(deviceId);
  return undefined;
}

export function poolUnsupported(deviceId: DeviceId): Problem {
  return problem("invalid_input", "This device cannot keep a pool of backup access codes.", {
    param: "use_backup_access_code_pool",
    data: { device_id: deviceId },
  });
}

/** Ongoing until it is pulled. Its window is kept by us, so that pulling it does not have to reach the lock. */
function newSpare(
  { runtime }: Desk,
  scope: Scope,
  { deviceId, pin, now }: Pick<AccessCode, "deviceId" | "pin"> & { readonly now: number },
): AccessCode {
  const id = runtime.uuid() as AccessCodeId;
  return newAccessCode({
    id,
    workspaceId: workspaceOf(scope),
    deviceId,
    isManaged: true,
    name: `Backup ${id.slice(0, 4)}`,
    pin,
    window: undefined,
    prefersNativeScheduling: false,
    createdAt: now,
    backup: { pulledFor: undefined },
  });
}
