import type { ActionAttempt, ActionType } from "#domain/action-attempt.ts";
import type { ActionAttemptId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { invariant } from "#domain/invariant.ts";
import { isProblem, type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { insertFinishedAttempt } from "#store/action-attempts.ts";
import { makeAccountDue } from "#store/connected-accounts.ts";
import { findDevice } from "#store/device-views.ts";
import { makeDeviceDue } from "#store/devices.ts";
import { appendEvents } from "#store/events.ts";
import { findWorkspace } from "#store/workspaces.ts";
import type { Desk, KeypadAnswer, VirtualLocks } from "./desk.ts";
import { noSuchDevice } from "./problems.ts";
import type { SimulateConnection, SimulateKeypadCodeEntry } from "./requests.ts";
import { refusalOf } from "./virtual-lock-refusals.ts";

type AttemptAnswer = Promise<{ readonly attempt: ActionAttempt } | Problem>;

/** Cuts a virtual lock off, or brings it back. */
export function simulateConnection(
  desk: Desk,
  workspace: WorkspaceId,
  { deviceId, online }: SimulateConnection,
): Promise<Problem | undefined> {
  return atVirtualLock(desk, workspace, deviceId, (locks, lockId) => locks.setConnection(lockId, online));
}

/** Cuts a virtual lock's hub off, or brings it back. */
export function simulateHubConnection(
  desk: Desk,
  workspace: WorkspaceId,
  { deviceId, online }: SimulateConnection,
): Promise<Problem | undefined> {
  return atVirtualLock(desk, workspace, deviceId, (locks, lockId) => locks.setHubConnection(lockId, online));
}

/** Takes a virtual lock off its account. */
export function simulateRemoval(
  desk: Desk,
  workspace: WorkspaceId,
  { deviceId }: { readonly deviceId: DeviceId },
): Promise<Problem | undefined> {
  return atVirtualLock(desk, workspace, deviceId, (locks, lockId) => locks.remove(lockId));
}

/** Somebody types a code at a virtual keypad, and sees the door open or not. */
export async function simulateKeypadCodeEntry(
  desk: Desk,
  workspace: WorkspaceId,
  request: SimulateKeypadCodeEntry,
): Promise<{ readonly attempt: ActionAttempt; readonly keypad: KeypadAnswer } | Problem> {
  let keypad: KeypadAnswer | undefined;
  const answer = await attempted(
    desk,
    workspace,
    { deviceId: request.deviceId, type: "SIMULATE_KEYPAD_CODE_ENTRY" },
    async (locks, lockId) => {
      keypad = await locks.enterCode(lockId, request.digits);
    },
  );
  if (isProblem(answer)) return answer;
  invariant(keypad !== undefined, "what succeeded was typed");
  return { ...answer, keypad };
}

/** Somebody locks a virtual door at its keypad. */
export function simulateManualLock(
  desk: Desk,
  workspace: WorkspaceId,
  { deviceId }: { readonly deviceId: DeviceId },
): AttemptAnswer {
  return attempted(desk, workspace, { deviceId, type: "SIMULATE_MANUAL_LOCK_VIA_KEYPAD" }, (locks, lockId) =>
    locks.turnByHand(lockId, "locked"),
  );
}

/** Does something to the virtual lock behind a device of a sandbox, and has the device and its account looked at. */
export async function atVirtualLock(
  desk: Desk,
  scope: Scope,
  deviceId: DeviceId,
  act: (locks: VirtualLocks, lockId: string) => Promise<void>,
): Promise<Problem | undefined> {
  const { store, runtime, virtualLocks } = desk;
  const owner = await findWorkspace(store.db, workspaceOf(scope));
  if (owner?.isSandbox !== true) return problem("workspace_not_sandbox", "Only a sandbox workspace can simulate.");
  const found = await findDevice(store.db, scope, deviceId);
  if (found === undefined) return noSuchDevice(deviceId);
  if (virtualLocks === undefined) {
    return problem("device_type_not_supported", "No virtual locks run here.", { data: { device_id: deviceId } });
  }
  try {
    await act(virtualLocks, found.device.report.nativeId);
  } catch (error) {
    const refused = refusalOf(error, deviceId);
    if (refused !== undefined) return refused;
    // What was asked for may hold a PIN, and so may the error: neither is told or logged.
    runtime.log("virtual_locks_failed", { deviceId });
    return problem("internal_server_error", "The virtual locks did not answer.", { data: { device_id: deviceId } });
  }
  await makeDeviceDue(store.db, deviceId, runtime.now());
  await makeAccountDue(store.db, found.account.id, runtime.now());
  desk.nudge(deviceId);
  desk.nudge(found.account.id);
  return undefined;
}

async function attempted(
  desk: Desk,
  workspace: WorkspaceId,
  { deviceId, type }: { readonly deviceId: DeviceId; readonly type: ActionType },
  act: (locks: VirtualLocks, lockId: string) => Promise<void>,
): AttemptAnswer {
  const { store, runtime } = desk;
  const refused = await atVirtualLock(desk, workspace, deviceId, act);
  if (refused !== undefined) return refused;
  const now = runtime.now();
  const attempt: ActionAttempt = {
    id: runtime.uuid() as ActionAttemptId,
    workspaceId: workspace,
    type,
    deviceId,
    accessCodeId: undefined,
    createdAt: now,
    state: { kind: "success", wasConfirmedByDevice: undefined },
  };
  await store.db.transaction(async (tx) => {
    await insertFinishedAttempt(tx, attempt);
    const payload = { action_type: type, status: "success" };
    const event = {
      type: `action_attempt.${type.toLowerCase()}.succeeded`,
      occurredAt: now,
      deviceId,
      actionAttemptId: attempt.id,
      payload,
    };
    await appendEvents(tx, store, workspace, [event]);
  });
  return { attempt };
}
