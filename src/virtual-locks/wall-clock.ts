import type { LockRow } from "./rows.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * What the clock on this lock's wall shows at an instant, as milliseconds of a day line without zones: the
 * way a lock without a calendar of its own counts. A lock without a zone goes by UTC.
 */
export function wallTime(lock: Pick<LockRow, "timeZone">, at: number): number {
  if (lock.timeZone === undefined) return at;
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(lock.timeZone).formatToParts(at)) shown[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1_000) + 1_000) % 1_000);
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}
