import { type AccessCode, placement } from "./access-code.ts";
import { dueTimes, lateAfterMs } from "./code-causes.ts";
import type { ConnectedAccount } from "./connected-account.ts";
import type { Device } from "./device.ts";
import { isReachable } from "./device-causes.ts";
import { type Issues, issuesOf } from "./issues.ts";
import type { Evidence } from "./observation.ts";
import { isConfirmedAsWanted, statusOf, strongestEvidence } from "./status.ts";

/**
 * Whether a code can be counted on, in one word for whoever looks over many of them.
 *
 * - a grade of evidence: it is known to be on the lock as it is wanted (`used`, `read_back`, `acknowledged`), or was
 *   sent there and nothing is wrong yet (`claimed`, `assumed`).
 * - `scheduled`: it is not to be on the lock yet, and nothing is known that will keep it from there.
 * - `waiting`: it should be on its way.
 * - `at_risk`: something is wrong that may keep it from the lock, or it is late.
 * - `failed`: it was refused, or did not get there or off it for so long that somebody has to help.
 * - `leaving`: it is no longer wanted, and not known to be off the lock.
 */
export type Mark = Evidence | "scheduled" | "waiting" | "at_risk" | "failed" | "leaving";

export interface Readiness {
  readonly mark: Mark;
  /** What is wrong, a sentence without PINs; `undefined`: nothing is known to be. */
  readonly message: string | undefined;
}

/** Where a code that we keep stands, of everything that is known; `issues` are what is wrong with it, where that is worked out. */
export function readinessOf(
  code: AccessCode,
  device: Device,
  account: ConnectedAccount,
  now: number,
  issues: Issues = issuesOf(code, device, account, now),
): Readiness {
  const [first] = issues.errors;
  const message = first?.message;
  const status = statusOf(code, device, account, now);
  const needsHelp = code.trouble?.kind === "refused" || first?.of === "access_code";
  if (status === "removing") return { mark: needsHelp && message !== undefined ? "failed" : "leaving", message };
  if (status !== "unknown" && isConfirmedAsWanted(code, device)) {
    return { mark: strongestEvidence(code) ?? "acknowledged", message: undefined };
  }
  if (message !== undefined) return { mark: needsHelp ? "failed" : "at_risk", message };
  if (!isReachable(device, account)) return { mark: "at_risk", message: "The lock cannot be reached." };
  if (now < (placement(code, device.report.capabilities)?.from ?? now)) return { mark: "scheduled", message };
  if (now - dueTimes(code, device).due >= lateAfterMs) {
    return { mark: "at_risk", message: "The lock has not confirmed the code." };
  }
  return { mark: strongestEvidence(code) ?? "waiting", message };
}

/** Whether the code is known to be on its lock. */
export function isReady({ mark }: Readiness): boolean {
  return mark === "used" || mark === "read_back" || mark === "acknowledged";
}
