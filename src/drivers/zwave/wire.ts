import type { Place } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import { asObject, field, list, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";

/** Command classes by their numbers (Z-Wave Alliance, Command Class Control Specification, 2024). */
export const commandClass = {
  doorLock: 98,
  userCode: 99,
  scheduleEntryLock: 78,
  userCredential: 131,
  battery: 128,
} as const;

/** What a slot of User Code holds; `undefined` as `isTaken`: the server does not know it. */
export interface Slot {
  readonly slot: number;
  readonly isTaken: boolean | undefined;
  /** Whether it opens the door: it may be there and switched off. */
  readonly isActive: boolean;
  /** `undefined`: none, or hidden. */
  readonly pin: Pin | undefined;
  /** It is answered with asterisks or not at all. */
  readonly isHidden: boolean;
}

/** What the server says of one node. */
export interface ZwaveNode {
  readonly nodeId: number;
  readonly name: string;
  readonly modelName: string;
  readonly manufacturer: string;
  readonly isReady: boolean;
  readonly status: "asleep" | "dead" | "reachable";
  /** It listens in short moments, and each message costs its battery. */
  readonly isBatteryPowered: boolean;
  /** 0 to 1. */
  readonly batteryLevel: number | undefined;
  readonly locked: boolean | undefined;
  readonly classes: ReadonlySet<number>;
  readonly slots: readonly Slot[];
}

/** `undefined`: unreadable. */
export function readNode(state: Untrusted): ZwaveNode | undefined {
  const nodeId = number(state, "nodeId");
  const values = list(state, "values");
  if (nodeId === undefined || values === undefined) return undefined;
  const config = asObject(state.deviceConfig) ?? {};
  const known = objectsIn(values);
  const level = heldValue(known, commandClass.battery, "level");
  const mode = heldValue(known, commandClass.doorLock, "currentMode");
  return {
    nodeId,
    name: text(state, "name") ?? text(config, "description") ?? `Lock ${nodeId}`,
    modelName: text(config, "label") ?? text(state, "label") ?? "Z-Wave lock",
    manufacturer: text(config, "manufacturer") ?? text(state, "manufacturer") ?? "unknown",
    isReady: state.ready === true,
    status: statuses[number(state, "status") ?? 0] ?? "reachable",
    isBatteryPowered: state.isListening !== true,
    batteryLevel: typeof level === "number" && level >= 0 && level <= 100 ? level / 100 : undefined,
    // 0 is unsecured and 255 secured; what lies between differs by side and time, and 254 is not known.
    locked: mode === 255 ? true : mode === 0 ? false : undefined,
    classes: classesOf(state),
    slots: readSlots(known),
  };
}

/** `NodeStatus` of zwave-js 15.29.0. */
const statuses: Readonly<Record<number, ZwaveNode["status"]>> = { 1: "asleep", 3: "dead" };

function classesOf(state: Untrusted): ReadonlySet<number> {
  const [root] = objectsIn(list(state, "endpoints") ?? []);
  const classes = root === undefined ? [] : (list(root, "commandClasses") ?? []);
  return new Set(objectsIn(classes).flatMap((one) => number(one, "id") ?? []));
}

function heldValue(values: readonly Untrusted[], ofClass: number, property: string): unknown {
  return values.find((value) => value.commandClass === ofClass && value.property === property)?.value;
}

function readSlots(values: readonly Untrusted[]): readonly Slot[] {
  const ofCodes = values.filter((value) => value.commandClass === commandClass.userCode);
  const codes = new Map(
    ofCodes.flatMap((value) => (value.property === "userCode" ? [[value.propertyKey, value.value]] : [])),
  );
  return ofCodes
    .flatMap((value) => {
      const slot = number(value, "propertyKey");
      if (value.property !== "userIdStatus" || slot === undefined || slot < 1) return [];
      return [readSlot(slot, value.value, codes.get(slot))];
    })
    .sort((one, other) => one.slot - other.slot);
}

/** `UserIDStatus`: 0 available, 1 enabled, 2 disabled, 3 messaging, 4 passage mode. */
export function readSlot(slot: number, status: unknown, code: unknown): Slot {
  const isTaken = typeof status === "number" && status >= 0 && status <= 4 ? status !== 0 : undefined;
  const pin = isTaken === true && typeof code === "string" ? Pin.parse(code) : undefined;
  return { slot, isTaken, isActive: status === 1, pin, isHidden: isTaken === true && pin === undefined };
}

/** A user's PIN on a lock with User Credential. */
export interface Credential {
  readonly user: number;
  readonly slot: number;
  readonly pin: Pin | undefined;
}

const pinType = 1;

/** `undefined`: unreadable. */
export function readCredential(value: unknown): Credential | "none" | "other" | undefined {
  const credential = asObject(value);
  if (credential === undefined) return value === undefined || value === null ? "none" : undefined;
  const [user, slot] = [number(credential, "userId"), number(credential, "slot")];
  if (user === undefined || slot === undefined || slot < 1 || user < 0) return undefined;
  if (number(credential, "type") !== pinType) return "other";
  // Of a slot that is empty the server answers an owner 0 (run against zwave-js 15.29.0, November 2026).
  if (user === 0) return "none";
  return { user, slot, pin: Pin.parse(text(credential, "data") ?? "") };
}

export interface User {
  readonly user: number;
  readonly name: string | undefined;
  readonly isActive: boolean;
}

export function readUser(value: unknown): User | undefined {
  const user = asObject(value);
  const id = user && number(user, "userId");
  if (user === undefined || id === undefined || id < 1) return undefined;
  return { user: id, name: text(user, "userName"), isActive: field(user, "active") !== false };
}

/** A place is the number of the user and of the slot: one number where both are the same. */
export function placeOf(user: number, slot: number): Place {
  return (user === slot ? `${slot}` : `${user}.${slot}`) as Place;
}

export function readPlace(place: Place): { readonly user: number; readonly slot: number } | undefined {
  const found = /^([0-9]{1,5})(?:\.([0-9]{1,5}))?$/.exec(place);
  if (found === null) return undefined;
  return { user: Number(found[1]), slot: Number(found[2] ?? found[1]) };
}

/** What is sent to set a User Code; 1 is enabled. */
export function writeUserCode(slot: number, pin: Pin): readonly unknown[] {
  return [slot, 1, pin.reveal()];
}

export function writeCredential(user: number, slot: number, pin: Pin): Untrusted {
  return { userId: user, credentialType: pinType, credentialSlot: slot, data: pin.reveal() };
}

/** `addUser` names the type and slot of its credential in an object of its own. */
export function writeNewUser(user: number, slot: number, pin: Pin, userName: string): Untrusted {
  const credential = { credentialType: pinType, credentialSlot: slot, data: pin.reveal() };
  return { userId: user, options: { active: true, userName }, credential };
}

/** What names a PIN credential. */
export function nameCredential(user: number, slot: number): Untrusted {
  return { userId: user, credentialType: pinType, credentialSlot: slot };
}

function objectsIn(values: readonly unknown[]): readonly Untrusted[] {
  return values.map(asObject).filter((value) => value !== undefined);
}
