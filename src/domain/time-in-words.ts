const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A moment as people of the lock's place write it, with the zone that it is in. */
export function momentInWords(at: number, timeZone: string | undefined): string {
  const zone = timeZone !== undefined && isZone(timeZone) ? timeZone : "UTC";
  const text = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);
  return `${text} (${zone})`;
}

/** How long something took, as people say it. */
export function durationInWords(ms: number): string {
  if (ms < minute) return "less than a minute";
  const [count, unit] = ms < hour ? [ms / minute, "minute"] : ms < 2 * day ? [ms / hour, "hour"] : [ms / day, "day"];
  const whole = Math.floor(count);
  return `${whole} ${unit}${whole === 1 ? "" : "s"}`;
}

/** What a provider reports as a zone need not be one. */
function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
