import type { AccessCode } from "./access-code.ts";
import { bestByListing } from "./capabilities.ts";
import type { Device } from "./device.ts";
import { type Evidence, evidenceLadder } from "./observation.ts";
import { settlingMs } from "./recognise.ts";

/** One grade of evidence that a code is on its lock as it stands there now. Epoch milliseconds. */
export interface Rung {
  readonly grade: Evidence;
  /** `undefined`: of uses only the last is kept. */
  readonly firstAt: number | undefined;
  readonly lastAt: number;
}

/**
 * How it is known that a code is on its lock, the strongest grade first; empty while nothing is.
 *
 * A look that shows what was known already writes nothing down for each code: that it was made is kept once,
 * for the device. So the last time a code was seen is that of the last look that showed everything on the lock
 * and would have told of its absence.
 */
export function ladderOf(code: AccessCode, device: Device): readonly Rung[] {
  const evidence = code.onLock?.evidence ?? {};
  const seenAt = seenByLook(code, device);
  const byLook: Evidence = evidence.read_back === undefined ? "acknowledged" : "read_back";
  return evidenceLadder.toReversed().flatMap((grade): readonly Rung[] => {
    const at = evidence[grade];
    if (at === undefined) return [];
    if (grade === "used") return [{ grade, firstAt: undefined, lastAt: at }];
    return [{ grade, firstAt: at, lastAt: grade === byLook && seenAt !== undefined ? Math.max(at, seenAt) : at }];
  });
}

/** When the code was last known to be on the lock, by whatever grade but mere sending; `undefined`: never. */
export function lastSeenAt(code: AccessCode, device: Device): number | undefined {
  const times = ladderOf(code, device)
    .filter(({ grade }) => grade !== "assumed" && grade !== "claimed")
    .map(({ lastAt }) => lastAt);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The strongest grade that looking can give at this lock. */
export function bestByLooking(device: Device): Evidence {
  return bestByListing(device.report.capabilities);
}

/** The last look that would have found the code missing: see `absent` in recognise.ts, which waits as long before it believes one. */
function seenByLook({ onLock, offline }: AccessCode, { wholeLookAt }: Device): number | undefined {
  // No listing shows what the lock knows by computation alone.
  if (offline !== undefined || onLock === undefined || onLock.state !== "on_lock" || wholeLookAt === undefined)
    return undefined;
  const lastSure = Math.max(...Object.values(onLock.evidence), Number.NEGATIVE_INFINITY);
  return Number.isFinite(lastSure) && wholeLookAt - lastSure >= settlingMs ? wholeLookAt : undefined;
}
