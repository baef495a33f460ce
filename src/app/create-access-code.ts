import { type AccessCode, newAccessCode } from "#domain/access-code.ts";
import type { ActionAttempt } from "#domain/action-attempt.ts";
import { type Admitted, admit } from "#domain/admit.ts";
import { choosesPinItself } from "#domain/constraints.ts";
import type { NewEvent } from "#domain/event.ts";
import { generatePin } from "#domain/generate-pin.ts";
import type { AccessCodeId, ActionAttemptId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import type { Pin } from "#domain/pin.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { codeEvent } from "#store/code-events.ts";
import { findCommonDigits, holdCommonKey } from "#store/common-codes.ts";
import { createCode, type DeviceForCode, loadForCode } from "#store/create-code.ts";
import type { Db } from "#store/db.ts";
import { mutationsRequested } from "#store/requested-changes.ts";
import type { WorkspaceKeys } from "#store/seal.ts";
import { keepPool, poolUnsupported } from "./backup-codes.ts";
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
  const wish = { ...request, digits: request.digits, startsAt: request.startsAt, endsAt: request.endsAt };
  const admitted = admit(wish, target.device, target.occupants, now);
  if (isProblem(admitted)) return admitted;
  const { offline } = admitted;
  const providerChooses = offline !== undefined || choosesPinItself(target.device.report.capabilities);
  if (request.usesBackupPool && providerChooses) return poolUnsupported(deviceId, "use_backup_access_code_pool");
  for (let draw = 1; ; draw += 1) {
    const pin =
      given ??
      admitted.pin ??
      (providerChooses ? undefined : choosePin(desk, target, admitted, request.preferredLength));
    if (pin === undefined && !providerChooses) return noPinLeft(deviceId);
    const code = newCode(desk, workspaceOf(scope), request, { pin, window: admitted.window, offline, now });
    const attempt = createdAttempt(desk, code);
    const written = await createCode(db, desk.store, keys, workspaceOf(scope), {
      ...code,
      attemptId: attempt.id,
      // Nobody asks us before a maker computes a PIN that another code has.
      sharesPin: target.device.report.capabilities.sharesPinAcrossWindows || providerChooses,
      events: createdEvents(desk, code, target),
    });
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

function choosePin(
  desk: Desk,
  target: DeviceForCode,
  { liveCodes }: Admitted,
  preferredLength: number | undefined,
): Pin | undefined {
  const { capabilities } = target.device.report;
  return generatePin({ capabilities, preferredLength, liveCodes, isTaken: target.isTaken }, desk.runtime.randomBytes);
}

function newCode(
  desk: Desk,
  workspaceId: WorkspaceId,
  request: CreateAccessCode,
  { pin, window, offline, now }: Pick<AccessCode, "pin" | "window" | "offline"> & { readonly now: number },
): AccessCode {
  return newAccessCode({
    id: desk.runtime.uuid() as AccessCodeId,
    workspaceId,
    deviceId: request.deviceId,
    isManaged: true,
    name: request.name,
    pin,
    window,
    offline,
    commonCodeKey: request.commonCodeKey,
    prefersNativeScheduling: request.prefersNativeScheduling,
    allowsExternalModification: request.allowsExternalModification,
    createdAt: now,
  });
}

function createdAttempt(desk: Desk, code: AccessCode): ActionAttempt {
  return {
    id: desk.runtime.uuid() as ActionAttemptId,
    workspaceId: code.workspaceId,
    type: "CREATE_ACCESS_CODE",
    deviceId: code.deviceId,
    accessCodeId: code.id,
    createdAt: code.createdAt,
    state: { kind: "success", wasConfirmedByDevice: undefined },
  };
}

function createdEvents(desk: Desk, code: AccessCode, { device, account }: DeviceForCode): readonly NewEvent[] {
  const scene = { device, account, at: code.createdAt, by: desk.askedBy };
  return [
    codeEvent({ type: "access_code.created" }, code, scene),
    mutationsRequested(undefined, code, { accountId: account.id, at: code.createdAt, by: desk.askedBy }),
  ];
}

function noPinLeft(deviceId: DeviceId): Problem {
  const sentence = "No PIN is left that this device's rules allow and that is not known on it.";
  return problem("invalid_input", sentence, { param: "code", data: { device_id: deviceId } });
}
