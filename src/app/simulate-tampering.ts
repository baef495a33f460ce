import type { AccessCodeId, WorkspaceId } from "#domain/ids.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { findCode } from "#store/code-views.ts";
import type { Desk } from "./desk.ts";
import { noSuchCode } from "./problems.ts";
import { atVirtualLock } from "./simulate.ts";

export interface SimulateTampering {
  readonly accessCodeId: AccessCodeId;
  /** The new PIN; `undefined`: the code is taken off the lock. */
  readonly digits: string | undefined;
}

/** Has somebody change a code at a virtual lock, or take it off, behind our back. */
export async function simulateTampering(
  desk: Desk,
  workspace: WorkspaceId,
  { accessCodeId, digits }: SimulateTampering,
): Promise<Problem | undefined> {
  const { store } = desk;
  const found = await findCode(store.db, await store.keysOf(workspace), workspace, accessCodeId);
  if (found === undefined) return noSuchCode(accessCodeId);
  const { onLock, deviceId, offline } = found.code;
  if (onLock === undefined || offline !== undefined) {
    const sentence = "Nobody can change what is in no place on the lock.";
    return problem("invalid_input", sentence, { param: "access_code_id", data: { access_code_id: accessCodeId } });
  }
  return atVirtualLock(desk, workspace, deviceId, (locks, lockId) => locks.tamperWith(lockId, onLock.place, digits));
}
