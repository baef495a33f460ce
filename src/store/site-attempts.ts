import type { DeviceId, WorkspaceId } from "#domain/ids.ts";
import { leavesUnsettled } from "#domain/life.ts";
import type { SiteEntry } from "#domain/site-journal.ts";
import { type Db, toTime } from "./db.ts";
import { attemptPin } from "./passes.ts";
import { sealPin, type WorkspaceKeys } from "./seal.ts";

type Try = Extract<SiteEntry, { kind: "try" }>;

/** The attempt of a step that a bridge took alone, with what became of it. Of a code that is purged nothing is kept. */
export async function insertSiteAttempt(
  tx: Db,
  keys: WorkspaceKeys,
  of: { readonly workspace: WorkspaceId; readonly device: DeviceId },
  { id, at, version, step, ended }: Try,
): Promise<void> {
  const isSet = step.kind === "set";
  const window = isSet ? step.window : undefined;
  const isUnsettled = ended === undefined || leavesUnsettled(ended.outcome);
  const text = `
    insert into attempts (attempt_id, workspace_id, device_id, access_code_id, version, kind, sealed_pin, label,
      starts_at, ends_at, place, why, started_at, finished_at, outcome, unsettled)
    select $1, $2, $3, access_code_id, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16
    from access_codes where access_code_id = $4
    on conflict do nothing`;
  await tx.query({ name: "insert-site-attempt", text }, [
    id,
    of.workspace,
    of.device,
    step.code,
    version,
    step.kind,
    isUnsettled && isSet ? sealPin(keys, attemptPin(id), step.pin) : null,
    isSet ? step.label : null,
    toTime(window?.startsAt),
    toTime(window?.endsAt),
    (isSet ? (step.into ?? step.at) : step.place) ?? null,
    `The bridge at the site did it, without the server. ${step.why}`,
    toTime(at),
    toTime(ended?.at),
    ended === undefined ? null : JSON.stringify(ended.outcome),
    isUnsettled,
  ]);
}
