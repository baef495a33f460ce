import type { ActionAttempt } from "#domain/action-attempt.ts";
import type { ActionAttemptId } from "#domain/ids.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { insertTurn } from "#store/action-attempts.ts";
import { findDevice } from "#store/device-views.ts";
import type { Desk } from "./desk.ts";
import { noSuchDevice, tooMany } from "./problems.ts";
import type { TurnLock } from "./requests.ts";

/** Has a door turned: recorded and answered at once, done by whoever works the device. */
export async function turnLock(
  desk: Desk,
  scope: Scope,
  { deviceId, to }: TurnLock,
): Promise<{ readonly attempt: ActionAttempt } | Problem> {
  const { store, runtime } = desk;
  const found = await findDevice(store.db, scope, deviceId);
  if (found === undefined) return noSuchDevice(deviceId);
  const { device } = found;
  if (!device.isManaged) return unmanagedLock(deviceId);
  const { locksRemotely, unlocksRemotely } = device.report.capabilities;
  const can = to === "locked" ? locksRemotely : unlocksRemotely;
  if (device.report.kind !== "lock" || can !== true) {
    const sentence = `The device cannot be ${to} remotely${can === false ? " at present" : ""}.`;
    return problem("device_type_not_supported", sentence, { data: { device_id: deviceId } });
  }
  const attempt: ActionAttempt = {
    id: runtime.uuid() as ActionAttemptId,
    workspaceId: workspaceOf(scope),
    type: to === "locked" ? "LOCK_DOOR" : "UNLOCK_DOOR",
    deviceId,
    accessCodeId: undefined,
    createdAt: runtime.now(),
    state: { kind: "pending" },
  };
  const written = await insertTurn(store.db, attempt, deviceId);
  if (written.kind === "missed") return unmanagedLock(deviceId);
  if (written.kind === "limited") return tooMany(deviceId, written.until - attempt.createdAt);
  desk.nudge(deviceId);
  return { attempt };
}

function unmanagedLock(deviceId: string): Problem {
  return problem("device_unmanaged", "The device is unmanaged: convert it to managed before you turn its lock.", {
    data: { device_id: deviceId },
  });
}
