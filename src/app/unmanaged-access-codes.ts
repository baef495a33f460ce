import type { ActionAttempt } from "#domain/action-attempt.ts";
import { Pin } from "#domain/pin.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { changeCode } from "#store/change-code.ts";
import { findCode, listCodes } from "#store/code-views.ts";
import { deletion } from "./access-codes.ts";
import type { Desk } from "./desk.ts";
import { findAccessCode, hintThatIt } from "./find-access-code.ts";
import { pagedBy } from "./paging.ts";
import { changedMeanwhile, noSuchCode, tooMany, unmanagedDevice } from "./problems.ts";
import type { ConvertToManaged, GetAccessCode, ListUnmanagedAccessCodes } from "./requests.ts";
import type { AccessCodeView, Paged } from "./views.ts";

export { convertToManaged } from "./convert-to-managed.ts";
export { simulateUnmanagedAccessCode } from "./simulate-unmanaged-access-code.ts";

/** How often a change is tried again on a code that somebody else has changed between reading and writing. */
const triesAtMost = 3;

export function getUnmanagedAccessCode(
  desk: Desk,
  scope: Scope,
  request: GetAccessCode,
): Promise<AccessCodeView | Problem> {
  return findAccessCode(desk, scope, request, false);
}

export async function listUnmanagedAccessCodes(
  desk: Desk,
  scope: Scope,
  { deviceId, search, page }: ListUnmanagedAccessCodes,
): Promise<Paged<AccessCodeView>> {
  const { store } = desk;
  const keys = await store.keysOf(workspaceOf(scope));
  const searchedPin = search === undefined ? undefined : Pin.parse(search);
  return pagedBy(
    page,
    (view: AccessCodeView) => view.code,
    (limit) =>
      listCodes(store.db, keys, scope, {
        isManaged: false,
        deviceId,
        search,
        searchedPin,
        limit,
        after: page.after,
      }),
  );
}

/** Has a code that was found on the lock taken off it: exactly that entry, and nothing else. */
export async function deleteUnmanagedAccessCode(
  desk: Desk,
  scope: Scope,
  { accessCodeId }: Pick<ConvertToManaged, "accessCodeId">,
): Promise<{ readonly attempt: ActionAttempt } | Problem> {
  const { store, runtime } = desk;
  const keys = await store.keysOf(workspaceOf(scope));
  for (let tries = 0; tries < triesAtMost; tries += 1) {
    const found = await findCode(store.db, keys, scope, accessCodeId);
    if (found === undefined) return noSuchCode(accessCodeId);
    if (found.code.isManaged) return noSuchCode(accessCodeId, hintThatIt.isManaged);
    const { code, device } = found;
    if (!device.isManaged) return unmanagedDevice(device.id);
    if (!device.report.capabilities.deletesUnmanaged) {
      return refuse(
        "Codes that others put on this device can only be deleted at the lock or in the maker's app.",
        found,
      );
    }
    const now = runtime.now();
    const attempt = deletion(desk, found, now);
    const written = await changeCode(store.db, store, keys, workspaceOf(scope), {
      before: code,
      after: { ...code, retired: code.retired ?? { at: now, because: "deleted" } },
      sharesPin: device.report.capabilities.sharesPinAcrossWindows,
      attempt: { id: attempt.id, type: "DELETE_ACCESS_CODE" },
      isGone: false,
      events: [],
    });
    if (written.kind === "limited") return tooMany(device.id, written.until - now);
    if (written.kind !== "written") continue;
    desk.nudge(device.id);
    return { attempt };
  }
  return changedMeanwhile();
}

function refuse(sentence: string, { code }: AccessCodeView): Problem {
  return problem("invalid_input", sentence, { param: "access_code_id", data: { access_code_id: code.id } });
}
