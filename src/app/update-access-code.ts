import type { AccessCode } from "#domain/access-code.ts";
import type { ActionAttempt } from "#domain/action-attempt.ts";
import { admit, admitDigits, admitWindow, refuseDevice } from "#domain/admit.ts";
import type { NewEvent } from "#domain/event.ts";
import type { ActionAttemptId } from "#domain/ids.ts";
import { asUnmanaged } from "#domain/management.ts";
import { Pin } from "#domain/pin.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { sameWindow, type Window } from "#domain/window.ts";
import { changeCode } from "#store/change-code.ts";
import { codeEvent } from "#store/code-events.ts";
import { findCode, type StoredCode } from "#store/code-views.ts";
import { loadForCode } from "#store/create-code.ts";
import { mutationsRequested } from "#store/requested-changes.ts";
import type { Desk } from "./desk.ts";
import { changedMeanwhile, duplicateCode, noSuchCode, takenOver, tooMany } from "./problems.ts";
import type { UpdateAccessCode } from "./requests.ts";

/** How often a change is tried again on a code that somebody else has changed between reading and writing. */
const triesAtMost = 3;

/** Changes what is wanted of a code. Asked for twice, or for what is so already, it succeeds and changes nothing. */
export async function updateAccessCode(
  desk: Desk,
  scope: Scope,
  request: UpdateAccessCode,
): Promise<{ readonly attempt: ActionAttempt } | Problem> {
  const { store, runtime } = desk;
  const workspace = workspaceOf(scope);
  const keys = await store.keysOf(workspace);
  for (let tries = 0; tries < triesAtMost; tries += 1) {
    const found = await findCode(store.db, keys, scope, request.accessCodeId);
    if (found === undefined || !found.code.isManaged) return noSuchCode(request.accessCodeId);
    if (request.deviceId !== undefined && request.deviceId !== found.device.id) return noSuchCode(request.accessCodeId);
    const after = await changed(desk, found, request);
    if (isProblem(after)) return after;
    const attempt: ActionAttempt = {
      id: runtime.uuid() as ActionAttemptId,
      workspaceId: workspace,
      type: "UPDATE_ACCESS_CODE",
      deviceId: found.device.id,
      accessCodeId: found.code.id,
      createdAt: runtime.now(),
      state: { kind: "success", wasConfirmedByDevice: undefined },
    };
    const isGone = !after.isManaged && after.onLock === undefined;
    const written = await changeCode(store.db, store, keys, workspace, {
      before: found.code,
      after,
      sharesPin: found.device.report.capabilities.sharesPinAcrossWindows,
      attempt: { id: attempt.id, type: "UPDATE_ACCESS_CODE" },
      isGone,
      events: eventsOf(desk, found, after, isGone),
    });
    if (written.kind === "duplicate") return duplicateCode(found.device.id, written.by);
    if (written.kind === "limited") return tooMany(found.device.id, written.until - runtime.now());
    if (written.kind === "missed") continue;
    desk.nudge(found.device.id);
    return { attempt };
  }
  return changedMeanwhile();
}

/** The code as it is to be; the same version where nothing that is wanted on the lock changes. */
async function changed(desk: Desk, found: StoredCode, request: UpdateAccessCode): Promise<AccessCode | Problem> {
  const { code, device } = found;
  const now = desk.runtime.now();
  if (code.retired !== undefined) {
    return problem("invalid_input", "The access code is being removed and can no longer be changed.", {
      data: { access_code_id: code.id },
    });
  }
  if (code.transferredAt !== undefined) return takenOver(code.id);
  if (code.offline !== undefined && changesAnything(code, request)) {
    const sentence = "An offline access code cannot be changed: nothing of it can be sent to the lock.";
    return problem("invalid_input", sentence, { param: "access_code_id", data: { access_code_id: code.id } });
  }
  const allowsExternalModification = request.allowsExternalModification ?? code.allowsExternalModification;
  if (request.isManaged === false) return asUnmanaged(code, now);
  const pin = admitDigits(request.digits, device) ?? code.pin;
  if (isProblem(pin)) return pin;
  const window = wantedWindow(request, found, now);
  if (isProblem(window)) return window;
  const name = request.name ?? code.name;
  const changesPin = pin !== undefined && !pin.equals(code.pin);
  const changesWindow = !sameWindow(window, code.window);
  if (!changesPin && !changesWindow && name === code.name) return { ...code, allowsExternalModification };
  const refusal =
    refuseDevice(device, request.attemptForOfflineDevice ?? true) ?? (await refuseTime(desk, found, window));
  if (refusal !== undefined) return refusal;
  return {
    ...code,
    name,
    pin,
    window,
    allowsExternalModification,
    // A code whose PIN is changed on its own no longer shares it.
    commonCodeKey: changesPin ? undefined : code.commonCodeKey,
    version: code.version + 1,
    wantedSince: now,
  };
}

