import type { NativeId } from "#domain/ids.ts";
import type { EntryMethod, Sighting } from "#domain/sighting.ts";
import { asObject, number } from "#drivers/kit/untrusted.ts";
import type { News } from "./fabric-messages.ts";
import { placeOf } from "./place.ts";
import { readRecord, readUserEntry } from "./wire.ts";

/** What the door lock tells: `LockOperation`, `LockOperationError`, `LockUserChange` (Matter 1.3, Door Lock, events). */
type LockEvent = Extract<News, { news: "event" }>;

/** An event that its lock dates further back than this has a clock that was not set, in milliseconds. */
const oldestTold = 30 * 24 * 60 * 60_000;
const turnedTo: Readonly<Record<number, "locked" | "unlocked">> = { 0: "locked", 1: "unlocked", 4: "unlocked" };
const methods: Readonly<Record<number, EntryMethod>> = {
  1: "manual",
  2: "remote",
  3: "keycode",
  4: "automatic",
  5: "manual",
  6: "card",
  7: "remote",
  8: "automatic",
};

/** What an event says, at `now`, epoch milliseconds; `undefined`: nothing that matters here. */
export function readEvent({ lock, event, ageMs, fabric, body, user }: LockEvent, now: number): Sighting | undefined {
  const at = ageMs > 0 && ageMs < oldestTold ? now - ageMs : now;
  const told = asObject(body);
  const who = user === undefined ? undefined : readUserEntry(user)?.user;
  const place = who && placeOf(who, fabric);
  const device = lock as NativeId;
  if (told === undefined) return undefined;
  switch (event) {
    case "lockOperation": {
      const to = turnedTo[number(told, "lockOperationType") ?? -1];
      const method = methods[number(told, "operationSource") ?? -1] ?? "unknown";
      return to && { kind: "turned", at, device, to, method, place, attempt: undefined };
    }
    case "lockOperationError":
      return { kind: "denied", at, device, pin: undefined, place };
    case "lockUserChange": {
      const record = readRecord(body);
      // What we wrote ourselves is no news.
      return record !== undefined && record.fabric === fabric ? undefined : { kind: "changed", at, device };
    }
    default:
      return undefined;
  }
}
