import { type AccessCode, newAccessCode } from "#domain/access-code.ts";
import type { ActionAttempt } from "#domain/action-attempt.ts";
import { type Admitted, admit } from "#domain/admit.ts";
import { choosesPinItself } from "#domain/constraints.ts";
import type { NewEvent } from "#domain/event.ts";
import { generatePin } from "#domain/generate-pin.ts";
import type { AccessCodeId, ActionAttemptId, DeviceId } from "#domain/ids.ts";
import type { Pin } from "#domain/pin.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { codeEvent } from "#store/code-events.ts";
import type { DeviceForCode, NewCode } from "#store/create-code.ts";
import { mutationsRequested } from "#store/requested-changes.ts";
import { poolUnsupported } from "./backup-codes.ts";
import type { Desk } from "./desk.ts";
import type { CreateAccessCode } from "./requests.ts";

/** A wish that its device takes. */
export interface AdmittedWish extends Admitted {
  /** We choose no PIN: the provider, or the maker of an offline code, does. */
  readonly providerChooses: boolean;
}

/** May this be wanted on this device? Asked alike of one code and of many. */
export function admitWish(request: CreateAccessCode, target: DeviceForCode, now: number): AdmittedWish | Problem {
  const wish = { ...request, digits: request.digits, startsAt: request.startsAt, endsAt: request.endsAt };
  const admitted = admit(wish, target.device, target.occupants, now);
  if (isProblem(admitted)) return admitted;
  const providerChooses = admitted.offline !== undefined || choosesPinItself(target.device.report.capabilities);
  if (request.usesBackupPool && providerChooses) {
    return poolUnsupported(request.deviceId, "use_backup_access_code_pool");
  }
  return { ...admitted, providerChooses };
}

/** A PIN that the device's rules allow and that is not known on it; `undefined`: none is left. */
export function choosePin(
  { runtime }: Pick<Desk, "runtime">,
  { device, isTaken }: Pick<DeviceForCode, "device" | "isTaken">,
  { liveCodes }: Pick<Admitted, "liveCodes">,
  preferredLength: number | undefined,
): Pin | undefined {
  const { capabilities } = device.report;
  return generatePin({ capabilities, preferredLength, liveCodes, isTaken }, runtime.randomBytes);
}

export function noPinLeft(deviceId: DeviceId): Problem {
  const sentence = "No PIN is left that this device's rules allow and that is not known on it.";
  return problem("invalid_input", sentence, { param: "code", data: { device_id: deviceId } });
}

/** An admitted code with the attempt that answers for it, and as it is recorded. */
export interface CodeToRecord {
  readonly code: AccessCode;
  readonly attempt: ActionAttempt;
  readonly record: NewCode;
}

export function codeToRecord(
  desk: Desk,
  scope: Scope,
  request: CreateAccessCode,
  target: DeviceForCode,
  { pin, window, offline, providerChooses, now }: Omit<AdmittedWish, "liveCodes"> & { readonly now: number },
): CodeToRecord {
  const code = newAccessCode({
    id: desk.runtime.uuid() as AccessCodeId,
    workspaceId: workspaceOf(scope),
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
  const attempt = createdAttempt(desk, code);
  const record = {
    ...code,
    attemptId: attempt.id,
    // Nobody asks us before a maker computes a PIN that another code has.
    sharesPin: target.device.report.capabilities.sharesPinAcrossWindows || providerChooses,
    events: createdEvents(desk, code, target),
  };
  return { code, attempt, record };
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
