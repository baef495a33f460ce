import { wallTime as shownIn } from "#domain/local-time.ts";
import type { LockRow } from "./rows.ts";

/**
 * What the clock on this lock's wall shows at an instant, as milliseconds of a day line without zones: the
 * way a lock without a calendar of its own counts. A lock without a zone goes by UTC.
 */
export function wallTime({ timeZone }: Pick<LockRow, "timeZone">, at: number): number {
  return timeZone === undefined ? at : shownIn(at, timeZone);
}
