/** What the clock on the wall shows, as milliseconds of a line of days without zones. */
export type WallTime = number;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock in this IANA zone shows at an instant, epoch milliseconds. */
export function wallTime(at: number, zone: string): WallTime {
  const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) shown[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1_000) + 1_000) % 1_000);
}

/** Zone time minus UTC, in milliseconds. */
export function offsetAt(at: number, zone: string): number {
  return wallTime(at, zone) - at;
}

/** The first and last instant at which the clock shows this; where it skips over it, both are when it does. */
export function instantsOf(wall: WallTime, zone: string): { readonly first: number; readonly last: number } {
  const offsets = [offsetAt(wall - dayMs, zone), offsetAt(wall + dayMs, zone)];
  const shown = offsets.map((offset) => wall - offset).filter((at) => wallTime(at, zone) === wall);
  if (shown.length > 0) return { first: Math.min(...shown), last: Math.max(...shown) };
  const [before = 0, after = 0] = offsets;
  const change = changeBetween(wall - Math.max(before, after), wall - Math.min(before, after), zone);
  return { first: change, last: change };
}

/** The least that the clock shows at or after an instant, also where it is put back later on. */
export function earliestShownFrom(at: number, zone: string): WallTime {
  const wall = wallTime(at, zone);
  const change = putBackWithin(at, at + dayMs, zone);
  return change === undefined ? wall : Math.min(wall, wallTime(change, zone));
}

/** The least that the clock has not shown before an instant, also where it was put back shortly before. */
export function latestShownUntil(at: number, zone: string): WallTime {
  const wall = wallTime(at, zone);
  const change = putBackWithin(at - dayMs, at, zone);
  return change === undefined ? wall : Math.max(wall, change + offsetAt(change - 1, zone));
}

/** From when on a lock that goes by the clock on its wall takes it for this or later, for good. */
export function closesAt(wall: WallTime, zone: string): number {
  const { first, last } = instantsOf(wall, zone);
  return first !== last && wallTime(last - 1, zone) < wall ? last : first;
}

/** Whether the clock is changed between two instants, and which way. */
export function changesBetween(from: number, until: number, zone: string): ReadonlySet<"forward" | "back"> {
  const ways = new Set<"forward" | "back">();
  // No zone has changed its clock twice within a week and back since 1970 but for wars and revolutions.
  for (let at = from; at < until; at += 7 * dayMs) {
    const change = offsetAt(Math.min(at + 7 * dayMs, until), zone) - offsetAt(at, zone);
    if (change !== 0) ways.add(change > 0 ? "forward" : "back");
  }
  return ways;
}

function putBackWithin(from: number, until: number, zone: string): number | undefined {
  return offsetAt(until, zone) < offsetAt(from, zone) ? changeBetween(from, until, zone) : undefined;
}

/** When the clock is changed, to the second, between two instants around the change. */
function changeBetween(from: number, until: number, zone: string): number {
  const before = offsetAt(from, zone);
  let [low, high] = [from, until];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === before) low = middle;
    else high = middle;
  }
  return high;
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
