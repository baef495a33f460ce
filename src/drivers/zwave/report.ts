import type { Capabilities } from "#domain/capabilities.ts";
import type { DeviceReport } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import { lengthsBetween } from "#drivers/kit/code-lengths.ts";
import { deviceTypeOf } from "#drivers/kit/device-type.ts";
import { asObject, number, type Untrusted } from "#drivers/kit/untrusted.ts";
import { commandClass, type ZwaveNode } from "./wire.ts";

/** How a lock keeps its codes; `undefined`: it has none. A lock that has both kinds is asked by the newer. */
export function codesOf({ classes }: ZwaveNode): "user_code" | "user_credential" | undefined {
  if (classes.has(commandClass.userCredential)) return "user_credential";
  return classes.has(commandClass.userCode) ? "user_code" : undefined;
}

export function isLock(node: ZwaveNode): boolean {
  return node.classes.has(commandClass.doorLock) || codesOf(node) !== undefined;
}

/** Whether the lock keeps the windows of codes itself, by a clock whose zone we know. */
export function keepsWindows(node: ZwaveNode, zone: string | undefined): zone is string {
  return zone !== undefined && codesOf(node) === "user_code" && node.classes.has(commandClass.scheduleEntryLock);
}

/** What a lock with User Credential can take. */
export interface CredentialLimits {
  readonly maxUsers: number;
  readonly maxNameLength: number | undefined;
  readonly slots: number;
  readonly minLength: number;
  readonly maxLength: number;
  /** It keeps only a hash of each PIN. */
  readonly isHashed: boolean;
}

export function readLimits(users: Untrusted, credentials: Untrusted): CredentialLimits | undefined {
  const capabilities = asObject(users.capabilities);
  const types = asObject(asObject(credentials.capabilities)?.supportedCredentialTypes);
  const pins = types && asObject(types["1"]);
  const maxUsers = capabilities && number(capabilities, "maxUsers");
  if (capabilities === undefined || pins === undefined || maxUsers === undefined) return undefined;
  return {
    maxUsers,
    maxNameLength: number(capabilities, "maxUserNameLength"),
    slots: number(pins, "numberOfCredentialSlots") ?? 0,
    minLength: number(pins, "minCredentialLength") ?? 4,
    maxLength: number(pins, "maxCredentialLength") ?? 10,
    isHashed: (number(pins, "maxCredentialHashLength") ?? 0) > 0,
  };
}

/** A User Code has 4 to 10 digits (Command Class Control Specification, 4.122, 2024). */
export const userCodeLengths = lengthsBetween(4, 10);

/** What to say of a lock. `limits`: of one with User Credential. */
export function report(
  nativeId: NativeId,
  node: ZwaveNode,
  zone: string | undefined,
  limits: CredentialLimits | undefined,
): DeviceReport {
  return {
    nativeId,
    kind: "lock",
    deviceType: deviceTypeOf(node.manufacturer),
    name: node.name,
    modelName: node.modelName,
    manufacturer: node.manufacturer,
    disconnected: node.status === "dead" ? "device_disconnected" : undefined,
    batteryLevel: node.batteryLevel,
    locked: node.locked,
    doorOpen: undefined,
    timeZone: zone,
    clockErrorMs: undefined,
    hasKeypad: codesOf(node) !== undefined,
    capabilities: capabilitiesOf(node, zone, limits),
  };
}

/** A lock on batteries is looked at every half hour: each look is a message or a few that wake its radio. */
const looksPerDay = 96;

function capabilitiesOf(node: ZwaveNode, zone: string | undefined, limits: CredentialLimits | undefined): Capabilities {
  const turns = node.classes.has(commandClass.doorLock) ? true : undefined;
  const kind = codesOf(node);
  const isNative = keepsWindows(node, zone);
  const byKind = kind === "user_credential" ? ofCredentials(limits) : ofUserCodes(node);
  return {
    programsOnlineCodes: kind === undefined ? undefined : true,
    programsOfflineCodes: undefined,
    locksRemotely: turns,
    unlocksRemotely: turns,
    constraints: [],
    schedulesNatively: isNative,
    ...(isNative && { windows: { stepMs: 60_000, byWallClock: true, zone } }),
    reusesPlaces: true,
    updatesInPlace: true,
    listsUnmanaged: true,
    convertsUnmanaged: true,
    deletesUnmanaged: true,
    sharesPinAcrossWindows: false,
    ...(node.isBatteryPowered && { looksPerDay }),
    namesCodeOnEntry: true,
    ...byKind,
  };
}

function ofUserCodes({ slots }: ZwaveNode): Pick<Capabilities, "codeLengths" | "maxCodes" | "readsPins" | "names"> {
  return {
    codeLengths: userCodeLengths,
    maxCodes: slots.length === 0 ? undefined : slots.length,
    readsPins: !slots.some(({ isHidden }) => isHidden),
    names: "none",
  };
}

function ofCredentials(
  limits: CredentialLimits | undefined,
): Pick<Capabilities, "codeLengths" | "maxCodes" | "readsPins" | "names" | "constraints"> {
  const max = limits?.maxNameLength;
  return {
    codeLengths: limits === undefined ? [] : lengthsBetween(limits.minLength, limits.maxLength),
    maxCodes: limits && Math.min(limits.maxUsers, limits.slots),
    readsPins: limits?.isHashed !== true,
    names: max === 0 ? "none" : "plain",
    constraints: max === undefined || max === 0 ? [] : [{ type: "name_length", max }],
  };
}
