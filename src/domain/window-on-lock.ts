import { type AccessCode, isNativelyScheduled, type OnLock } from "./access-code.ts";
import type { Capabilities, WindowKeeping } from "./capabilities.ts";
import { changesBetween, closesAt, earliestShownFrom, instantsOf, latestShownUntil } from "./local-time.ts";
import type { Window } from "./window.ts";

const hourMs = 3_600_000;
const minuteMs = 60_000;
/**
 * One zone for each rule by which clocks are changed, where most locks hang. A lock whose zone nobody tells hangs in
 * one of them, or where clocks stay as they are.
 */
const plausibleZones = [
  "America/New_York",
  "America/Los_Angeles",
  "America/Santiago",
  "Europe/Berlin",
  "Africa/Cairo",
  "Asia/Jerusalem",
  "Australia/Sydney",
  "Pacific/Auckland",
];

/**
 * The window that the lock is to keep for a code; `undefined`: none. It is never narrower than what was promised:
 * what a lock cannot keep to the second, or would get wrong when the clocks change, is moved outwards.
 */
export function windowOnLock(
  code: Pick<AccessCode, "window" | "prefersNativeScheduling" | "offline" | "wantedSince">,
  capabilities: Capabilities,
): Window | undefined {
  const { window } = code;
  const { windows } = capabilities;
  if (window === undefined || !isNativelyScheduled(code, capabilities)) return undefined;
  if (code.offline !== undefined || windows === undefined) return window;
  return windows.byWallClock ? byWallClock(window, windows, code.wantedSince) : toSteps(window, windows.stepMs);
}

/**
 * What the lock is sent now: a lock that takes no window which has begun gets one that begins at once. What has
 * ended is left as it is, for nothing makes it right.
 */
export function windowToSend(window: Window | undefined, capabilities: Capabilities, now: number): Window | undefined {
  if (window === undefined || now < window.startsAt || !startsAhead(capabilities)) return window;
  const startsAt = (Math.floor(now / minuteMs) + 1) * minuteMs;
  return startsAt < window.endsAt ? { ...window, startsAt } : window;
}

/** Whether what stands on the lock is `wanted` but for a start that had passed when it was sent. */
export function beganAtOnce(onLock: OnLock, wanted: Window | undefined, capabilities: Capabilities): boolean {
  if (wanted === undefined || onLock.window === undefined || !startsAhead(capabilities)) return false;
  const knownSince = Math.min(...Object.values(onLock.evidence));
  const { startsAt, endsAt } = onLock.window;
  const isLate = startsAt > wanted.startsAt && knownSince >= wanted.startsAt && startsAt - knownSince <= 2 * minuteMs;
  return isLate && Math.abs(endsAt - wanted.endsAt) < minuteMs;
}

function startsAhead({ constraints }: Capabilities): boolean {
  return constraints.some(({ type }) => type === "start_date_in_future");
}

/** The lock compares what its wall clock shows with what it was given: also in the hour that comes twice. */
function byWallClock(window: Window, { zone, stepMs }: WindowKeeping, wantedSince: number): Window {
  if (zone === undefined) return toSteps(buffered(window, wantedSince), stepMs);
  const from = floorTo(earliestShownFrom(window.startsAt, zone), stepMs);
  const to = -floorTo(-latestShownUntil(window.endsAt, zone), stepMs);
  return { startsAt: instantsOf(from, zone).first, endsAt: closesAt(to, zone) };
}

/**
 * A lock whose zone is not known may be told times by the offset of the day on which it is told. Once its clock has
 * gone forward it would then shut an hour early, and open an hour late once it has gone back.
 */
function buffered({ startsAt, endsAt }: Window, wantedSince: number): Window {
  const toldAt = Math.min(startsAt, wantedSince);
  const crosses = (from: number, until: number, way: "forward" | "back") =>
    plausibleZones.some((zone) => changesBetween(from, until, zone).has(way));
  const opensLate = crosses(toldAt, endsAt, "back");
  const shutsEarly = crosses(toldAt, endsAt, "forward") || crosses(endsAt - hourMs, endsAt, "back");
  return { startsAt: opensLate ? startsAt - hourMs : startsAt, endsAt: shutsEarly ? endsAt + hourMs : endsAt };
}

function toSteps({ startsAt, endsAt }: Window, stepMs: number): Window {
  return { startsAt: floorTo(startsAt, stepMs), endsAt: -floorTo(-endsAt, stepMs) };
}

function floorTo(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs;
}
