import type { DeviceCondition, DeviceReport, Disconnection } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import { asObject, field, flag, id, number, text, timeZone, type Untrusted } from "#drivers/kit/untrusted.ts";
import { capabilitiesOf } from "./capabilities.ts";
import type { AugustConfig, Brand } from "./config.ts";
import { boltOf, doorIsOpen, type Entry } from "./wire.ts";

/** One lock as the cloud shows it. */
export interface AugustLock {
  /** In whose list of events its own are. */
  readonly house: string | undefined;
  /** The account sees nobody's PIN but its own. */
  readonly isGuest: boolean;
  readonly report: DeviceReport;
}

const makes = {
  august: { deviceType: "august_lock", manufacturer: "August" },
  yale: { deviceType: "yale_lock", manufacturer: "Yale" },
} as const satisfies Record<Brand, object>;

/** The record of a lock; `undefined` where the answer is none, or another lock's. */
export function readLock(body: unknown, lock: NativeId, { brand, userId }: AugustConfig): AugustLock | undefined {
  const record = asObject(body);
  const name = record && text(record, "LockName");
  if (record === undefined || name === undefined || (text(record, "LockID") ?? lock) !== lock) return undefined;
  const bridge = asObject(field(record, "Bridge"));
  const status = asObject(field(record, "LockStatus")) ?? {};
  const isGuest = userTypeOf(record, userId) === "user";
  const parts = {
    hasBridge: bridge !== undefined,
    hasKeypad: asObject(field(record, "keypad")) !== undefined || flag(record, "supportsEntryCodes") === true,
  };
  const bolt = boltOf(status);
  const sku = text(record, "skuNumber");
  return {
    house: id(record, "HouseID"),
    isGuest,
    report: {
      nativeId: lock,
      kind: "lock",
      ...makes[brand],
      name,
      modelName: sku === undefined || sku === "NONE" ? "unknown" : sku,
      disconnected: disconnection(record, bridge, status),
      batteryLevel: batteryOf(record),
      locked: bolt === undefined ? undefined : bolt === "locked",
      doorOpen: doorIsOpen(status),
      timeZone: timeZone(record, "timeZone"),
      clockErrorMs: undefined,
      hasKeypad: parts.hasKeypad,
      capabilities: capabilitiesOf(record, brand, parts),
      conditions: conditionsOf(parts, isGuest),
    },
  };
}

/** A lock that the account has in its list and may not look at. */
export function barredLock({ lock, name }: Entry, brand: Brand): DeviceReport {
  const parts = { hasBridge: false, hasKeypad: false };
  return {
    nativeId: lock,
    kind: "lock",
    ...makes[brand],
    name,
    modelName: "unknown",
    disconnected: undefined,
    batteryLevel: undefined,
    locked: undefined,
    doorOpen: undefined,
    timeZone: undefined,
    clockErrorMs: undefined,
    hasKeypad: false,
    capabilities: capabilitiesOf({}, brand, parts),
    conditions: [{ name: "not_authorized" }],
  };
}

/** A lock with Wi-Fi of its own is its own bridge: then the two have one serial number. */
function disconnection(record: Untrusted, bridge: Untrusted | undefined, status: Untrusted): Disconnection | undefined {
  if (bridge === undefined) return undefined;
  const serial = text(record, "SerialNumber");
  const isItself = serial !== undefined && text(bridge, "mfgBridgeID") === serial;
  if (!isOnline(bridge)) return isItself ? "device_disconnected" : "hub_disconnected";
  return text(status, "status") === "not-advertising" ? "device_disconnected" : undefined;
}

/** Older bridges tell no status but whether they are operative. */
function isOnline(bridge: Untrusted): boolean {
  const current = text(asObject(field(bridge, "status")) ?? {}, "current");
  return current === undefined ? flag(bridge, "operative") !== false : current === "online";
}

function conditionsOf({ hasBridge, hasKeypad }: { hasBridge: boolean; hasKeypad: boolean }, isGuest: boolean) {
  const conditions: DeviceCondition[] = [];
  if (isGuest) conditions.push({ name: "not_authorized" });
  if (!hasBridge) conditions.push({ name: "no_bridge" });
  if (!hasKeypad) conditions.push({ name: "no_keypad" });
  return conditions;
}

/** The API's description has a bare word for each user, and records that were seen have an object. */
function userTypeOf(record: Untrusted, userId: string): string | undefined {
  const users = asObject(field(record, "users"));
  if (users === undefined) return undefined;
  return text(users, userId) ?? text(asObject(field(users, userId)) ?? {}, "UserType");
}

function batteryOf(record: Untrusted): number | undefined {
  const battery = number(record, "battery");
  return battery === undefined ? undefined : Math.min(Math.max(battery, 0), 1);
}
