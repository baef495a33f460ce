import type { Capabilities } from "#domain/capabilities.ts";
import type { DeviceCondition, DeviceReport } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import { lengthsBetween } from "#drivers/kit/code-lengths.ts";
import {
  asObject,
  field,
  flag,
  list,
  number,
  numbered,
  text,
  timeZone,
  type Untrusted,
} from "#drivers/kit/untrusted.ts";

/** One lock, as the cloud has it on record. */
export interface TedeeLock {
  readonly id: NativeId;
  readonly bridge: string | undefined;
  readonly isConnected: boolean;
  readonly report: DeviceReport;
}

/** What an account has. */
export interface Devices {
  readonly locks: readonly TedeeLock[];
  readonly bridges: ReadonlyMap<string, { readonly isConnected: boolean }>;
  /** By whom the account's own devices are owned: itself. */
  readonly owner: string | undefined;
}

/** Numbers of the pages "Device type", "Access level", "Lock state" and "Door state". */
const models: Readonly<Record<number, string>> = { 2: "Tedee PRO", 4: "Tedee GO" };
const keypads: readonly unknown[] = [3, 10];
const access = { guest: 0, owner: 2 };
const uncalibrated = 0;
const bolts: Readonly<Record<number, boolean>> = { 2: false, 6: true, 7: false };
const doors: Readonly<Record<number, boolean>> = { 2: true, 3: false };

/** `undefined`: this is no such listing, or hides who a lock is; a lock that was left out would look removed. */
export function readDevices(body: unknown): Devices | undefined {
  const of = asObject(body);
  const entries = of && list(of, "locks");
  const locks = entries?.map(readLock).filter((lock) => lock !== undefined);
  if (of === undefined || entries === undefined || locks?.length !== entries.length) return undefined;
  const bridges = new Map<string, { readonly isConnected: boolean }>();
  for (const entry of list(of, "bridges") ?? []) {
    const bridge = asObject(entry) ?? {};
    const id = numbered(bridge, "id");
    if (id !== undefined) bridges.set(id, { isConnected: flag(bridge, "isConnected") === true });
  }
  const own = entries
    .map((entry) => asObject(entry) ?? {})
    .find((lock) => number(lock, "accessLevel") === access.owner);
  return { locks, bridges, owner: own && text(own, "userIdentity") };
}

export function readLock(value: unknown): TedeeLock | undefined {
  const lock = asObject(value);
  const id = lock && (numbered(lock, "id") as NativeId | undefined);
  if (lock === undefined || id === undefined) return undefined;
  const parts = partsOf(lock);
  const state = asObject(field(lock, "deviceState")) ?? {};
  const battery = number(state, "batteryLevel");
  return {
    id,
    bridge: parts.bridge,
    isConnected: flag(lock, "isConnected") === true,
    report: {
      nativeId: id,
      kind: "lock",
      deviceType: "tedee_lock",
      name: text(lock, "name") ?? id,
      modelName: models[number(lock, "type") ?? 0] ?? "unknown",
      manufacturer: "Tedee",
      disconnected: undefined,
      batteryLevel: battery === undefined ? undefined : Math.min(Math.max(battery, 0), 100) / 100,
      locked: bolts[number(state, "state") ?? -1],
      doorOpen: doors[number(state, "doorState") ?? -1],
      timeZone: timeZone(lock, "timeZone"),
      clockErrorMs: undefined,
      hasKeypad: parts.hasKeypad,
      capabilities: capabilitiesOf(parts),
      conditions: conditionsOf(parts),
    },
  };
}

interface Parts {
  readonly bridge: string | undefined;
  readonly hasKeypad: boolean;
  readonly isGuest: boolean;
  readonly isTurnedFromAfar: boolean;
  readonly isCalibrated: boolean;
}

function partsOf(lock: Untrusted): Parts {
  // Where accessories are not told, the list of PINs will say what is missing.
  const accessories = list(lock, "accessories");
  const granted = asObject(field(lock, "accessDetails")) ?? {};
  return {
    bridge: numbered(lock, "connectedToId"),
    hasKeypad: accessories?.some((one) => keypads.includes(asObject(one)?.deviceType)) ?? true,
    isGuest: number(lock, "accessLevel") === access.guest,
    isTurnedFromAfar: flag(granted, "remoteAccessDisabled") !== true,
    isCalibrated: number(asObject(field(lock, "deviceState")) ?? {}, "state") !== uncalibrated,
  };
}

function conditionsOf({ bridge, hasKeypad, isGuest, isTurnedFromAfar }: Parts): readonly DeviceCondition[] {
  return [
    ...(isGuest ? [{ name: "not_authorized" } as const] : []),
    ...(bridge === undefined ? [{ name: "no_bridge" } as const] : []),
    ...(hasKeypad ? [] : [{ name: "no_keypad" } as const]),
    ...(isTurnedFromAfar ? [] : [{ name: "remote_unlock_disabled" } as const]),
  ];
}

/**
 * A look is three calls or more, and a user has 700 an hour for all locks together (page "API rate limit"): so many
 * looks leave room for changes with some thirty locks.
 */
const looksPerDay = 96;

function capabilitiesOf({ bridge, hasKeypad, isGuest, isTurnedFromAfar, isCalibrated }: Parts): Capabilities {
  // The cloud takes an order for a lock that was never calibrated, and nothing happens.
  const turns = bridge !== undefined && isTurnedFromAfar && isCalibrated;
  return {
    programsOnlineCodes: hasKeypad && bridge !== undefined && !isGuest,
    programsOfflineCodes: undefined,
    locksRemotely: turns,
    unlocksRemotely: turns,
    codeLengths: lengthsBetween(5, 8),
    maxCodes: undefined,
    constraints: [
      { type: "at_least_three_unique_digits" },
      { type: "no_ascending_or_descending_sequence" },
      // Not the maker's rule: by its name alone an entry at the keypad is told from others.
      { type: "name_must_be_unique" },
    ],
    schedulesNatively: true,
    readsPins: true,
    reusesPlaces: false,
    updatesInPlace: true,
    listsUnmanaged: true,
    convertsUnmanaged: true,
    deletesUnmanaged: true,
    sharesPinAcrossWindows: false,
    namesCodeOnEntry: true,
    looksPerDay,
  };
}
