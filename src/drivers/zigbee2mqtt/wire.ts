import type { NativeId, Place } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import type { EntryMethod } from "#domain/sighting.ts";
import { asObject, field, flag, id, list, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";

/** A lock as the list of devices shows it. */
export interface ZigbeeLock {
  /** Its radio's own address, which stays when it is renamed. */
  readonly id: NativeId;
  /** What its topics are called. */
  readonly name: string;
  readonly maker: string;
  readonly model: string;
}

/** A device of the list that is not known to be a lock, or not yet. */
export interface OtherDevice {
  readonly id: NativeId;
}

/** What the lock says it can hold, by the attributes of its door lock cluster. */
export interface Limits {
  readonly places: number;
  readonly shortest: number | undefined;
  readonly longest: number | undefined;
}

/** One place of a lock as a state message shows it. */
export type User =
  | { readonly kind: "empty" }
  | { readonly kind: "taken"; readonly pin: Pin | undefined; readonly isEnabled: boolean }
  | { readonly kind: "unreadable" };

/** Where we have Zigbee2MQTT put what we ask the lock for by attribute: nothing else shows it. */
export const limitsProperty = "pin_limits";

/** Reads JSON; `undefined` where it is none. */
export function readJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Whether something is online, from `{"state":"online"}` or the bare word of older versions. */
export function readOnline(payload: Buffer): boolean | undefined {
  const state = text(asObject(readJson(payload)) ?? {}, "state") ?? payload.toString("utf8");
  return state === "online" ? true : state === "offline" ? false : undefined;
}

/** Everything in the list of devices; `undefined` where it is none, or hides who one of them is. */
export function readDevices(payload: Buffer): readonly (ZigbeeLock | OtherDevice)[] | undefined {
  const entries = readJson(payload);
  if (!Array.isArray(entries)) return undefined;
  const devices = entries.map(readDevice);
  return devices.every((device) => device !== undefined) ? devices : undefined;
}

function readDevice(value: unknown): ZigbeeLock | OtherDevice | undefined {
  const entry = asObject(value);
  const address = entry && (id(entry, "ieee_address") as NativeId | undefined);
  if (entry === undefined || address === undefined) return undefined;
  const definition = asObject(field(entry, "definition"));
  const name = text(entry, "friendly_name");
  if (definition === undefined || name === undefined || !takesPins(definition)) return { id: address };
  return {
    id: address,
    name,
    maker: text(definition, "vendor") ?? text(entry, "manufacturer") ?? "unknown",
    model: text(definition, "model") ?? text(entry, "model_id") ?? "unknown",
  };
}

function takesPins(definition: Untrusted): boolean {
  return (list(definition, "exposes") ?? []).some((one) => text(asObject(one) ?? {}, "property") === "pin_code");
}

/** Of which devices Zigbee2MQTT is told to publish PINs; those of others that it still publishes are left-overs. */
export function readExposed(payload: Buffer): ((device: NativeId) => boolean) | undefined {
  const config = asObject(field(asObject(readJson(payload)) ?? {}, "config"));
  if (config === undefined) return undefined;
  const byDefault = flag(asObject(field(config, "device_options")) ?? {}, "expose_pin") ?? false;
  const devices = asObject(field(config, "devices")) ?? {};
  return (device) => flag(asObject(field(devices, device)) ?? {}, "expose_pin") ?? byDefault;
}

export function placeOf(user: number): Place {
  return `${user}` as Place;
}

/** The number of a place's user; `undefined` where the place is none of ours. */
export function userIn(place: Place): number | undefined {
  return /^(0|[1-9]\d{0,4})$/.test(place) ? Number(place) : undefined;
}

/**
 * What a state message says of one user; `undefined` where it says nothing. State comes first: a PIN may be what stood
 * there before, for Zigbee2MQTT merges what it hears.
 */
export function readUser(state: Untrusted, user: number, isExposed: boolean): User | undefined {
  const entry = asObject(field(asObject(field(state, "users")) ?? {}, `${user}`));
  if (entry === undefined) return undefined;
  const status = text(entry, "status");
  if (status === "available") return { kind: "empty" };
  if (status !== "enabled" && status !== "disabled") return { kind: "unreadable" };
  const digits = isExposed ? text(entry, "pin_code") : undefined;
  return { kind: "taken", pin: digits === undefined ? undefined : Pin.parse(digits), isEnabled: status === "enabled" };
}

export function readLimits(state: Untrusted): Limits | undefined {
  const limits = asObject(field(state, limitsProperty));
  const places = limits && number(limits, "numOfPinUsersSupported");
  if (limits === undefined || places === undefined || !Number.isInteger(places) || places < 1) return undefined;
  return {
    places: Math.min(places, 1_000),
    shortest: number(limits, "minPinLen"),
    longest: number(limits, "maxPinLen"),
  };
}

/** What a lock says of its bolt, door and battery. */
export function readBody(state: Untrusted): { locked?: boolean; doorOpen?: boolean; batteryLevel?: number } {
  const bolt = text(state, "lock_state");
  const door = text(state, "door_state");
  const battery = number(state, "battery");
  return {
    ...(bolt === "locked" || bolt === "unlocked" || bolt === "not_fully_locked" ? { locked: bolt === "locked" } : {}),
    ...(door === "open" || door === "closed" ? { doorOpen: door === "open" } : {}),
    ...(battery === undefined ? {} : { batteryLevel: Math.min(Math.max(battery, 0), 100) / 100 }),
  };
}

/** Something that happened at a lock. */
export type Action =
  | {
      readonly kind: "turned";
      readonly to: "locked" | "unlocked";
      readonly method: EntryMethod;
      readonly user: number | undefined;
    }
  | { readonly kind: "denied" }
  /** `over`: over the air, by us or another who has the stick. */
  | { readonly kind: "programmed"; readonly user: number | undefined; readonly over: boolean };

const methods: Readonly<Record<string, EntryMethod>> = {
  keypad: "keycode",
  rf: "remote",
  manual: "manual",
  rfid: "card",
};

const turns: Readonly<Record<string, readonly ["locked" | "unlocked", EntryMethod | undefined]>> = {
  lock: ["locked", undefined],
  unlock: ["unlocked", undefined],
  one_touch_lock: ["locked", "manual"],
  key_lock: ["locked", "manual"],
  key_unlock: ["unlocked", "manual"],
  auto_lock: ["locked", "automatic"],
  schedule_lock: ["locked", "automatic"],
  schedule_unlock: ["unlocked", "automatic"],
  manual_lock: ["locked", "manual"],
  manual_unlock: ["unlocked", "manual"],
};

/** What a state message tells of a happening; `undefined`: nothing happened, or nothing that concerns us. */
export function readAction(state: Untrusted): Action | undefined {
  const action = text(state, "action");
  if (action === undefined) return undefined;
  const from = text(state, "action_source_name") ?? "";
  const told = number(state, "action_user");
  // 65535 is nobody in particular (ZCL 8, 7.3.2.17).
  const user = told !== undefined && Number.isInteger(told) && told >= 0 && told < 0xffff ? told : undefined;
  const turn = Object.hasOwn(turns, action) ? turns[action] : undefined;
  if (turn !== undefined) {
    const method = turn[1] ?? methods[from] ?? "unknown";
    return { kind: "turned", to: turn[0], method, user: method === "keycode" ? user : undefined };
  }
  if (/^(un)?lock_failure_/.test(action)) return { kind: "denied" };
  if (/^(pin_code_(added|deleted|changed)|master_code_changed)$/.test(action))
    return { kind: "programmed", user, over: from === "rf" };
  return undefined;
}

// What is asked of it. PINs are sent as text: a number would lose its leading zeros.

export function writeSet(user: number, pin: Pin): string {
  const pinCode = { user, user_type: "unrestricted", user_enabled: true, pin_code: pin.reveal() };
  return JSON.stringify({ pin_code: pinCode });
}

export function writeClear(user: number): string {
  return JSON.stringify({ pin_code: { user, pin_code: null } });
}

export function writeAskUser(user: number): string {
  return JSON.stringify({ pin_code: { user } });
}

export function writeTurn(to: "locked" | "unlocked"): string {
  return JSON.stringify({ state: to === "locked" ? "LOCK" : "UNLOCK" });
}

export function writeAskBolt(): string {
  return JSON.stringify({ state: "" });
}

export function writeAskLimits(): string {
  const attributes = ["numOfPinUsersSupported", "minPinLen", "maxPinLen"];
  return JSON.stringify({ read: { cluster: "closuresDoorLock", attributes, state_property: limitsProperty } });
}
