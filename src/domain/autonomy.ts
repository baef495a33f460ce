import { type AccessCode, isKept, placement } from "./access-code.ts";
import type { Autonomy, Device } from "./device.ts";
import { endIfOver } from "./life.ts";
import type { Mandate } from "./mandate.ts";
import { belongsNow, isHonoured } from "./plan.ts";
import { isConfirmedAsWanted } from "./status.ts";

/**
 * Up to when each code of ours opens the door exactly when it should, if no server reaches the lock from `now` on. It
 * says nothing of what people do at the keypad meanwhile. `mandate`: what a bridge beside the lock has from us now.
 */
export function autonomyOf(device: Device, codes: readonly AccessCode[], now: number, mandate?: Mandate): Autonomy {
  const ends = codes.flatMap((code) => {
    const at = wrongFrom(code, device, now);
    if (at === undefined || (at > now && mandate !== undefined && isSeenTo(code, at, { device, codes, now, mandate })))
      return [];
    return [at];
  });
  return { until: ends.length === 0 ? undefined : Math.min(...ends) };
}

interface Site {
  readonly device: Device;
  readonly codes: readonly AccessCode[];
  readonly now: number;
  readonly mandate: Mandate;
}

/** Whether the bridge beside the lock sees to it that a code does not go wrong at `at`, as far as can be foreseen. */
function isSeenTo(code: AccessCode, at: number, { device, codes, now, mandate }: Site): boolean {
  const { capabilities, disconnected } = device.report;
  if (disconnected !== undefined || device.unreachableSince !== undefined) return false;
  if (capabilities.programsOnlineCodes !== true || code.trouble !== undefined) return false;
  const place = placement(code, capabilities);
  if (place === undefined || mandate.codes.every(({ id }) => id !== code.id)) return false;
  // It takes off what ends also when the time of its mandate is over.
  if (isConfirmedAsWanted(code, device)) return true;
  const from = Math.max(place.from, now);
  return from <= at && from < mandate.until && hasRoom(code, from, { device, codes });
}

/** Whether nothing that stands or comes there stands in a code's way at that moment. */
function hasRoom(code: AccessCode, at: number, { device, codes }: Pick<Site, "device" | "codes">): boolean {
  const { capabilities } = device.report;
  const { id, pin } = code;
  const others = codes.filter((one) => {
    if (one.id === id || one.offline !== undefined) return false;
    const isOver = isKept(one) && endIfOver(one, at).retired !== undefined;
    return (one.onLock !== undefined && !isOver) || belongsNow(one, capabilities, at);
  });
  if (pin === undefined || others.length >= (capabilities.maxCodes ?? Number.POSITIVE_INFINITY)) return false;
  return others.every((one) => !pin.equals(one.pin) && !pin.equals(one.onLock?.pin));
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
