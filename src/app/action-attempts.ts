import type { ActionAttempt } from "#domain/action-attempt.ts";
import type { AccessCodeId, ActionAttemptId, WorkspaceId } from "#domain/ids.ts";
import { type Problem, problem } from "#domain/problem.ts";
import { type Scope, workspaceOf } from "#domain/scope.ts";
import { findActionAttempt, listAttempts } from "#store/action-attempts.ts";
import { findCodes } from "#store/code-views.ts";
import type { Desk } from "./desk.ts";
import { pagedBy } from "./paging.ts";
import type { ListActionAttempts } from "./requests.ts";
import type { AccessCodeView, ActionAttemptView, Paged } from "./views.ts";

export async function getActionAttempt(
  desk: Desk,
  scope: Scope,
  actionAttemptId: ActionAttemptId,
): Promise<ActionAttemptView | Problem> {
  const attempt = await findActionAttempt(desk.store.db, scope, actionAttemptId);
  if (attempt === undefined) {
    return problem("action_attempt_not_found", "There is no such action attempt.", {
      data: { action_attempt_id: actionAttemptId },
    });
  }
  const codes = await codesOf(desk, scope, [attempt.accessCodeId]);
  return { attempt, view: attempt.accessCodeId && codes.get(attempt.accessCodeId) };
}

export async function listActionAttempts(
  desk: Desk,
  workspace: WorkspaceId,
  request: ListActionAttempts,
): Promise<Paged<ActionAttemptView>> {
  const { ids, deviceId, page } = request;
  const { items, next } = await pagedBy(
    page,
    (attempt: ActionAttempt) => attempt,
    (limit) => listAttempts(desk.store.db, workspace, { ids, deviceId, limit, after: page.after }),
  );
  const codes = await codesOf(
    desk,
    workspace,
    items.map((attempt) => attempt.accessCodeId),
  );
  return {
    items: items.map((attempt) => ({ attempt, view: attempt.accessCodeId && codes.get(attempt.accessCodeId) })),
    next,
  };
}

async function codesOf(
  desk: Desk,
  scope: Scope,
  ids: readonly (AccessCodeId | undefined)[],
): Promise<ReadonlyMap<AccessCodeId, AccessCodeView>> {
  const keys = await desk.store.keysOf(workspaceOf(scope));
  return findCodes(desk.store.db, keys, scope, [...new Set(ids.flatMap((id) => id ?? []))]);
}
