import { type AccessCode, placement } from "./access-code.ts";
import type { Autonomy, Device } from "./device.ts";
import { isHonoured } from "./plan.ts";
import { isConfirmedAsWanted } from "./status.ts";

/**
 * Up to when each code of ours opens the door exactly when it should, if the lock is left alone from `now` on. It says
 * nothing of what people do at the keypad meanwhile.
 */
export function autonomyOf(device: Device, codes: readonly AccessCode[], now: number): Autonomy {
  const ends = codes.flatMap((code) => wrongFrom(code, device, now) ?? []);
  return { until: ends.length === 0 ? undefined : Math.min(...ends) };
}

/** When the first code opens the door, or does not, against what is wanted. */
function wrongFrom(code: AccessCode, device: Device, now: number): number | undefined {
  // A PIN that the maker computed is known to the lock without us, and what another workspace keeps is not ours.
  if (!code.isManaged || code.offline !== undefined || code.transferredAt !== undefined) return undefined;
  // What somebody changed with leave is right as it stands.
  if (isHonoured(code)) return undefined;
  const kept = code.onLock?.window;
  const mayOpen = code.onLock !== undefined && (kept === undefined || now < kept.endsAt);
  const place = placement(code, device.report.capabilities);
  if (place === undefined) return mayOpen ? (code.retired?.at ?? now) : undefined;
  if (now >= place.until) return mayOpen ? place.until : undefined;
  if (isConfirmedAsWanted(code, device)) {
    if (kept !== undefined) return undefined;
    return now < place.from ? code.wantedSince : code.window?.endsAt;
  }
  const opensAt = mayOpen ? (kept?.startsAt ?? 0) : Number.POSITIVE_INFINITY;
  return Math.max(Math.min(code.window?.startsAt ?? 0, opensAt), code.wantedSince);
}
