import type { Capabilities } from "#domain/capabilities.ts";
import type { DeviceReport } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import { lengthsBetween } from "#drivers/kit/code-lengths.ts";
import { deviceTypeOf } from "#drivers/kit/device-type.ts";
import type { LockFacts } from "./wire.ts";

/** The longest name that a lock takes (Matter 1.3, Door Lock, `UserName`), of letters and digits, which every lock takes. */
export const longestName = 10;

/** `zone`: in which the locks of the account hang that do not tell. */
export function reportOf(facts: LockFacts, now: number, zone: string | undefined): DeviceReport {
  const timeZone = facts.zone ?? zone;
  const maker = facts.maker ?? "unknown";
  return {
    nativeId: facts.id as NativeId,
    kind: "lock",
    deviceType: deviceTypeOf(maker),
    name: facts.name ?? "Matter lock",
    modelName: facts.model ?? "unknown",
    manufacturer: maker,
    disconnected: facts.isOnline ? undefined : "device_disconnected",
    batteryLevel: facts.battery,
    locked: facts.locked,
    doorOpen: facts.doorOpen,
    timeZone,
    clockErrorMs: typeof facts.time === "number" ? facts.time - now : undefined,
    hasKeypad: facts.features.pins,
    capabilities: capabilitiesOf(facts, timeZone),
  };
}

function capabilitiesOf(facts: LockFacts, zone: string | undefined): Capabilities {
  const { features, wantsPinFromAfar, shortest, longest } = facts;
  const takesCodes = features.pins && features.users;
  return {
    programsOnlineCodes: takesCodes ? true : undefined,
    programsOfflineCodes: undefined,
    locksRemotely: wantsPinFromAfar ? undefined : true,
    unlocksRemotely: wantsPinFromAfar ? undefined : true,
    codeLengths: takesCodes ? lengthsBetween(shortest, longest) : [],
    maxCodes: takesCodes ? Math.min(facts.users, facts.pins) : undefined,
    constraints: [{ type: "name_length", max: longestName }],
    names: "plain",
    schedulesNatively: keepsWindows(facts, zone),
    windows: { stepMs: 1_000, byWallClock: true, zone },
    readsPins: false,
    reusesPlaces: false,
    updatesInPlace: true,
    listsUnmanaged: takesCodes,
    // Nobody but who made a user may give it another PIN or name.
    convertsUnmanaged: false,
    deletesUnmanaged: takesCodes,
    sharesPinAcrossWindows: false,
    namesCodeOnEntry: true,
  };
}

/** A window is told in the time on the wall: without its zone, or by a clock that was never set, none can be trusted. */
export function keepsWindows({ features, schedules, time }: LockFacts, zone: string | undefined): boolean {
  return features.yearDays && schedules > 0 && zone !== undefined && time !== null;
}
