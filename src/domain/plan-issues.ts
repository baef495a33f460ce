import { type AccessCode, isKept, type Trouble, type UnsettledAttempt } from "./access-code.ts";
import type { Capabilities } from "./capabilities.ts";
import { labelFor } from "./label.ts";
import type { Step } from "./step.ts";

/** What is needed to know which PINs are to be computed; nothing of it needs a look at the lock. */
export interface IssueSituation {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly isManagedDevice: boolean;
  readonly capabilities: Capabilities;
  readonly codes: readonly AccessCode[];
  readonly unsettled?: readonly UnsettledAttempt[];
}

/**
 * The offline codes whose PIN is still to be computed. One for which there is a PIN is never asked for again:
 * the lock knows each of them, for good.
 */
export function planIssues({
  now,
  isManagedDevice,
  capabilities,
  codes,
  unsettled = [],
}: IssueSituation): readonly Step[] {
  if (!isManagedDevice || capabilities.programsOfflineCodes !== true) return [];
  const taken = new Set(codes.flatMap(({ onLock }) => onLock?.label ?? []));
  return codes.flatMap((code): readonly Step[] => {
    const { offline, window, trouble } = code;
    if (offline === undefined || !isKept(code) || code.retired !== undefined || code.onLock !== undefined) return [];
    if (window !== undefined && now >= window.endsAt) return [];
    if (trouble?.doing === "issue" && isBackingOff(code, trouble, capabilities, now)) return [];
    const isAgain = unsettled.some((one) => one.code === code.id && one.kind === "issue");
    const why = isAgain
      ? "The answer to an earlier request was lost: a PIN may have been used up by it, and another is asked for."
      : "The maker is to compute a PIN for the code.";
    const label = labelFor(code.name, capabilities, taken);
    taken.add(label);
    return [{ kind: "issue", code: code.id, of: offline.kind, label, window, why }];
  });
}

/** What a site had no user level for may go as soon as it has one again. */
function isBackingOff(code: AccessCode, trouble: Trouble, capabilities: Capabilities, now: number): boolean {
  if (trouble.version !== code.version || now >= trouble.retryAt) return false;
  if (trouble.because !== "no_user_level") return true;
  return !(capabilities.offlineCodes ?? []).some((kind) => kind.key === code.offline?.kind);
}
