import type { ActionAttempt } from "#domain/action-attempt.ts";
import type { AccessCodeId, ActionAttemptId, WorkspaceId } from "#domain/ids.ts";
import type { Problem } from "#domain/problem.ts";
import { changeCode } from "#store/change-code.ts";
import { findCode } from "#store/code-views.ts";
import { mutationsRequested } from "#store/requested-changes.ts";
import type { Desk } from "./desk.ts";
import { changedMeanwhile, noSuchCode, takenOver, tooMany } from "./problems.ts";

/** How often it is tried again on a code that somebody else has changed between reading and writing. */
const triesAtMost = 3;

/**
 * Has the lock of a code looked at now, and what failed or was refused there tried once more without waiting: it is
 * wanted anew, and nothing else of it changes.
 */
export async function retryAccessCode(
  desk: Desk,
  workspace: WorkspaceId,
  id: AccessCodeId,
): Promise<{ readonly attempt: ActionAttempt } | Problem> {
  const { store, runtime, askedBy: by } = desk;
  const keys = await store.keysOf(workspace);
  for (let tries = 0; tries < triesAtMost; tries += 1) {
    const found = await findCode(store.db, keys, workspace, id);
    if (found === undefined || !found.code.isManaged) return noSuchCode(id);
    const { code, device, account } = found;
    if (code.transferredAt !== undefined) return takenOver(id);
    const now = runtime.now();
    const isStuck = code.trouble !== undefined;
    const after = isStuck ? { ...code, version: code.version + 1, wantedSince: now } : code;
    const attempt: ActionAttempt = {
      id: runtime.uuid() as ActionAttemptId,
      workspaceId: workspace,
      type: "UPDATE_ACCESS_CODE",
      deviceId: device.id,
      accessCodeId: id,
      createdAt: now,
      state: { kind: "success", wasConfirmedByDevice: undefined },
    };
    const written = await changeCode(store.db, store, keys, workspace, {
      before: code,
      after,
      sharesPin: device.report.capabilities.sharesPinAcrossWindows,
      attempt: { id: attempt.id, type: "UPDATE_ACCESS_CODE" },
      isGone: false,
      events: isStuck ? [mutationsRequested(code, after, { accountId: account.id, at: now, by })] : [],
    });
    if (written.kind === "limited") return tooMany(device.id, written.until - now);
    if (written.kind !== "written") continue;
    desk.nudge(device.id);
    return { attempt };
  }
  return changedMeanwhile();
}
