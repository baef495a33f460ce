import type { View } from "./view.ts";

/** A moment that stands on the axis, epoch milliseconds, with what it says. */
export interface Tick {
  readonly at: number;
  readonly label: string;
  readonly isMidnight: boolean;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** So many pixels a label takes up. */
const labelPx = 64;

/** Local midnights of a zone, and hours between them where there is room; as many as have room for their labels. */
export function ticksOf({ from, until }: View, zone: string, widthPx: number): readonly Tick[] {
  const room = Math.max(1, Math.floor(widthPx / labelPx));
  const hours = [1, 3, 6, 12].find((step) => (until - from) / (step * hourMs) <= room);
  if (hours !== undefined) return wallTimes({ from, until }, zone, hours).map((at) => tick(at, zone));
  const days = wallTimes({ from, until }, zone, 24);
  const every = Math.ceil(days.length / room);
  return days.map((at, index) => (index % every === 0 ? tick(at, zone) : { at, label: "", isMidnight: true }));
}

/** Each instant in sight at which a zone's clocks show a multiple of so many hours. */
function wallTimes({ from, until }: View, zone: string, stepHours: number): readonly number[] {
  const found: number[] = [];
  const firstDay = floorTo(from + offsetAt(from, zone), dayMs);
  for (let wall = firstDay; wall < until + dayMs; wall += stepHours * hourMs) {
    const at = instantOf(wall, zone);
    if (at >= from && at < until && at > (found.at(-1) ?? Number.NEGATIVE_INFINITY)) found.push(at);
  }
  return found;
}

/** When clocks show `wall`, given as if it were UTC. An hour that is left out is taken as the one after it. */
function instantOf(wall: number, zone: string): number {
  return wall - offsetAt(wall - offsetAt(wall, zone), zone);
}

function tick(at: number, zone: string): Tick {
  const isMidnight = (at + offsetAt(at, zone)) % dayMs === 0;
  const { day, hour } = formatsOf(zone);
  return { at, isMidnight, label: (isMidnight ? day : hour).format(at) };
}

/** What a zone's clocks show less UTC, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  const whole = floorTo(at, 1_000);
  const parts = new Map(
    formatsOf(zone)
      .all.formatToParts(whole)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return shown - whole;
}

function floorTo(at: number, step: number): number {
  return Math.floor(at / step) * step;
}

interface Formats {
  readonly all: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
  readonly hour: Intl.DateTimeFormat;
}

const formats = new Map<string, Formats>();

function formatsOf(timeZone: string): Formats {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = {
    all: new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    }),
    day: new Intl.DateTimeFormat(undefined, { timeZone, weekday: "short", day: "numeric", month: "short" }),
    hour: new Intl.DateTimeFormat(undefined, { timeZone, hour: "2-digit", minute: "2-digit" }),
  };
  formats.set(timeZone, made);
  return made;
}