function changesAnything(code: AccessCode, request: UpdateAccessCode): boolean {
  const { digits, name, startsAt, endsAt, type } = request;
  if (request.isManaged === false || (digits !== undefined && Pin.parse(digits)?.equals(code.pin) !== true))
    return true;
  if ((name ?? code.name) !== code.name) return true;
  const isOngoing = code.window === undefined;
  if (type !== undefined && (type === "ongoing") !== isOngoing) return true;
  return (
    (startsAt ?? code.window?.startsAt) !== code.window?.startsAt ||
    (endsAt ?? code.window?.endsAt) !== code.window?.endsAt
  );
}

function wantedWindow(
  request: UpdateAccessCode,
  { code, device }: StoredCode,
  now: number,
): Window | undefined | Problem {
  const { startsAt, endsAt, type } = request;
  if (type === "ongoing") {
    if (startsAt === undefined && endsAt === undefined) return undefined;
    return problem("invalid_input", "An ongoing access code has neither starts_at nor ends_at.", { param: "type" });
  }
  if (startsAt === undefined && endsAt === undefined) {
    if (type !== "time_bound" || code.window !== undefined) return code.window;
    return problem("invalid_input", "A time-bound access code needs starts_at and ends_at.", { param: "type" });
  }
  const asked = { startsAt: startsAt ?? code.window?.startsAt, endsAt: endsAt ?? code.window?.endsAt };
  // Repeating what is wanted already is no change, also once it lies in the past.
  if (asked.startsAt === code.window?.startsAt && asked.endsAt === code.window?.endsAt) return code.window;
  return admitWindow(asked.startsAt, asked.endsAt, device, now);
}

/** A new time may meet more codes than the lock has places for. */
async function refuseTime(
  desk: Desk,
  { code, device }: StoredCode,
  window: Window | undefined,
): Promise<Problem | undefined> {
  if (sameWindow(window, code.window) || device.report.capabilities.maxCodes === undefined) return undefined;
  const keys = await desk.store.keysOf(code.workspaceId);
  const now = desk.runtime.now();
  const target = await loadForCode(desk.store.db, keys, code.workspaceId, {
    deviceId: device.id,
    now,
    except: code.id,
  });
  if (target === undefined) return undefined;
  const wish = {
    digits: undefined,
    startsAt: window?.startsAt,
    endsAt: window?.endsAt,
    prefersNativeScheduling: code.prefersNativeScheduling,
    attemptForOfflineDevice: true,
    isOffline: false,
    isOneTimeUse: false,
    usesBackupPool: false,
  };
  const admitted = admit(wish, target.device, target.occupants, now);
  return isProblem(admitted) ? admitted : undefined;
}

function eventsOf(
  { askedBy: by }: Desk,
  { code, device, account }: StoredCode,
  after: AccessCode,
  isGone: boolean,
): readonly NewEvent[] {
  const scene = { device, account, at: after.wantedSince, by };
  if (isGone) return [codeEvent({ type: "access_code.deleted", withCode: true }, code, scene)];
  if (!after.isManaged || after.version === code.version) return [];
  return [mutationsRequested(code, after, { accountId: account.id, at: after.wantedSince, by })];
}
