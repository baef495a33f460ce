import type { UnsettledAttempt } from "#domain/access-code.ts";
import type { AccessCodeId, AttemptId } from "#domain/ids.ts";
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
