import type { DeviceId, WorkspaceId } from "#domain/ids.ts";
import { type LimitedRequest, limitSpanMs, mostInAMinute } from "#domain/request-limits.ts";
import type { Db } from "./db.ts";

/**
 * Requests are counted on the device's own row, by the statement that changes it: whoever comes second waits for
 * the row and then reads it anew, so that the count is exact however many servers ask at once. A column holds the
 * times of the last requests of its kind, oldest first, as many as a minute allows.
 */
const columns = {
  create: "recent_creates",
  update: "recent_updates",
  delete: "recent_deletes",
  lock: "recent_locks",
  unlock: "recent_unlocks",
} as const satisfies Record<LimitedRequest, string>;

/** The request at `now` (an SQL expression, epoch milliseconds) exceeds the limit of its device's row. */
export function isLimited(request: LimitedRequest, now: string): string {
  const column = columns[request];
  return `(coalesce(cardinality(${column}), 0) >= ${mostInAMinute[request]} and ${column}[1] > ${now} - ${limitSpanMs})`;
}

/** The assignment that counts the request. */
export function countRequest(request: LimitedRequest, now: string): string {
  const column = columns[request];
  const first = `greatest(1, coalesce(cardinality(${column}), 0) + 2 - ${mostInAMinute[request]})`;
  return `${column} = (coalesce(${column}, '{}') || ${now})[${first}:]`;
}

/** When the device takes the next request of this kind, epoch milliseconds; `undefined` where it does now. */
export async function limitedUntil(
  db: Db,
  workspace: WorkspaceId,
  { deviceId, request, now }: { readonly deviceId: DeviceId; readonly request: LimitedRequest; readonly now: number },
): Promise<number | undefined> {
  const text = `
    select ${columns[request]}[1] + ${limitSpanMs} as until from devices
    where device_id = $1 and workspace_id = $2 and ${isLimited(request, "$3::bigint")}`;
  const [row] = await db.query<{ until: string }>({ name: `limited-${request}`, text }, [deviceId, workspace, now]);
  return row === undefined ? undefined : Number(row.until);
}
