import type { Capabilities } from "#domain/capabilities.ts";
import type { DeviceReport } from "#domain/device.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import type { OfflineKind } from "#domain/offline-codes.ts";
import { Pin } from "#domain/pin.ts";
import type { SetStep } from "#domain/step.ts";
import { noCodes } from "#drivers/kit/no-codes.ts";
import { asObject, field, id, instant, list, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";

/** One lock, and its bridge where it is linked to one. */
export interface CloudLock {
  readonly bridge: string | undefined;
  readonly report: DeviceReport;
}

/** Numbers of jobs (keithle888/igloohome-api, read 2026; grade B). */
export const jobTypes = { lock: 1, unlock: 2, createPin: 4, deletePin: 5, deviceStatus: 10 } as const;
/** 4 is a PIN with both ends, in code that is used in production (grade C); that 2 has none is not confirmed. */
const pinTypes = { permanent: 2, duration: 4 } as const;

const hourMs = 3_600_000;
/** The maker's own limit is 60. */
const longestName = 60;

/** Each kind, and how many PINs there are for one and the same time (guide of a platform that uses them, read 2026). */
export const algoPins: readonly { readonly kind: OfflineKind; readonly variances: number }[] = [
  { kind: kindOf("hourly", "Hourly", "time_bound", 1, 672), variances: 3 },
  { kind: { ...kindOf("onetime", "One-time", "once", 24, 24), firstUseWithinMs: undefined }, variances: 5 },
  { kind: kindOf("permanent", "Permanent", "ongoing", 0, 0), variances: 3 },
];

function kindOf(
  key: string,
  name: string,
  lasts: OfflineKind["lasts"],
  shortest: number,
  longest: number,
): OfflineKind {
  const firstUseWithinMs = 24 * hourMs;
  return { key, name, lasts, unit: "hour", shortest, longest, firstUseWithinMs, stay: undefined, userLevel: undefined };
}

export function isLock(entry: unknown): boolean {
  return text(asObject(entry) ?? {}, "type") === "Lock";
}

export function readLock(entry: unknown): CloudLock | undefined {
  const lock = asObject(entry);
  const native = lock && (id(lock, "deviceId") as NativeId | undefined);
  if (lock === undefined || native === undefined) return undefined;
  const linked = (list(lock, "linkedDevices") ?? []).map(asObject);
  const bridge = linked.find((one) => one !== undefined && text(one, "type") === "Bridge");
  const bridgeId = bridge && id(bridge, "deviceId");
  const battery = number(lock, "batteryLevel");
  return {
    bridge: bridgeId,
    report: {
      nativeId: native,
      kind: "lock",
      deviceType: "igloohome_lock",
      name: text(lock, "deviceName") ?? native,
      modelName: "unknown",
      manufacturer: "igloohome",
      disconnected: undefined,
      batteryLevel: battery === undefined ? undefined : Math.min(Math.max(battery, 0), 100) / 100,
      locked: undefined,
      doorOpen: undefined,
      timeZone: undefined,
      clockErrorMs: undefined,
      hasKeypad: true,
      capabilities: capabilitiesOf(bridgeId !== undefined),
      conditions: bridgeId === undefined ? [{ name: "no_bridge" }] : [],
    },
  };
}

function capabilitiesOf(isPaired: boolean): Capabilities {
  return {
    ...noCodes,
    programsOnlineCodes: isPaired,
    programsOfflineCodes: true,
    offlineCodes: algoPins.map(({ kind }) => kind),
    locksRemotely: isPaired,
    unlocksRemotely: isPaired,
    codeLengths,
    removesByPin: true,
    constraints: [{ type: "name_length", max: longestName }],
    schedulesNatively: true,
    windows: { stepMs: 60_000, byWallClock: false, zone: undefined },
  };
}

/** Digits of a PIN of one's own (the maker's support pages, read 2026). */
const codeLengths: readonly number[] = [4, 5, 6];

export function takesLength(pin: Pin): boolean {
  return codeLengths.includes(pin.length);
}

export function readJobId(body: Untrusted): string | undefined {
  return id(body, "jobId");
}

/** How a job stands. One that was not done by its own end will not be done. */
export function readJob(body: Untrusted, now: number): "done" | "failed" | "pending" {
  const status = number(asObject(field(body, "jobResponse")) ?? {}, "jobStatus");
  if (status === 2) return "failed";
  if (field(body, "completed") === true || status === 0) return "done";
  const ends = instant(body, "expiryDate");
  return ends !== undefined && ends < now ? "failed" : "pending";
}

export function writePin({ pin, label, window }: SetStep) {
  const code = { accessName: label, pin: pin.reveal() };
  const jobData =
    window === undefined
      ? { ...code, pinType: pinTypes.permanent }
      : { ...code, pinType: pinTypes.duration, startDate: dateOf(window.startsAt), endDate: dateOf(window.endsAt) };
  return { jobType: jobTypes.createPin, jobData };
}

export function writeDeletion(pin: Pin) {
  return { jobType: jobTypes.deletePin, jobData: { pin: pin.reveal() } };
}

/** Which of the PINs for one time is asked for: the maker computes it, for whole hours. */
export function writeAlgoPin(label: string, variance: number, from: number, to: number | undefined) {
  return {
    accessName: label,
    variance,
    startDate: dateOf(from),
    ...(to !== undefined && { endDate: dateOf(to) }),
  };
}

export function readAlgoPin(body: Untrusted): { readonly pin: Pin; readonly place: Place } | undefined {
  const digits = text(body, "pin", 20);
  const pin = digits === undefined ? undefined : Pin.parse(digits);
  const place = id(body, "pinId") as Place | undefined;
  return pin === undefined || place === undefined ? undefined : { pin, place };
}

/** `YYYY-MM-DDTHH:mm:ss+00:00`: with an offset, and without fractions. */
function dateOf(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "+00:00");
}
