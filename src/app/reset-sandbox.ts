import type { ActionAttempt } from "#domain/action-attempt.ts";
import type { ActionAttemptId, WorkspaceId } from "#domain/ids.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { insertFinishedAttempt } from "#store/action-attempts.ts";
import { emptyWorkspace } from "#store/reset-workspace.ts";
import { findWorkspace } from "#store/workspaces.ts";
import type { Desk } from "./desk.ts";

/**
 * Has a sandbox be as it was at first: its keys stay, and nothing else does. Where the process ends in between,
 * the next start completes it.
 */
export async function resetSandbox(
  desk: Desk,
  workspace: WorkspaceId,
): Promise<{ readonly attempt: ActionAttempt } | Problem> {
  const { store, runtime } = desk;
  if ((await findWorkspace(store.db, workspace))?.isSandbox !== true) {
    return problem("workspace_not_sandbox", "Only a sandbox workspace can be reset.");
  }
  const formerLocks = await store.db.transaction((tx) => emptyWorkspace(tx, workspace));
  const failure = await desk.refillSandbox?.(workspace, formerLocks).catch((error: unknown) => {
    runtime.log("sandbox_refill_failed", { workspace, because: error instanceof Error ? error.name : "unknown" });
    return "failed" as const;
  });
  const attempt: ActionAttempt = {
    id: runtime.uuid() as ActionAttemptId,
    workspaceId: workspace,
    type: "RESET_SANDBOX_WORKSPACE",
    deviceId: undefined,
    accessCodeId: undefined,
    createdAt: runtime.now(),
    state:
      failure === "failed"
        ? { kind: "error", type: "virtual_locks_unavailable", message: "The virtual locks did not answer." }
        : { kind: "success", wasConfirmedByDevice: undefined },
  };
  await insertFinishedAttempt(store.db, attempt);
  return { attempt };
}
