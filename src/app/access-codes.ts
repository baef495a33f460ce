import type { ActionAttempt } from "#domain/action-attempt.ts";
import type { ActionAttemptId } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { changeCode } from "#store/change-code.ts";
import { findCode, listCodes } from "#store/code-views.ts";
import { mutationsRequested } from "#store/requested-changes.ts";
import type { Desk } from "./desk.ts";
import { findAccessCode, hintThatIt } from "./find-access-code.ts";
import { pagedBy } from "./paging.ts";
import { changedMeanwhile, noSuchCode, tooMany } from "./problems.ts";
import type { DeleteAccessCode, GetAccessCode, ListAccessCodes } from "./requests.ts";
import type { AccessCodeView, Paged } from "./views.ts";

export { pullBackupAccessCode } from "./backup-codes.ts";
export { createAccessCode, generateCode } from "./create-access-code.ts";
export { createMultipleAccessCodes } from "./create-multiple-access-codes.ts";
export { updateAccessCode } from "./update-access-code.ts";
export { updateMultipleAccessCodes } from "./update-multiple-access-codes.ts";

/** How often a deletion is tried again on a code that somebody else has changed between reading and writing. */
const triesAtMost = 3;

export function getAccessCode(desk: Desk, scope: Scope, request: GetAccessCode): Promise<AccessCodeView | Problem> {
  return findAccessCode(desk, scope, request, true);
}

export async function listAccessCodes(
  desk: Desk,
  scope: Scope,
  request: ListAccessCodes,
): Promise<Paged<AccessCodeView>> {
  const { store } = desk;
  const keys = await store.keysOf(workspaceOf(scope));
  const { deviceId, accessCodeIds, search, page } = request;
  return pagedBy(
    page,
    (view: AccessCodeView) => view.code,
    (limit) =>
      listCodes(store.db, keys, scope, {
        isManaged: true,
        deviceId,
        ids: accessCodeIds,
        search,
        searchedPin: search === undefined ? undefined : Pin.parse(search),
        limit,
        after: page.after,
      }),
  );
}

/** Wants a code gone: it is taken off the lock, and is gone once it is known to be off. Asked for twice, it is one deletion. */
export async function deleteAccessCode(
  desk: Desk,
  scope: Scope,
  { accessCodeId, deviceId }: DeleteAccessCode,
): Promise<{ readonly attempt: ActionAttempt } | Problem> {
  const { store, runtime } = desk;
  const keys = await store.keysOf(workspaceOf(scope));
  for (let tries = 0; tries < triesAtMost; tries += 1) {
    const found = await findCode(store.db, keys, scope, accessCodeId);
    if (found === undefined || !found.code.isManaged)
      return noSuchCode(accessCodeId, found === undefined ? "" : hintThatIt.isUnmanaged);
    const { code, device, account } = found;
    if (deviceId !== undefined && deviceId !== device.id) return noSuchCode(accessCodeId);
    if (code.offline !== undefined && code.onLock !== undefined && code.retired === undefined)
      return irrevocable(found);
    const now = runtime.now();
    const isNew = code.retired?.because !== "deleted";
    const after = isNew ? { ...code, retired: { at: code.retired?.at ?? now, because: "deleted" as const } } : code;
    const attempt = deletion(desk, found, now);
    const written = await changeCode(store.db, store, keys, workspaceOf(scope), {
      before: code,
      after,
      sharesPin: device.report.capabilities.sharesPinAcrossWindows,
      attempt: { id: attempt.id, type: "DELETE_ACCESS_CODE" },
      isGone: false,
      events: isNew ? [mutationsRequested(code, after, { accountId: account.id, at: now, by: desk.askedBy })] : [],
    });
    if (written.kind === "limited") return tooMany(device.id, written.until - now);
    if (written.kind !== "written") continue;
    desk.nudge(device.id);
    return { attempt };
  }
  return changedMeanwhile();
}

/** The lock knows an offline PIN by computation, for as long as it lasts. */
function irrevocable({ code }: AccessCodeView): Problem {
  const sentence =
    "An offline access code cannot be taken back from here: it works until it ends, or until it is blocked at the lock.";
  return problem("invalid_input", sentence, { param: "access_code_id", data: { access_code_id: code.id } });
}

/** The attempt that answers for a deletion: it succeeds when the deletion is recorded. */
export function deletion(desk: Desk, { code }: AccessCodeView, now: number): ActionAttempt {
  return {
    id: desk.runtime.uuid() as ActionAttemptId,
    workspaceId: code.workspaceId,
    type: "DELETE_ACCESS_CODE",
    deviceId: code.deviceId,
    accessCodeId: code.id,
    createdAt: now,
    state: { kind: "success", wasConfirmedByDevice: undefined },
  };
}
