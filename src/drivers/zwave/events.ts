import type { NativeId, Place } from "#domain/ids.ts";
import type { DeviceSighting, EntryMethod, Sighting } from "#domain/sighting.ts";
import { asObject, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Notes } from "./notes.ts";
import { commandClass, placeOf } from "./wire.ts";

/** A lock's own echo of what we wrote comes within this, in milliseconds. */
const echoMs = 15_000;

/** What the door did, by the events of the notification type 6, access control (Z-Wave Notification list, 2024). */
const turns: Readonly<Record<number, { readonly to: "locked" | "unlocked"; readonly method: EntryMethod }>> = {
  1: { to: "locked", method: "manual" },
  2: { to: "unlocked", method: "manual" },
  3: { to: "locked", method: "remote" },
  4: { to: "unlocked", method: "remote" },
  5: { to: "locked", method: "keycode" },
  6: { to: "unlocked", method: "keycode" },
  9: { to: "locked", method: "automatic" },
};
const codesChanged = { allDeleted: 12, deleted: 13, added: 14, duplicate: 15 } as const;
const accessControl = 6;

export interface Scene {
  readonly now: number;
  readonly nativeOf: (nodeId: number) => NativeId;
  readonly notesOf: (nodeId: number) => Notes;
}

/** What an event of the network is to the house, and what is to be noted of it. */
export function readEvent(event: Untrusted, scene: Scene): readonly Sighting[] {
  const { now } = scene;
  const kind = text(event, "event");
  if (text(event, "source") === "controller")
    return kind === "node added" || kind === "node removed" ? [{ kind: "devices_changed", at: now }] : [];
  const nodeId = number(event, "nodeId");
  if (nodeId === undefined || text(event, "source") !== "node") return [];
  const device = scene.nativeOf(nodeId);
  const changed: DeviceSighting = { kind: "changed", at: now, device };
  const notes = scene.notesOf(nodeId);
  switch (kind) {
    case "ready":
      return [{ kind: "devices_changed", at: now }];
    case "dead":
    case "alive":
    case "wake up":
      return [changed];
    case "notification":
      return readNotification(asObject(event.args), device, notes, now);
    case "value updated":
      return notes.working === 0 && tellsOfCodes(asObject(event.args)) ? [changed] : [];
    case "user added":
    case "user modified":
    case "user deleted":
    case "credential added":
    case "credential modified":
    case "credential deleted":
      return notes.working === 0 ? [changed] : [];
    default:
      return [];
  }
}

/** The number of a lock that tells that it is awake. */
export function wokenNode(event: Untrusted): number | undefined {
  return text(event, "source") === "node" && text(event, "event") === "wake up" ? number(event, "nodeId") : undefined;
}

function readNotification(
  args: Untrusted | undefined,
  device: NativeId,
  notes: Notes,
  now: number,
): readonly Sighting[] {
  const event = args && number(args, "event");
  if (args === undefined || event === undefined || number(args, "type") !== accessControl) return [];
  const user = number(asObject(args.parameters) ?? {}, "userId");
  const place = user === undefined || user === 0 ? undefined : placeOf(user, user);
  const turn = turns[event];
  if (turn !== undefined) {
    const used = turn.method === "keycode" ? place : undefined;
    return [{ kind: "turned", at: now, device, ...turn, place: used, attempt: undefined }];
  }
  switch (event) {
    case codesChanged.duplicate:
      notes.duplicateAt = now;
      return [];
    case codesChanged.added:
      if (place !== undefined && !isEcho(notes, place, now)) notes.altered.set(place, { at: now, isTold: false });
      return [{ kind: "changed", at: now, device }];
    case codesChanged.deleted:
    case codesChanged.allDeleted:
      return [{ kind: "changed", at: now, device }];
    default:
      return [];
  }
}

/** Locks tell of codes that came over the radio as they do of those that came from the keypad. */
function isEcho({ wroteAt }: Notes, place: Place, now: number): boolean {
  const at = wroteAt.get(place);
  return at !== undefined && now - at < echoMs;
}

function tellsOfCodes(args: Untrusted | undefined): boolean {
  const of = args && number(args, "commandClass");
  return of === commandClass.userCode && args?.newValue !== args?.prevValue;
}
