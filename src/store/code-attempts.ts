import type { UnsettledAttempt } from "#domain/access-code.ts";
import type { AccessCodeId, AttemptId, DeviceId } from "#domain/ids.ts";
import { accountsOf, type Scope, workspaceOf } from "#domain/scope.ts";
import type { Outcome } from "#domain/step.ts";
import { type Db, fromTime } from "./db.ts";

/** One try of a step for a code, and what came of it; it holds no PIN. */
export interface CodeAttempt {
  readonly id: AttemptId;
  readonly kind: UnsettledAttempt["kind"];
  readonly why: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** `undefined`: nothing is known of what became of it. */
  readonly finishedAt: number | undefined;
  readonly outcome: Outcome | undefined;
}

/** The device that a code is or was on; `undefined`: there never was such a code, or it was forgotten. */
export async function deviceOfCode(db: Db, scope: Scope, code: AccessCodeId): Promise<DeviceId | undefined> {
  const text = `
    select c.device_id as id from access_codes c join devices d using (device_id)
    where c.workspace_id = $1 and c.access_code_id = $2 and ($3::uuid[] is null or d.connected_account_id = any($3))`;
  const values = [workspaceOf(scope), code, accountsOf(scope) ?? null];
  const [row] = await db.query<{ id: DeviceId }>({ name: "device-of-code", text }, values);
  return row?.id;
}

/** The newest tries for a code, newest first. */
export async function attemptsOfCode(db: Db, code: AccessCodeId, limit: number): Promise<readonly CodeAttempt[]> {
  const text = `
    select attempt_id as id, kind, why, started_at, finished_at, outcome from attempts
    where access_code_id = $1 order by started_at desc, attempt_id limit $2`;
  interface Row extends Pick<CodeAttempt, "id" | "kind" | "why"> {
    readonly started_at: Date;
    readonly finished_at: Date | null;
    readonly outcome: Outcome | null;
  }
  const rows = await db.query<Row>({ name: "attempts-of-code", text }, [code, limit]);
  return rows.map(({ id, kind, why, started_at, finished_at, outcome }) => ({
    id,
    kind,
    why,
    startedAt: started_at.getTime(),
    finishedAt: fromTime(finished_at),
    outcome: outcome ?? undefined,
  }));
}
