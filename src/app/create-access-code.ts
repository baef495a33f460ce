import type { ActionAttempt } from "#domain/action-attempt.ts";
import { admit } from "#domain/admit.ts";
import { choosesPinItself } from "#domain/constraints.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { Pin } from "#domain/pin.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { findCommonDigits, holdCommonKey } from "#store/common-codes.ts";
import { createCode, loadForCode } from "#store/create-code.ts";
import type { Db } from "#store/db.ts";
import type { WorkspaceKeys } from "#store/seal.ts";
import { admitWish, choosePin, codeToRecord, noPinLeft } from "./admitted-code.ts";
import { keepPool } from "./backup-codes.ts";
import type { Desk } from "./desk.ts";
import { duplicateCode, noSuchDevice, tooMany } from "./problems.ts";
import type { CreateAccessCode } from "./requests.ts";
import type { AccessCodeView, GeneratedCode } from "./views.ts";

export interface CreatedAccessCode {
  readonly view: AccessCodeView;
  readonly attempt: ActionAttempt;
}

/** Another drawn PIN is tried this often where somebody else takes the first at the same moment. */
const drawsAtMost = 3;

/** Wants a new code on a device: recorded and answered at once, put on the lock afterwards. */
export async function createAccessCode(
  desk: Desk,
  scope: Scope,
  request: CreateAccessCode,
): Promise<CreatedAccessCode | Problem> {
  const { store } = desk;
  const keys = await store.keysOf(workspaceOf(scope));
  if (request.isOffline && request.commonCodeKey !== undefined) {
    const sentence = "The maker computes the code of an offline access code: no other can share it.";
    return problem("invalid_input", sentence, { param: "common_code_key" });
  }
  const created =
    request.commonCodeKey === undefined
      ? await createIn(desk, store.db, keys, scope, request, { draws: drawsAtMost })
      : await createShared(desk, keys, scope, request, request.commonCodeKey);
  if (isProblem(created)) return created;
  desk.nudge(request.deviceId);
  if (request.usesBackupPool) await keepPool(desk, created.view.device);
  return created;
}

/** Codes of one key share one PIN: whoever comes second waits, and takes what the first has. */
async function createShared(
  desk: Desk,
  keys: WorkspaceKeys,
  scope: Scope,
  request: CreateAccessCode,
  commonCodeKey: string,
): Promise<CreatedAccessCode | Problem> {
  return desk.store.db.transaction(async (tx) => {
    await holdCommonKey(tx, workspaceOf(scope), commonCodeKey);
    const digits = await findCommonDigits(tx, keys, scope, commonCodeKey);
    if (digits !== undefined && request.digits !== undefined && digits !== request.digits) {
      return problem("invalid_input", "The codes with this common_code_key have another code.", { param: "code" });
    }
    // A clash ends the transaction, so that there is no second draw in it.
    return createIn(desk, tx, keys, scope, { ...request, digits: digits ?? request.digits }, { draws: 1 });
  });
}

/** A PIN that this device would take now. Nothing is reserved. */
export async function generateCode(
  desk: Desk,
  scope: Scope,
  { deviceId }: { readonly deviceId: DeviceId },
): Promise<GeneratedCode | Problem> {
  const keys = await desk.store.keysOf(workspaceOf(scope));
  const target = await loadForCode(desk.store.db, keys, scope, { deviceId, now: desk.runtime.now() });
  if (target === undefined) return noSuchDevice(deviceId);
  if (choosesPinItself(target.device.report.capabilities)) {
    return problem("invalid_input", "The provider of this device chooses the code.", { param: "device_id" });
  }
  const admitted = admit(anyCode, target.device, target.occupants, desk.runtime.now());
  if (isProblem(admitted)) return admitted;
  const pin = choosePin(desk, target, admitted, undefined);
  return pin === undefined ? noPinLeft(deviceId) : { deviceId, pin };
}

const anyCode = {
  digits: undefined,
  startsAt: undefined,
  endsAt: undefined,
  prefersNativeScheduling: true,
  attemptForOfflineDevice: true,
  isOffline: false,
  isOneTimeUse: false,
  usesBackupPool: false,
};

/** How the PIN of a code comes about that nobody chose for this one device. */
export interface Choice {
  /** So often one is drawn, where somebody else takes it at the same moment. */
  readonly draws: number;
  /** Chosen for several devices together. */
  readonly pin?: Pin | undefined;
}

/** As `createAccessCode`, with the caller's connection, and without waking anybody. */
export async function createIn(
  desk: Desk,
  db: Db,
  keys: WorkspaceKeys,
  scope: Scope,
  request: CreateAccessCode,
  { draws, pin: given }: Choice,
): Promise<CreatedAccessCode | Problem> {
  const now = desk.runtime.now();
  const { deviceId } = request;
  const target = await loadForCode(db, keys, scope, { deviceId, now });
  if (target === undefined) return noSuchDevice(deviceId);
  const admitted = admitWish(request, target, now);
  if (isProblem(admitted)) return admitted;
  const { providerChooses } = admitted;
  for (let draw = 1; ; draw += 1) {
    const pin =
      given ??
      admitted.pin ??
      (providerChooses ? undefined : choosePin(desk, target, admitted, request.preferredLength));
    if (pin === undefined && !providerChooses) return noPinLeft(deviceId);
    const { code, attempt, record } = codeToRecord(desk, scope, request, target, { ...admitted, pin, now });
    const written = await createCode(db, desk.store, keys, workspaceOf(scope), record);
    switch (written.kind) {
      case "written":
        return { view: { code, device: target.device, account: target.account }, attempt };
      case "limited":
        return tooMany(deviceId, written.until - now);
      case "missed":
        return problem(
          "device_unmanaged",
          "The device is unmanaged: convert it to managed before you put codes on it.",
          {
            data: { device_id: deviceId },
          },
        );
      case "duplicate":
        if (pin !== undefined && (pin === given || pin === admitted.pin)) return duplicateCode(deviceId, written.by);
        if (draw >= draws) return duplicateCode(deviceId, written.by);
    }
  }
}
