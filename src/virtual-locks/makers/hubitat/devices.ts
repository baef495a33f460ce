import { listedCodes, type Scopes } from "#virtual-locks/faults.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";
import { eventsOf, lastOf } from "./events.ts";
import { type LockNotes, lockNotes } from "./positions.ts";

/** What hides a lock's codes from all but the hub itself. */
export interface Habits {
  readonly encrypts: boolean;
}

interface Attribute {
  readonly name: string;
  readonly currentValue: string | number | null;
  readonly dataType: string;
}

export function presentName({ id, name, profile }: LockRow) {
  return { id, name: profile.model, label: name, type: "Generic Z-Wave Lock" };
}

/** One device by itself: with capabilities and their attributes in one list, and values as what they are. */
export function presentDevice(world: World, lock: LockRow, scopes: Scopes, habits: Habits) {
  const capabilities = capabilitiesOf(lock).flatMap((name) => [name, { attributes: [{ name, dataType: null }] }]);
  const attributes = attributesOf(world, lock, scopes, habits);
  return { ...presentName(lock), room: null, capabilities, attributes, commands: commandsOf(lock) };
}

/** The same among all: attributes by name, and every value a text. */
export function presentListed(world: World, lock: LockRow, scopes: Scopes, habits: Habits) {
  const attributes = attributesOf(world, lock, scopes, habits).map(({ name, currentValue }) => [
    name,
    currentValue === null ? null : `${currentValue}`,
  ]);
  return {
    ...presentName(lock),
    date: dateOf(lock.updatedAt),
    model: null,
    manufacturer: null,
    capabilities: capabilitiesOf(lock),
    attributes: { ...Object.fromEntries(attributes), dataType: "NUMBER", values: null },
    commands: commandsOf(lock).map((command) => ({ command })),
  };
}

/** What happened to a device, newest first. */
export function presentEvents(world: World, lock: LockRow) {
  return eventsOf(world, lock, lockNotes(world, lock))
    .map(({ at, name, value }) => ({
      device_id: lock.id,
      label: lock.name,
      name,
      value,
      date: dateOf(at),
      unit: null,
      isStateChange: null,
      source: "DEVICE",
    }))
    .reverse();
}

/** The codes that the hub has of a lock, by position. */
export function lockCodesOf(world: World, lock: LockRow, notes: LockNotes, scopes: Scopes) {
  const rows = listedCodes(world, scopes, lock.id).flatMap(({ id, onLock }) => {
    const position = notes.seats[id]?.position;
    return onLock === undefined || position === undefined
      ? []
      : [[position, { name: onLock.name, code: onLock.digits }] as const];
  });
  return Object.fromEntries(rows);
}

function attributesOf(world: World, lock: LockRow, scopes: Scopes, { encrypts }: Habits): readonly Attribute[] {
  const notes = lockNotes(world, lock);
  const events = eventsOf(world, lock, notes);
  const always: readonly Attribute[] = [
    { name: "lock", currentValue: lock.bolt, dataType: "ENUM" },
    { name: "battery", currentValue: lock.battery, dataType: "NUMBER" },
  ];
  if (!lock.profile.hasKeypad) return always;
  const plain = JSON.stringify(lockCodesOf(world, lock, notes, scopes));
  const kept = encrypts ? Buffer.from(plain).toString("base64") : plain;
  const { codeLengths, maxCodes } = lock.profile;
  const [only] = codeLengths.length === 1 ? codeLengths : [];
  return [
    ...always,
    { name: "lockCodes", currentValue: kept, dataType: "JSON_OBJECT" },
    { name: "maxCodes", currentValue: maxCodes ?? null, dataType: "NUMBER" },
    { name: "codeChanged", currentValue: lastOf(events, "codeChanged"), dataType: "ENUM" },
    { name: "lastCodeName", currentValue: lastOf(events, "lastCodeName"), dataType: "STRING" },
    ...(only === undefined ? [] : [{ name: "codeLength", currentValue: only, dataType: "NUMBER" }]),
  ];
}

function capabilitiesOf({ profile }: LockRow): readonly string[] {
  return ["Actuator", "Lock", ...(profile.hasKeypad ? ["LockCodes"] : []), "Battery", "Refresh"];
}

function commandsOf({ profile }: LockRow): readonly string[] {
  const codes = ["deleteCode", "getCodes", "setCode", "setCodeLength"];
  return [...(profile.hasKeypad ? codes : []), "lock", "refresh", "unlock"];
}

/** With a zone and without milliseconds. */
function dateOf(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, "+0000");
}
