import type { ActionAttempt, ActionType } from "#domain/action-attempt.ts";
import type { AccessCodeId, ActionAttemptId, DeviceId, WorkspaceId } from "#domain/ids.ts";
import { accountsOf, type Scope, workspaceOf } from "#domain/scope.ts";
import { selectList } from "./columns.ts";
import { type Db, msOf, toTime } from "./db.ts";
import { countRequest, isLimited, limitedUntil } from "./request-limits.ts";

export interface ActionAttemptRow {
  action_attempt_id: ActionAttemptId;
  workspace_id: WorkspaceId;
  action_type: ActionType;
  device_id: DeviceId | null;
  access_code_id: AccessCodeId | null;
  status: "pending" | "success" | "error";
  result: { was_confirmed_by_device?: boolean } | null;
  error: { type: string; message: string } | null;
  created_at: Date;
}

export const actionAttemptColumns = selectList([
  "action_attempt_id",
  "workspace_id",
  "action_type",
  "device_id",
  "access_code_id",
  "status",
  "result",
  "error",
  "created_at",
] as const satisfies readonly (keyof ActionAttemptRow)[]);

export function actionAttemptFrom(row: ActionAttemptRow): ActionAttempt {
  return {
    id: row.action_attempt_id,
    workspaceId: row.workspace_id,
    type: row.action_type,
    deviceId: row.device_id ?? undefined,
    accessCodeId: row.access_code_id ?? undefined,
    createdAt: row.created_at.getTime(),
    state: stateFrom(row),
  };
}

function stateFrom(row: ActionAttemptRow): ActionAttempt["state"] {
  switch (row.status) {
    case "pending":
      return { kind: "pending" };
    case "success":
      return { kind: "success", wasConfirmedByDevice: row.result?.was_confirmed_by_device };
    case "error":
      return {
        kind: "error",
        type: row.error?.type ?? "uncategorized_error",
        message: row.error?.message ?? "It failed.",
      };
  }
}

/** Records an attempt that is finished already. */
export async function insertFinishedAttempt(db: Db, attempt: ActionAttempt): Promise<void> {
  const text = `insert into action_attempts (action_attempt_id, workspace_id, action_type, device_id, access_code_id, status,
      result, error, created_at, finished_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`;
  await db.query({ name: "insert-attempt", text }, [
    attempt.id,
    attempt.workspaceId,
    attempt.type,
    attempt.deviceId ?? null,
    attempt.accessCodeId ?? null,
    ...outcomeValues(attempt.state),
    toTime(attempt.createdAt),
  ]);
}

/** What became of a wish to turn a door. */
export type TurnWritten =
  | { readonly kind: "written" }
  | { readonly kind: "limited"; readonly until: number }
  | { readonly kind: "missed" };

/** Records that a door is to be turned, and has its device worked at once. */
export async function insertTurn(db: Db, attempt: ActionAttempt, deviceId: DeviceId): Promise<TurnWritten> {
  const request = attempt.type === "LOCK_DOOR" ? "lock" : "unlock";
  const rows = await db.query({ name: `insert-turn-${request}`, text: turnTexts[request] }, [
    attempt.id,
    attempt.workspaceId,
    attempt.type,
    deviceId,
    toTime(attempt.createdAt),
  ]);
  if (rows.length > 0) return { kind: "written" };
  const until = await limitedUntil(db, attempt.workspaceId, { deviceId, request, now: attempt.createdAt });
  return until === undefined ? { kind: "missed" } : { kind: "limited", until };
}

const turnText = (request: "lock" | "unlock") => `
  with due as (
    update devices set next_due_at = least(coalesce(next_due_at, $5), $5), ${countRequest(request, msOf("$5"))}
    where device_id = $4 and workspace_id = $2 and is_managed and not ${isLimited(request, msOf("$5"))}
    returning device_id)
  insert into action_attempts (action_attempt_id, workspace_id, action_type, device_id, status, created_at)
  select $1, $2, $3, device_id, 'pending', $5 from due returning action_attempt_id`;

const turnTexts = { lock: turnText("lock"), unlock: turnText("unlock") };

/** Status, result and error. */
function outcomeValues(state: ActionAttempt["state"]): readonly unknown[] {
  switch (state.kind) {
    case "pending":
      return [state.kind, null, null];
    case "success": {
      const known = state.wasConfirmedByDevice;
      return [state.kind, known === undefined ? {} : { was_confirmed_by_device: known }, null];
    }
    case "error":
      return [state.kind, null, { type: state.type, message: state.message }];
  }
}

export async function findActionAttempt(db: Db, scope: Scope, id: ActionAttemptId): Promise<ActionAttempt | undefined> {
  const text = `select ${actionAttemptColumns} from action_attempts where action_attempt_id = $1 and workspace_id = $2
    and ($3::uuid[] is null or device_id in (select device_id from devices where connected_account_id = any($3)))`;
  const [row] = await db.query<ActionAttemptRow>({ name: "find-attempt", text }, [
    id,
    workspaceOf(scope),
    accountsOf(scope) ?? null,
  ]);
  return row === undefined ? undefined : actionAttemptFrom(row);
}

export interface AttemptFilter {
  readonly ids: readonly ActionAttemptId[] | undefined;
  readonly deviceId: DeviceId | undefined;
  readonly limit: number;
  readonly after: { readonly createdAt: number; readonly id: string } | undefined;
}

/** Up to `limit` attempts after a place in the list, oldest first. */
export async function listAttempts(
  db: Db,
  workspace: WorkspaceId,
  filter: AttemptFilter,
): Promise<readonly ActionAttempt[]> {
  const rows = await db.query<ActionAttemptRow>(
    `select ${actionAttemptColumns} from action_attempts
     where workspace_id = $1 and ($2::uuid[] is null or action_attempt_id = any($2)) and ($3::uuid is null or device_id = $3)
       and ($4::timestamptz is null or (created_at, action_attempt_id) > ($4, $5::uuid))
     order by created_at, action_attempt_id limit $6`,
    [
      workspace,
      filter.ids ?? null,
      filter.deviceId ?? null,
      toTime(filter.after?.createdAt),
      filter.after?.id ?? null,
      filter.limit,
    ],
  );
  return rows.map(actionAttemptFrom);
}
