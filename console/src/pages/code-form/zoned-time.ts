/** What a clock on a wall of some place shows, as a field for dates and times has it: `2026-03-29T14:05`. */
export type WallTime = string;

/** The instant that is meant by a wall's time. */
export interface Meant {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `twice`: clocks went back, and show this time again an hour later. `never`: they went forward past it. */
  readonly shown: "once" | "twice" | "never";
}

const dayMs = 86_400_000;
const pattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/**
 * The instant at which clocks in `zone`, an IANA zone, show this; `undefined`: it is no time. Of two such instants
 * `which` is taken. A time that clocks skip counts on from before the skip: 02:30 becomes 03:30.
 */
export function instantOf(zone: string, wall: WallTime, which: "first" | "last"): Meant | undefined {
  const asUtc = pattern.test(wall) ? Date.parse(`${wall}:00Z`) : Number.NaN;
  // A day that no calendar has, such as the 31st of February, is no time either.
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 16) !== wall) return undefined;
  const before = asUtc - offsetMs(zone, asUtc - dayMs);
  const after = asUtc - offsetMs(zone, asUtc + dayMs);
  const meant = [...new Set([before, after])]
    .filter((at) => at + offsetMs(zone, at) === asUtc)
    .sort((one, other) => one - other);
  const at = (which === "first" ? meant[0] : meant.at(-1)) ?? before;
  return { at: new Date(at).toISOString(), shown: meant.length === 0 ? "never" : meant.length > 1 ? "twice" : "once" };
}

/** What clocks in `zone` show at an instant, ISO 8601; seconds are left out. */
export function wallTimeOf(zone: string, at: string): WallTime {
  const instant = Date.parse(at);
  return new Date(instant + offsetMs(zone, instant)).toISOString().slice(0, 16);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** By how much clocks in `zone` are ahead of UTC at an instant. */
function offsetMs(zone: string, at: number): number {
  const clock = clocks.get(zone) ?? clockOf(zone);
  clocks.set(zone, clock);
  const shown = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day, hour, minute, second } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}

function clockOf(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}
