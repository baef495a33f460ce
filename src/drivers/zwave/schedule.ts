import { closesAt, earliestShownFrom, instantsOf, latestShownUntil } from "#domain/local-time.ts";
import type { Window } from "#domain/window.ts";
import { number, type Untrusted } from "#drivers/kit/untrusted.ts";

/** A window as Schedule Entry Lock has it: year and day by the clock on the lock's wall, years counted from 2000. */
export function writeSchedule({ startsAt, endsAt }: Window, zone: string): Untrusted {
  const [start, stop] = [earliestShownFrom(startsAt, zone), latestShownUntil(endsAt, zone)].map((at) => new Date(at));
  return { ...partsOf("start", start), ...partsOf("stop", stop) };
}

/** `undefined`: there is none. */
export function readSchedule(value: Untrusted, zone: string): Window | undefined {
  const [start, stop] = [wallOf("start", value), wallOf("stop", value)];
  if (start === undefined || stop === undefined) return undefined;
  return { startsAt: instantsOf(start, zone).first, endsAt: closesAt(stop, zone) };
}

function partsOf(edge: "start" | "stop", at = new Date(0)): Untrusted {
  return {
    [`${edge}Year`]: at.getUTCFullYear() - 2000,
    [`${edge}Month`]: at.getUTCMonth() + 1,
    [`${edge}Day`]: at.getUTCDate(),
    [`${edge}Hour`]: at.getUTCHours(),
    [`${edge}Minute`]: at.getUTCMinutes(),
  };
}

function wallOf(edge: "start" | "stop", value: Untrusted): number | undefined {
  const parts = ["Year", "Month", "Day", "Hour", "Minute"].map((part) => number(value, `${edge}${part}`));
  const [year, month, day, hour, minute] = parts;
  if (year === undefined || month === undefined || day === undefined || hour === undefined || minute === undefined)
    return undefined;
  return Date.UTC(2000 + year, month - 1, day, hour, minute);
}
