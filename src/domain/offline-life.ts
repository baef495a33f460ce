import type { AccessCode } from "./access-code.ts";
import type { Capabilities } from "./capabilities.ts";
import type { IssueStep, Outcome } from "./step.ts";

/**
 * The code with the PIN that the maker computed for it. The maker's answer is the lock's own confirmation, as
 * far as there will ever be one: both compute the same, and no listing shows it. Only somebody who opens the
 * door with it tells more.
 */
export function issued(
  code: AccessCode,
  step: IssueStep,
  outcome: Extract<Outcome, { kind: "done" }>,
  now: number,
): AccessCode {
  const { issued: pin, place } = outcome;
  if (pin === undefined || place === undefined) return code;
  const { label, window } = step;
  const onLock = { place, pin, label, window, state: "on_lock", evidence: { [outcome.evidence]: now } } as const;
  return { ...code, pin, onLock, trouble: undefined };
}

/** An offline code ends by itself: the lock takes its PIN for nothing once its time is over or, where it works once, it was used. */
export function endOfflineIfOver(code: AccessCode, now: number): AccessCode {
  if (!code.isManaged || code.offline === undefined) return code;
  const usedAt = code.offline.isOneTimeUse ? code.onLock?.evidence.used : undefined;
  const endedAt = usedAt ?? code.window?.endsAt;
  if (endedAt === undefined || now < endedAt) return code;
  if (code.retired !== undefined && code.onLock === undefined) return code;
  return { ...code, onLock: undefined, retired: code.retired ?? { at: endedAt, because: "ended" } };
}

/** Until when an offline code must have been typed to work at all, epoch milliseconds; `undefined`: it need not, or it was. */
export function whenItLapses({ offline, onLock, window }: AccessCode, capabilities: Capabilities): number | undefined {
  const kind = capabilities.offlineCodes?.find((one) => one.key === offline?.kind);
  const issuedAt = onLock?.evidence.acknowledged;
  if (kind?.firstUseWithinMs === undefined || issuedAt === undefined || onLock?.evidence.used !== undefined) {
    return undefined;
  }
  const isShort = window !== undefined && window.endsAt - window.startsAt <= kind.firstUseWithinMs;
  return isShort ? undefined : (window?.startsAt ?? issuedAt) + kind.firstUseWithinMs;
}
