import { type AccessCode, isKept } from "./access-code.ts";
import { dueTimes, failedAfterTries, lateAfterMs } from "./code-causes.ts";
import type { Device } from "./device.ts";
import { isHonoured } from "./plan.ts";
import { isConfirmedAsWanted } from "./status.ts";

/** A code that is not on a lock a day before it starts is no surprise: most locks get it an hour before. */
export const longestLeadMinutes = 24 * 60;

/** A guest's code that may not open the door when its time comes, and why; `message` is a sentence without PINs. */
export interface Risk {
  readonly code: AccessCode;
  readonly reason: "failed" | "refused" | "late";
  readonly message: string;
}

/**
 * The codes that a spare code should stand in for, whose guests come first: their start is near or past, the lock
 * is not known to hold them as wanted, and that is more than the usual time that a lock takes.
 */
export function codesAtRisk(codes: readonly AccessCode[], device: Device, now: number): readonly Risk[] {
  const lead = device.failOverLeadMs;
  if (lead === undefined || !device.isManaged || device.removedSince !== undefined) return [];
  const served = new Set(codes.map((code) => code.backup?.pulledFor));
  return codes
    .filter((code) => !served.has(code.id) && startOf(code) - lead <= now)
    .flatMap((code) => riskOf(code, device, now) ?? [])
    .sort((one, other) => startOf(one.code) - startOf(other.code) || (one.code.id < other.code.id ? -1 : 1));
}

/** The moments to come at which time alone puts a code at risk, so that it is noticed on time. */
export function failOverMoments(codes: readonly AccessCode[], device: Device, now: number): readonly number[] {
  const lead = device.failOverLeadMs;
  if (lead === undefined) return [];
  return codes
    .filter((code) => canFailOver(code, now) && !isConfirmedAsWanted(code, device))
    .flatMap((code) => [startOf(code) - lead, dueTimes(code, device).due + lateAfterMs])
    .filter((at) => at > now && Number.isFinite(at));
}

function riskOf(code: AccessCode, device: Device, now: number): Risk | undefined {
  if (!canFailOver(code, now) || isConfirmedAsWanted(code, device)) return undefined;
  const trouble = code.trouble?.doing === "set" && code.trouble.version === code.version ? code.trouble : undefined;
  if (trouble?.kind === "refused") return { code, reason: "refused", message: trouble.detail };
  if (trouble !== undefined && trouble.tries >= failedAfterTries) {
    return { code, reason: "failed", message: trouble.detail };
  }
  if (now - dueTimes(code, device).due < lateAfterMs) return undefined;
  return { code, reason: "late", message: trouble?.detail ?? "The device has not confirmed the code." };
}

/** Only guests have a time, and a change that others were allowed to make is nothing to help against. */
function canFailOver(code: AccessCode, now: number): boolean {
  if (!isKept(code) || code.retired !== undefined || isHonoured(code)) return false;
  if (code.backup !== undefined || code.offline !== undefined) return false;
  return code.window !== undefined && now < code.window.endsAt;
}

function startOf({ window }: AccessCode): number {
  return window?.startsAt ?? Number.POSITIVE_INFINITY;
}
