import { placement } from "./access-code.ts";
import { admitOffline, refuseOffline } from "./admit-offline.ts";
import { choosesPinItself, pinViolations } from "./constraints.ts";
import type { Device } from "./device.ts";
import { invariant } from "./invariant.ts";
import type { MaxRounding, OfflineTerms } from "./offline-codes.ts";
import { Pin } from "./pin.ts";
import { isProblem, type Problem, problem } from "./problem.ts";
import type { Window } from "./window.ts";

/** A code as a caller asks for it. Times are epoch milliseconds. */
export interface CodeWish {
  /** `undefined`: we, or the provider, choose them. */
  readonly digits: string | undefined;
  readonly startsAt: number | undefined;
  readonly endsAt: number | undefined;
  readonly prefersNativeScheduling: boolean;
  /** `false`: not for a lock that cannot be reached at present. */
  readonly attemptForOfflineDevice: boolean;
  readonly isOffline: boolean;
  readonly isOneTimeUse: boolean;
  /** How far an offline code's time may be rounded; default an hour. */
  readonly maxRounding?: MaxRounding | undefined;
  readonly usesBackupPool: boolean;
}

/** What is known of another code on the lock, as far as it takes a place there. */
export interface Occupant {
  readonly isManaged: boolean;
  /** It stands on the lock already. */
  readonly isOnLock: boolean;
  readonly window: Window | undefined;
  readonly prefersNativeScheduling: boolean;
  /** A spare code that nobody has pulled: it gives its place up where a guest's code has no other. */
  readonly isSpare?: boolean;
}

export interface Admitted {
  /** `undefined`: chosen by us, or by the provider. */
  readonly pin: Pin | undefined;
  readonly window: Window | undefined;
  /** `undefined`: an ordinary code. */
  readonly offline?: OfflineTerms | undefined;
  /** How many codes, this one included, are on the lock together at the fullest moment of this code's time. */
  readonly liveCodes: number;
}

/**
 * May this code be wanted on this device? What is known here is refused at once; what only the lock
 * knows comes back later, as an error on the code. Whether the PIN is known on the lock is asked of
 * the store, which finds it without decrypting.
 */
export function admit(wish: CodeWish, device: Device, occupants: readonly Occupant[], now: number): Admitted | Problem {
  const admitted = wish.isOffline ? admitOfflineOne(wish, device, now) : admitOnline(wish, device, now);
  if (isProblem(admitted)) return admitted;
  const { window } = admitted;
  const asked = { window, prefersNativeScheduling: wish.prefersNativeScheduling };
  const liveCodes = fullest(asked, occupants, device) + 1;
  const { maxCodes } = device.report.capabilities;
  const lasting = occupants.filter((one) => one.isSpare !== true);
  if (maxCodes !== undefined && fullest(asked, lasting, device) >= maxCodes) {
    const sentence = `The device holds at most ${maxCodes} codes, and that many are wanted or found on it already.`;
    return problem("no_space_for_access_code_on_device", sentence, { data: { device_id: device.id } });
  }
  return { ...admitted, liveCodes };
}

function admitOnline(wish: CodeWish, device: Device, now: number): Omit<Admitted, "liveCodes"> | Problem {
  const refusal = refuseDevice(device, wish.attemptForOfflineDevice);
  if (refusal !== undefined) return refusal;
  if (wish.isOneTimeUse) {
    return problem("invalid_input", "Only offline access codes can be for one-time use.", { param: "is_one_time_use" });
  }
  const pin = admitDigits(wish.digits, device);
  if (isProblem(pin)) return pin;
  const window = admitWindow(wish.startsAt, wish.endsAt, device, now);
  if (isProblem(window)) return window;
  if (wish.usesBackupPool && window === undefined) {
    const sentence = "Only a time-bound code can use the backup pool: give starts_at and ends_at.";
    return problem("invalid_input", sentence, { param: "use_backup_access_code_pool" });
  }
  return { pin, window };
}

function admitOfflineOne(wish: CodeWish, device: Device, now: number): Omit<Admitted, "liveCodes"> | Problem {
  const refusal = refuseAbsent(device) ?? refuseOffline(device);
  if (refusal !== undefined) return refusal;
  const admitted = admitOffline(wish, device, now);
  return isProblem(admitted) ? admitted : { pin: undefined, window: admitted.window, offline: admitted.terms };
}

