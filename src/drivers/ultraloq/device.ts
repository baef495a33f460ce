import type { Capabilities } from "#domain/capabilities.ts";
import type { DeviceReport } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import { lengthsBetween } from "#drivers/kit/code-lengths.ts";
import { deviceTypeOf } from "#drivers/kit/device-type.ts";
import { noCodes } from "#drivers/kit/no-codes.ts";
import { asObject, field, id, list, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import { troubleOf } from "./cloud.ts";
import type { Addressed } from "./wire.ts";

/** One lock of the account, before anything is known of how it is. */
export interface FoundLock {
  readonly addressed: Addressed;
  readonly report: Omit<DeviceReport, "disconnected" | "batteryLevel" | "locked" | "doorOpen">;
}

/** What a question after locks has brought for one of them. */
export type LockState = Pick<DeviceReport, "disconnected" | "batteryLevel" | "locked" | "doorOpen">;

/** Nothing is said of it: no reason to think that it is away. */
const untold: LockState = { disconnected: undefined, batteryLevel: undefined, locked: undefined, doorOpen: undefined };

/**
 * The account's locks; `undefined` where the answer is no list of devices or hides who one of them is: a lock that was
 * left out would look removed. Lamps, plugs and switches are left out.
 */
export function readFound(payload: unknown, zone: string | undefined): readonly FoundLock[] | undefined {
  const devices = list(asObject(payload) ?? {}, "devices")?.map(asObject);
  if (devices?.every((device) => device !== undefined && id(device, "id") !== undefined) !== true) return undefined;
  return devices.flatMap((device) => (device !== undefined && isLock(device) ? [found(device, zone)] : []));
}

/** The maker's pages write LOCK, its cloud SmartLock, with `utec-lock` or `utec-lock-sensor` for what it can do. */
function isLock(device: Untrusted): boolean {
  return /lock/i.test(`${text(device, "category") ?? ""} ${text(device, "handleType") ?? ""}`);
}

function found(device: Untrusted, zone: string | undefined): FoundLock {
  const nativeId = (id(device, "id") ?? "") as NativeId;
  const info = asObject(field(device, "deviceInfo")) ?? {};
  const manufacturer = text(info, "manufacturer") ?? "U-tec";
  const customData = asObject(field(device, "customData"));
  return {
    addressed: { id: nativeId, ...(customData && { customData }) },
    report: {
      nativeId,
      kind: "lock",
      deviceType: deviceTypeOf(manufacturer),
      name: text(device, "name") ?? nativeId,
      modelName: text(info, "model") ?? "unknown",
      manufacturer,
      timeZone: zone,
      clockErrorMs: undefined,
      hasKeypad: true,
      capabilities: capabilitiesIn(zone),
      conditions: [],
    },
  };
}

/** How the locks are that were asked after, by id; `undefined` where the answer is no such thing. */
export function readStates(payload: unknown): ReadonlyMap<string, LockState> | undefined {
  const devices = list(asObject(payload) ?? {}, "devices")?.map(asObject);
  if (devices === undefined) return undefined;
  return new Map(devices.flatMap((device) => (device === undefined ? [] : stateOf(device))));
}

function stateOf(device: Untrusted): readonly (readonly [string, LockState])[] {
  const key = id(device, "id");
  if (key === undefined) return [];
  if (troubleOf(device)?.because === "unreachable") return [[key, { ...untold, disconnected: "device_disconnected" }]];
  const states = list(device, "states")?.map(asObject);
  if (states === undefined) return [];
  // Names and values come in more than one spelling (its pages against its cloud, 2026).
  const told = (capability: string, name: string) => {
    const state = states.find(
      (one) =>
        text(one ?? {}, "capability")?.toLowerCase() === capability && text(one ?? {}, "name")?.toLowerCase() === name,
    );
    return { word: text(state ?? {}, "value")?.toLowerCase(), value: number(state ?? {}, "value") };
  };
  const isAway = told("st.healthcheck", "status").word === "offline";
  return [
    [
      key,
      {
        disconnected: isAway ? "device_disconnected" : undefined,
        batteryLevel: batteryOf(told("st.batterylevel", "level").value),
        locked: oneOf(told("st.lock", "lockstate").word, "locked", "unlocked"),
        doorOpen: oneOf(told("st.doorsensor", "sensorstate").word, "open", "closed"),
      },
    ],
  ];
}

/** Five steps, of which the fifth is the best. How full a battery is at each is not documented: they are taken as even. */
function batteryOf(level: number | undefined): number | undefined {
  return level === undefined ? undefined : Math.min(Math.max(level, 0), 5) / 5;
}

function oneOf(word: string | undefined, yes: string, no: string): boolean | undefined {
  if (word === yes) return true;
  return word === no ? false : undefined;
}

/** Windows are by the clock at the lock, and nobody but its owner says where that hangs. */
function capabilitiesIn(zone: string | undefined): Capabilities {
  return {
    ...noCodes,
    programsOnlineCodes: true,
    locksRemotely: true,
    unlocksRemotely: true,
    codeLengths: lengthsBetween(4, 8),
    startsWithZero: false,
    schedulesNatively: zone !== undefined,
    windows: { stepMs: 60_000, byWallClock: true, zone },
    readsPins: true,
    listsUnconfirmed: true,
    updatesInPlace: true,
    listsUnmanaged: true,
    convertsUnmanaged: true,
    deletesUnmanaged: true,
  };
}
