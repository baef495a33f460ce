import { type AccessCode, isKept } from "./access-code.ts";
import type { Device, LooksTaken } from "./device.ts";
import { bestByLooking, lastSeenAt } from "./knowledge.ts";
import { atLeast } from "./observation.ts";
import { isAsWanted } from "./plan.ts";
import { strongestEvidence } from "./status.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A lock that says nothing of its own can be looked at so often in a day: twice as often as the published cadence of 10 minutes. */
export const usualLooksPerDay = 288;
/** A code is read back once in this last stretch before its start, in milliseconds, while there is time to repair it. */
export const freshBeforeStartMs = 2 * hour;
/** How soon after weak evidence the first look comes, in milliseconds; each further one comes when the evidence is twice as old. */
export const firstReadBackMs = 15_000;

/** What the next look is planned from. */
export interface Watched {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly device: Device;
  readonly codes: readonly AccessCode[];
  /** How often a lock at rest is looked at, in milliseconds, where its batteries allow it. */
  readonly sweepMs: number;
}

/**
 * When a lock is looked at next although nothing is to be done there, epoch milliseconds. Sweeps take at most
 * half of what its batteries allow in a day. The rest is for the codes: weak evidence is made strong by reading
 * back, and a code that waits on the lock is read back once more before it starts. A lock that hides its PINs
 * is only swept: looking there proves no more than its confirmation did. Looks that work needs are never put
 * off, and count too.
 */
export function nextReadBack({ now, device, codes, sweepMs }: Watched): number {
  const { looksPerDay = usualLooksPerDay } = device.report.capabilities;
  const sweepEveryMs = Math.max(sweepMs, (2 * day) / looksPerDay);
  const taken = takenToday(device.looks, now);
  const renewedAt = (device.looks?.since ?? now) + day;
  const within = (at: number, share: number) => (taken < looksPerDay * share ? at : Math.max(at, renewedAt));
  const moments = [within(now + sweepEveryMs, 0.75)];
  for (const code of bestByLooking(device) === "read_back" ? codes : []) {
    const age = ageOfWeakEvidence(code, device, now);
    if (age !== undefined) moments.push(within(now + Math.min(Math.max(age, firstReadBackMs), sweepEveryMs), 0.75));
    const start = startToAssure(code, device, now);
    if (start !== undefined) moments.push(within(start - freshBeforeStartMs, 1));
  }
  return Math.min(...moments);
}

/** The count after one look more; it starts anew after a day. */
export function oneLookMore(looks: LooksTaken | undefined, at: number): LooksTaken {
  if (looks === undefined || at - looks.since >= day) return { since: at, count: 1 };
  return { since: looks.since, count: looks.count + 1 };
}

function takenToday(looks: LooksTaken | undefined, now: number): number {
  return looks === undefined || now - looks.since >= day ? 0 : looks.count;
}

/** How long a code has stood on the lock, as is said, without having been read back. */
function ageOfWeakEvidence(code: AccessCode, device: Device, now: number): number | undefined {
  const grade = strongestEvidence(code);
  if (!isShown(code, device) || grade === undefined || atLeast(grade, "read_back")) return undefined;
  return now - Math.min(...Object.values(code.onLock?.evidence ?? {}));
}

/** The start of a code that waits on the lock, where it will not have been seen lately enough by then. */
function startToAssure(code: AccessCode, device: Device, now: number): number | undefined {
  const startsAt = code.window?.startsAt;
  if (startsAt === undefined || startsAt - freshBeforeStartMs <= now || !isShown(code, device)) return undefined;
  const seenAt = lastSeenAt(code, device);
  return seenAt !== undefined && seenAt >= startsAt - freshBeforeStartMs ? undefined : startsAt;
}

/** Whether a look can show that the code stands on the lock as it is wanted. */
function isShown(code: AccessCode, { report }: Device): boolean {
  const { onLock } = code;
  if (!isKept(code) || code.offline !== undefined || code.retired !== undefined) return false;
  return onLock !== undefined && onLock.state !== "leaving" && isAsWanted(code, onLock, report.capabilities);
}
