import { listedCodes, type Scopes } from "#virtual-locks/faults.ts";
import { isPaired, unreachable } from "#virtual-locks/lock-state.ts";
import type { CodeRow, LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";
import { turnsOf, wordsOf } from "./happenings.ts";
import type { LockNotes, Word } from "./lock-notes.ts";

const codeCapabilities = ["lockCodes", "lockCredentials", "lockUsers"];
const mostCodes = 30;

/** A device as the cloud lists it. */
export function presentDevice(lock: LockRow) {
  const isHub = lock.profile.kind !== "smart_lock";
  const capabilities = isHub ? ["bridge"] : ["lock", ...(lock.profile.hasKeypad ? codeCapabilities : []), "battery"];
  const behind = lock.hubId === undefined ? {} : { hubId: lock.hubId };
  return {
    deviceId: lock.id,
    name: isHub ? "SmartThings Hub" : "base-lock",
    label: lock.name,
    manufacturerName: isHub ? "SmartThings" : "SmartThingsCommunity",
    presentationId: lock.profile.key,
    locationId: locationOf(lock),
    ownerId: lock.accountId,
    type: isHub ? "HUB" : "ZWAVE",
    restrictionTier: 0,
    components: [
      {
        id: "main",
        label: "main",
        capabilities: capabilities.map((id) => ({ id, version: 1 })),
        categories: [{ name: isHub ? "Hub" : "SmartLock", categoryType: "manufacturer" }],
      },
    ],
    ...(isHub
      ? { hub: { hubEui: lock.id, firmwareVersion: "000.058.00010", hubData: {}, hubDrivers: [] } }
      : { zwave: { networkId: "1A", networkSecurityLevel: "ZWAVE_S2_AUTHENTICATED", ...behind } }),
    ...(lock.hubId !== undefined && { parentDeviceId: lock.hubId }),
  };
}

export function presentHealth(world: World, lock: LockRow) {
  const isOn = isPaired(lock) && unreachable(world, lock) === undefined;
  return { deviceId: lock.id, state: isOn ? "ONLINE" : "OFFLINE", lastUpdatedDate: isoOf(lock.updatedAt) };
}

/** Devices of one place are those in one zone. */
export function locationOf(lock: LockRow): string {
  return `at-${Buffer.from(zoneOf(lock) ?? "").toString("hex")}`;
}

export function presentLocation(lock: LockRow) {
  const timeZoneId = zoneOf(lock);
  return { locationId: locationOf(lock), name: "Home", ...(timeZoneId !== undefined && { timeZoneId }) };
}

/** Every attribute of the one component. An offline device shows what was known of it last. */
export function presentStatus(world: World, lock: LockRow, notes: LockNotes, scopes: Scopes) {
  if (lock.profile.kind !== "smart_lock") return {};
  const at = isoOf(lock.updatedAt);
  const turn = turnsOf(world, lock, notes).at(-1);
  const bolt =
    turn?.value === lock.bolt
      ? { value: turn.value, timestamp: isoOf(turn.at), data: turn.data }
      : { value: lock.bolt, timestamp: at };
  const always = {
    lock: { lock: bolt },
    battery: { battery: { value: lock.battery, unit: "%", timestamp: at } },
  };
  if (!lock.profile.hasKeypad) return always;
  const codes = listedCodes(world, scopes, lock.id).filter((code) => code.onLock !== undefined && notes.seats[code.id]);
  const words = wordsOf(world, lock, notes);
  return {
    ...always,
    lockCodes: lockCodes(lock, notes, codes, words),
    ...(notes.migrated && usersAndCredentials(lock, notes, codes, words)),
  };
}

function lockCodes(lock: LockRow, notes: LockNotes, codes: readonly CodeRow[], words: readonly Word[]) {
  const bySlot = codes.map((code) => [notes.seats[code.id]?.slot, code.onLock?.name]);
  const { codeLengths, maxCodes = mostCodes } = lock.profile;
  return {
    ...(notes.migrated && { migrated: { value: true } }),
    codeLength: { value: codeLengths.length === 1 ? codeLengths[0] : null },
    minCodeLength: { value: codeLengths[0] },
    maxCodeLength: { value: codeLengths.at(-1) },
    maxCodes: { value: maxCodes },
    // Attributes are JSON already, and this one is JSON once more.
    lockCodes: { value: JSON.stringify(Object.fromEntries(bySlot)) },
    scanCodes: { value: "Complete" },
    codeChanged: told(words, "codeChanged"),
  };
}

function usersAndCredentials(lock: LockRow, notes: LockNotes, codes: readonly CodeRow[], words: readonly Word[]) {
  const { codeLengths, maxCodes = mostCodes } = lock.profile;
  const credentials = codes.map((code) => ({
    userIndex: notes.seats[code.id]?.userIndex,
    credentialIndex: notes.seats[code.id]?.slot,
    credentialType: "pin",
    credentialName: code.onLock?.name,
  }));
  return {
    lockUsers: {
      users: { value: notes.users },
      totalUsersSupported: { value: maxCodes },
      commandResult: told(words, "users"),
    },
    lockCredentials: {
      credentials: { value: credentials },
      supportedCredentials: { value: ["pin"] },
      pinUsersSupported: { value: maxCodes },
      minPinCodeLen: { value: codeLengths[0] },
      maxPinCodeLen: { value: codeLengths.at(-1) },
      commandResult: told(words, "credentials"),
    },
  };
}

/** The last event, which the cloud keeps as a value like any other. */
function told(words: readonly Word[], attribute: Word["attribute"]) {
  const last = words.findLast((word) => word.attribute === attribute);
  return last === undefined ? { value: null } : { value: last.value, timestamp: isoOf(last.at) };
}

function zoneOf({ hidesTimeZone, timeZone }: LockRow): string | undefined {
  return hidesTimeZone === true ? undefined : timeZone;
}

export function isoOf(at: number): string {
  return new Date(at).toISOString();
}
