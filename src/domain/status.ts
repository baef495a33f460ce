import { type AccessCode, placement } from "./access-code.ts";
import type { ConnectedAccount } from "./connected-account.ts";
import type { Device } from "./device.ts";
import { atLeast, type Evidence, evidenceLadder } from "./observation.ts";
import { isAsWanted, isHonoured } from "./plan.ts";

/** The contract's states of an access code. */
export type Status = "unset" | "setting" | "set" | "removing" | "unknown";

/**
 * Where a code stands now. Computed from what is wanted and what is known of the lock, never stored.
 *
 * - `unknown`: the account is disconnected, so that nothing can be known.
 * - `removing`: no longer wanted, and not known to be off the lock.
 * - `set`: the lock is known to hold it, by an acknowledgement at least, and it opens the door now.
 * - `unset`: not to work yet: before its place in time, or kept by the lock for a window to come; or
 *   removed at the lock by somebody who is allowed to.
 * - Of a code that another workspace took over: `set` where it stands on the lock, else `unset`.
 * - `setting`: it should be on the lock as it is wanted, and is not known to be.
 */
export function statusOf(code: AccessCode, device: Device, account: ConnectedAccount, now: number): Status {
  if (account.disconnectedSince !== undefined) return "unknown";
  if (!code.isManaged) return "set";
  if (code.transferredAt !== undefined) return isConfirmedOnLock(code) ? "set" : "unset";
  const place = placement(code, device.report.capabilities);
  if (place === undefined || now >= place.until) return "removing";
  // What stands there before its time, on a lock that keeps no windows, is about to be taken off.
  const opensAt = code.onLock?.window?.startsAt ?? place.from;
  if (isConfirmedAsWanted(code, device)) return now >= opensAt ? "set" : "unset";
  if (isHonoured(code)) return "unset";
  const startsAt = code.window?.startsAt ?? Number.NEGATIVE_INFINITY;
  const waitsOnTheLock = device.report.capabilities.schedulesNatively && code.prefersNativeScheduling;
  if (now < place.from || (waitsOnTheLock && now < startsAt)) return "unset";
  return "setting";
}

/** Whether the lock is known to hold the code as it is wanted, or as others changed it where that is allowed. */
export function isConfirmedAsWanted(code: AccessCode, device: Device): boolean {
  const { onLock } = code;
  if (onLock === undefined || !isConfirmedOnLock(code)) return false;
  return isHonoured(code) || isAsWanted(code, onLock, device.report.capabilities);
}

/** Whether the lock is known to hold what is known of the code there. */
function isConfirmedOnLock(code: AccessCode): boolean {
  const grade = strongestEvidence(code);
  return code.onLock?.state === "on_lock" && grade !== undefined && atLeast(grade, "acknowledged");
}

/** The strongest grade of evidence for what stands on the lock. */
export function strongestEvidence(code: AccessCode): Evidence | undefined {
  const grades = code.onLock?.evidence ?? {};
  return evidenceLadder.findLast((grade) => grades[grade] !== undefined);
}

/** Whether the code waits on the lock, or works there, with its window kept by the lock. */
export function isScheduledOnDevice(code: AccessCode, device: Device): boolean {
  return code.onLock?.window !== undefined && isConfirmedAsWanted(code, device);
}
