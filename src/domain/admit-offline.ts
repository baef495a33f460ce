import type { Device } from "./device.ts";
import {
  type Fit,
  fitKind,
  fixedLength,
  type MaxRounding,
  type OfflineKind,
  type OfflineTerms,
  roundingLimit,
  type TimeAsked,
} from "./offline-codes.ts";
import { isProblem, type Problem, problem } from "./problem.ts";
import type { Window } from "./window.ts";

/** What decides whether an offline code may be wanted. */
export interface OfflineWish extends TimeAsked {
  readonly digits: string | undefined;
  readonly isOneTimeUse: boolean;
  readonly usesBackupPool: boolean;
  /** Default an hour. */
  readonly maxRounding?: MaxRounding | undefined;
}

/** An offline code as it may be wanted. */
export interface OfflineAdmitted {
  readonly terms: OfflineTerms;
  /** As the lock will keep it: rounded outwards to what its maker offers. */
  readonly window: Window | undefined;
}

/** Whether this device can have offline codes now; `undefined` where it can. */
export function refuseOffline({ id, report }: Device): Problem | undefined {
  const data = { device_id: id };
  const { programsOfflineCodes } = report.capabilities;
  if (report.kind !== "lock" || programsOfflineCodes === undefined) {
    const sentence = "Offline access codes are not supported for this device.";
    return problem("invalid_input", sentence, { param: "is_offline_access_code", data });
  }
  if (programsOfflineCodes) return undefined;
  const sentence = "The device cannot have offline access codes at present, for example for want of a keypad.";
  return problem("invalid_input", sentence, { param: "device_id", data });
}

/** May this offline code be wanted, and for which time? Of the kinds that can have it, the nearest to what was asked. */
export function admitOffline(wish: OfflineWish, device: Device, now: number): OfflineAdmitted | Problem {
  const refusal = refuseWish(wish, now);
  if (refusal !== undefined) return refusal;
  const lasts = lastsOf(wish);
  const kinds = (device.report.capabilities.offlineCodes ?? []).filter((kind) => kind.lasts === lasts);
  if (kinds.length === 0) return noSuchKind(lasts);
  const zone = zoneFor(device, kinds);
  if (isProblem(zone)) return zone;
  const fits = kinds.flatMap((kind) => fitKind(kind, wish, zone, now) ?? []);
  const [best] = fits.toSorted((one, other) => one.roundedBy - other.roundedBy);
  if (best === undefined) return refuseLength(kinds, wish);
  if (best.roundedBy > roundingLimit(wish.maxRounding ?? "hour")) return refuseRounding(best);
  return { terms: { kind: best.kind.key, isOneTimeUse: wish.isOneTimeUse }, window: best.window };
}

function lastsOf({ isOneTimeUse, startsAt, endsAt }: OfflineWish): OfflineKind["lasts"] {
  if (isOneTimeUse) return "once";
  return startsAt === undefined && endsAt === undefined ? "ongoing" : "time_bound";
}

function refuseWish(wish: OfflineWish, now: number): Problem | undefined {
  const { digits, startsAt, endsAt } = wish;
  if (digits !== undefined)
    return refuse("The maker computes the code of an offline access code: leave it out.", "code");
  if (wish.usesBackupPool) return refuse("An offline access code has no backup.", "use_backup_access_code_pool");
  if (endsAt !== undefined && endsAt <= now) return refuse("ends_at must be in the future.", "ends_at");
  if (startsAt !== undefined && endsAt !== undefined && endsAt <= startsAt) {
    return refuse("ends_at must be after starts_at.", "ends_at");
  }
  if (wish.isOneTimeUse || (startsAt === undefined) === (endsAt === undefined)) return undefined;
  const [missing, given] = startsAt === undefined ? ["starts_at", "ends_at"] : ["ends_at", "starts_at"];
  return refuse(`${missing} is required together with ${given}.`, missing ?? "");
}

function noSuchKind(lasts: OfflineKind["lasts"]): Problem {
  switch (lasts) {
    case "once":
      return refuse("This device has no offline access codes for one-time use.", "is_one_time_use");
    case "ongoing":
      return refuse("An offline access code of this device needs starts_at and ends_at.", "starts_at");
    case "time_bound":
      return refuse("This device has no offline access codes for a limited time at present.", "ends_at");
  }
}

/** Whole days and check-in times are a matter of the lock's own clock; whole hours are the same in most zones. */
function zoneFor({ id, report }: Device, kinds: readonly OfflineKind[]): string | Problem {
  if (report.timeZone !== undefined) return report.timeZone;
  if (kinds.every((kind) => kind.unit === "hour" && kind.stay === undefined)) return "UTC";
  const sentence = "The time zone of the device is not known, and its offline access codes go by its own clock.";
  return problem("invalid_input", sentence, { param: "device_id", data: { device_id: id } });
}

function refuseLength(kinds: readonly OfflineKind[], { endsAt }: OfflineWish): Problem {
  if (endsAt === undefined && kinds.every((kind) => fixedLength(kind) === undefined)) {
    return refuse("ends_at is required for an offline access code of this device.", "ends_at");
  }
  const lengths = kinds.map(({ shortest, longest, unit }) => `${shortest} to ${longest} ${unit}s`);
  return refuse(`Offline access codes of this device last ${lengths.join(" or ")}.`, "ends_at");
}

function refuseRounding({ window }: Fit): Problem {
  const [from, to] = [window?.startsAt, window?.endsAt].map((at) => new Date(at ?? 0).toISOString());
  const sentence = `The nearest time that this device can have is ${from} to ${to}, which max_time_rounding does not allow.`;
  return refuse(sentence, "max_time_rounding");
}

function refuse(sentence: string, param: string): Problem {
  return problem("invalid_input", sentence, { param });
}
