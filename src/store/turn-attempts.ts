import type { ActionAttempt } from "#domain/action-attempt.ts";
import type { NewEvent } from "#domain/event.ts";
import type { ActionAttemptId, ConnectedAccountId, DeviceId } from "#domain/ids.ts";
import { type Db, toTime } from "./db.ts";

type Ended = Exclude<ActionAttempt["state"], { kind: "pending" }>;

/** Marks a request as sent; `false` where it was sent or has ended before. */
export async function startTurn(db: Db, id: ActionAttemptId, at: number): Promise<boolean> {
  const text = `
    update action_attempts set started_at = $2
    where action_attempt_id = $1 and status = 'pending' and started_at is null returning 1`;
  return (await db.query({ name: "start-turn", text }, [id, toTime(at)])).length > 0;
}

/** Ends a request; `undefined` where it had ended before, else the event that tells of it. */
export async function finishTurn(tx: Db, id: ActionAttemptId, state: Ended, at: number): Promise<NewEvent | undefined> {
  const text = `
    update action_attempts as attempt set status = $2, result = $3, error = $4, finished_at = $5
    from devices where action_attempt_id = $1 and status = 'pending' and devices.device_id = attempt.device_id
    returning action_type, attempt.device_id, connected_account_id`;
  const result = state.kind === "success" ? { was_confirmed_by_device: state.wasConfirmedByDevice } : null;
  const error = state.kind === "error" ? { type: state.type, message: state.message } : null;
  const values = [id, state.kind, result && JSON.stringify(result), error && JSON.stringify(error), toTime(at)];
  type Row = { action_type: string; device_id: DeviceId; connected_account_id: ConnectedAccountId };
  const [row] = await tx.query<Row>({ name: "finish-turn", text }, values);
  if (row === undefined) return undefined;
  return {
    type: `action_attempt.${row.action_type.toLowerCase()}.${state.kind === "success" ? "succeeded" : "failed"}`,
    occurredAt: at,
    deviceId: row.device_id,
    accountId: row.connected_account_id,
    actionAttemptId: id,
    payload: { action_type: row.action_type, status: state.kind },
  };
}
