import { type AccessCode, isKept, placement, type UnsettledAttempt } from "./access-code.ts";
import type { Capabilities } from "./capabilities.ts";

/**
 * What a bridge may do at one device while the server is out of its reach: keep these codes right, until then, and
 * nothing else. The server stays the only truth about what is wanted; this is what it wanted last.
 */
export interface Mandate {
  /** Names this mandate among those of its device; a step that was planned under another is refused. */
  readonly version: string;
  /** Epoch milliseconds. From then on codes that have ended are taken off, and nothing is put on the lock. */
  readonly until: number;
  readonly isManagedDevice: boolean;
  readonly capabilities: Capabilities;
  readonly codes: readonly AccessCode[];
  readonly unsettled: readonly UnsettledAttempt[];
  /** What was put on the lock so lately that it may be delivered once more. */
  readonly late: readonly UnsettledAttempt[];
}

/** How long a bridge goes on alone, in milliseconds: longer than a line is down for, shorter than wishes grow stale. */
export const mandateMs = 7 * 24 * 60 * 60_000;
/** More than any lock holds. */
const mostCodes = 500;

/** What is known of a device when a mandate is given. */
export interface Entrusted {
  readonly version: string;
  readonly isManagedDevice: boolean;
  readonly capabilities: Capabilities;
  readonly codes: readonly AccessCode[];
  readonly unsettled: readonly UnsettledAttempt[];
  readonly late: readonly UnsettledAttempt[];
}

/**
 * The codes of ours that stand on the lock or are to come there within the time of the mandate. A retired one that is
 * on the lock is among them, so that it comes off; what others put there is not, and neither is what a maker computes.
 */
export function mandateOf(
  { version, isManagedDevice, capabilities, codes, unsettled, late }: Entrusted,
  now: number,
): Mandate {
  const until = now + mandateMs;
  const concerned = codes.filter((code) => {
    if (!isKept(code) || code.offline !== undefined) return false;
    if (code.onLock !== undefined || unsettled.some((attempt) => attempt.code === code.id)) return true;
    const place = placement(code, capabilities);
    return place !== undefined && place.from < until && now < place.until;
  });
  const soonest = [...concerned].sort((one, other) => urgency(one) - urgency(other)).slice(0, mostCodes);
  const ids = new Set(soonest.map((code) => code.id));
  return {
    version,
    until,
    isManagedDevice,
    capabilities,
    codes: soonest,
    unsettled: unsettled.filter((attempt) => ids.has(attempt.code)),
    late: late.filter((attempt) => ids.has(attempt.code)),
  };
}

/** What stands on the lock comes first: nobody else would take it off at its end. */
function urgency(code: AccessCode): number {
  return code.onLock === undefined ? (code.window?.startsAt ?? code.createdAt) : Number.NEGATIVE_INFINITY;
}
