import type { Capabilities } from "#domain/capabilities.ts";
import type { DeviceCondition, DeviceReport, Disconnection } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import { lengthsBetween } from "#drivers/kit/code-lengths.ts";
import { asObject, field, id, list, number, text, timeZone } from "#drivers/kit/untrusted.ts";

/** A lock as the account lists it. */
export interface ListedLock {
  readonly id: NativeId;
  readonly name: string;
  readonly timeZone: string | undefined;
}

/** A lock as its own cloud shows it. */
export interface LockInfo {
  readonly online: boolean;
  /** The gateway that connects it. `undefined`: none does. */
  readonly gateway: string | undefined;
  readonly hasKeypad: boolean;
  readonly batteryLevel: number | undefined;
  readonly locked: boolean | undefined;
  readonly doorOpen: boolean | undefined;
}

/** The lock that has a gateway; later models are reached by Bluetooth or another cloud, and are not known here. */
const lockModel = "YD.LO1";

/** The account's locks; `undefined` where the answer is no such list, or hides what one of its devices is. */
export function readHome(body: unknown): readonly ListedLock[] | undefined {
  const devices = list(asObject(field(asObject(body) ?? {}, "data")) ?? {}, "device_list");
  const read = devices?.map(readListed);
  return read?.every((one) => one !== undefined) ? read.filter((one) => one !== "another") : undefined;
}

function readListed(value: unknown): ListedLock | "another" | undefined {
  const device = asObject(value) ?? {};
  const model = text(device, "product_model");
  if (model === undefined) return undefined;
  if (model !== lockModel) return "another";
  const mac = id(device, "mac");
  const native = mac === undefined ? undefined : id({ mac: mac.replace(`${lockModel}.`, "") }, "mac");
  if (native === undefined) return undefined;
  const name = text(device, "nickname") ?? native;
  return { id: native as NativeId, name, timeZone: timeZone(device, "timezone_name") };
}

/** `undefined`: it is not this lock, or does not say whether it can be reached. */
export function readInfo(body: unknown, device: NativeId): LockInfo | undefined {
  const lock = asObject(field(asObject(body) ?? {}, "device"));
  const online = lock && onlineIn(lock);
  if (lock === undefined || online === undefined || text(lock, "uuid") !== device) return undefined;
  const keypad = asObject(field(lock, "keypad"));
  const bolt = asObject(field(lock, "locker_status")) ?? {};
  const power = number(lock, "power");
  const [hardlock, door] = [number(bolt, "hardlock"), number(bolt, "door")];
  return {
    online,
    gateway: id(lock, "parent"),
    hasKeypad: keypad !== undefined && number(lock, "keypad_enable_status") !== 2,
    batteryLevel: power === undefined || power < 0 ? undefined : Math.min(power, 100) / 100,
    locked: hardlock === 1 ? true : hardlock === 3 ? false : undefined,
    doorOpen: door === 1 ? true : door === 2 ? false : undefined,
  };
}

/** Whether a gateway is connected; `undefined`: that is not said. */
export function readGateway(body: unknown): boolean | undefined {
  const gateway = asObject(field(asObject(body) ?? {}, "device"));
  return gateway && onlineIn(gateway);
}

/** 1 is online and 2 offline, says the vendor's own cloud for landlords (its users' code, 2016 to 2020). */
function onlineIn(of: Readonly<Record<string, unknown>>): boolean | undefined {
  const line = number(of, "onoff_line");
  return line === undefined ? undefined : line === 1;
}

export function reportOf(listed: ListedLock, info: LockInfo, disconnected: Disconnection | undefined): DeviceReport {
  const { hasKeypad, gateway, batteryLevel, locked, doorOpen } = info;
  return {
    nativeId: listed.id,
    kind: "lock",
    deviceType: "wyze_lock",
    name: listed.name,
    modelName: "Wyze Lock",
    manufacturer: "Wyze",
    disconnected,
    batteryLevel,
    locked,
    doorOpen,
    timeZone: listed.timeZone,
    clockErrorMs: undefined,
    hasKeypad,
    capabilities: capabilitiesOf(hasKeypad, gateway !== undefined),
    conditions: conditionsOf(info),
  };
}

function conditionsOf({ gateway, hasKeypad }: LockInfo): readonly DeviceCondition[] {
  return [
    ...(gateway === undefined ? [{ name: "no_bridge" } as const] : []),
    ...(hasKeypad ? [] : [{ name: "no_keypad" } as const]),
  ];
}

function capabilitiesOf(hasKeypad: boolean, isPaired: boolean): Capabilities {
  return {
    programsOnlineCodes: hasKeypad && isPaired,
    programsOfflineCodes: undefined,
    locksRemotely: isPaired,
    unlocksRemotely: isPaired,
    codeLengths: lengthsBetween(4, 8),
    // "Up to 50 separate codes" (Wyze's support page "Keypad Code Management", read November 2026).
    maxCodes: 50,
    constraints: [{ type: "name_must_be_unique" }],
    schedulesNatively: true,
    readsPins: false,
    reusesPlaces: false,
    updatesInPlace: true,
    listsUnmanaged: true,
    convertsUnmanaged: false,
    deletesUnmanaged: true,
    sharesPinAcrossWindows: false,
    namesCodeOnEntry: true,
  };
}