/** Whether codes can be written to this device at all; `undefined` where they can. */
export function refuseDevice(device: Device, attemptForOfflineDevice: boolean): Problem | undefined {
  const absent = refuseAbsent(device);
  if (absent !== undefined) return absent;
  const refuse = (sentence: string) =>
    problem("invalid_input", sentence, { param: "device_id", data: { device_id: device.id } });
  const { programsOnlineCodes: programs, programsOfflineCodes } = device.report.capabilities;
  if (device.report.kind !== "lock" || programs === undefined) {
    const instead = programsOfflineCodes === true ? " It can have offline ones: see is_offline_access_code." : "";
    return refuse(`The device does not support online access codes.${instead}`);
  }
  if (!programs)
    return refuse(
      "The device cannot program online access codes at present, for example for want of a keypad or bridge.",
    );
  if (!attemptForOfflineDevice && device.report.disconnected !== undefined)
    return refuse("The device cannot be reached at present.");
  return undefined;
}

function refuseAbsent(device: Device): Problem | undefined {
  const data = { device_id: device.id };
  if (!device.isManaged) {
    const sentence = "The device is unmanaged: convert it to managed before you put codes on it.";
    return problem("device_unmanaged", sentence, { data });
  }
  if (device.removedSince === undefined) return undefined;
  return problem("invalid_input", "The device was removed from its connected account.", { param: "device_id", data });
}

/** Whether the caller may choose this PIN on this lock. */
export function admitDigits(digits: string | undefined, device: Device): Pin | undefined | Problem {
  if (digits === undefined) return undefined;
  const { capabilities } = device.report;
  const refuse = (sentence: string) => problem("invalid_input", sentence, { param: "code" });
  if (choosesPinItself(capabilities)) return refuse("The provider of this device chooses the code: leave it out.");
  const pin = Pin.parse(digits);
  if (pin === undefined) return refuse("The code must be digits only.");
  const broken = pinViolations(digits, capabilities);
  return broken.length > 0 ? refuse(broken.join(" ")) : pin;
}

/** Whether a code may have this time; neither end makes it ongoing. */
export function admitWindow(
  startsAt: number | undefined,
  endsAt: number | undefined,
  device: Device,
  now: number,
): Window | undefined | Problem {
  if (startsAt === undefined && endsAt === undefined) return undefined;
  const refuse = (sentence: string, param: string) => problem("invalid_input", sentence, { param });
  if (startsAt === undefined) return refuse("starts_at is required together with ends_at.", "starts_at");
  if (endsAt === undefined) return refuse("ends_at is required together with starts_at.", "ends_at");
  if (endsAt <= startsAt) return refuse("ends_at must be after starts_at.", "ends_at");
  if (endsAt <= now) return refuse("ends_at must be in the future.", "ends_at");
  const mustLieAhead = device.report.capabilities.constraints.some(
    (constraint) => constraint.type === "start_date_in_future",
  );
  if (mustLieAhead && startsAt <= now) return refuse("On this device starts_at must be in the future.", "starts_at");
  return { startsAt, endsAt };
}

interface Span {
  readonly from: number;
  readonly until: number;
}

/**
 * The most others on the lock at one moment of this code's time there. A lock with thirty places can
 * have a hundred stays booked on it, as long as no more than thirty meet.
 */
export function fullest(
  wish: Pick<Occupant, "window" | "prefersNativeScheduling">,
  occupants: readonly Occupant[],
  device: Device,
): number {
  const mine = spanOf({ ...wish, isManaged: true, isOnLock: false }, device);
  const met = occupants
    .map((one) => spanOf(one, device))
    .filter((span) => span.from < mine.until && mine.from < span.until);
  // At one moment who leaves makes room for who arrives.
  const turns = met
    .flatMap(({ from, until }) => [
      { at: Math.max(from, mine.from), change: 1 },
      { at: until, change: -1 },
    ])
    .sort((one, other) => one.at - other.at || one.change - other.change);
  let [present, most] = [0, 0];
  for (const { at, change } of turns) {
    if (at >= mine.until) break;
    present += change;
    most = Math.max(most, present);
  }
  return most;
}

function spanOf(one: Occupant, device: Device): Span {
  // What we do not manage leaves the lock when somebody else decides so, its window notwithstanding.
  if (!one.isManaged) return { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
  const span = placement({ ...one, retired: undefined }, device.report.capabilities);
  invariant(span !== undefined, "a code that is not retired has its time on the lock");
  return one.isOnLock ? { ...span, from: Number.NEGATIVE_INFINITY } : span;
}
