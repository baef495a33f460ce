import type { NativeId, Place } from "#domain/ids.ts";
import type { DeviceSighting, EntryMethod } from "#domain/sighting.ts";
import { toldOnce } from "#drivers/kit/told-once.ts";
import { asObject, field, id, instant, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import { logPage } from "./cloud.ts";

/** What a lock's log tells, each entry once. */
export interface LogReader {
  /** The sightings in a page of the log that were not told before, oldest first. */
  news(device: NativeId, body: unknown): readonly DeviceSighting[];
}

/** `since`: epoch milliseconds; what the cloud has written down before is not told. */
export function logReader(since: number): LogReader {
  const told = toldOnce(mostKept);
  return {
    news: (device, body) => {
      const entries = (Array.isArray(body) ? body : []).map(asObject).filter((entry) => entry !== undefined);
      const news = entries.filter((entry) => isNews(entry, device, since));
      const fresh = told.fresh(device, news, (entry) => id(entry, "logId") ?? "");
      return fresh.flatMap((entry) => sightingIn(device, entry) ?? []).toSorted((one, other) => one.at - other.at);
    },
  };
}

/** More than stand on a page: an entry must be known for as long as it is shown. */
const mostKept = 10 * logPage;

/** Of this lock, and not from before we came. */
function isNews(entry: Untrusted, device: NativeId, since: number): boolean {
  const of = text(entry, "deviceId");
  const at = instant(entry, "createdAt");
  return id(entry, "logId") !== undefined && at !== undefined && at >= since && (of === undefined || of === device);
}

/** The reset of a log is told as a mere word in place of the message. */
function sightingIn(device: NativeId, entry: Untrusted): DeviceSighting | undefined {
  const message = asObject(field(entry, "message"));
  const code = message && number(message, "eventCode");
  if (message === undefined || code === undefined) return undefined;
  const seconds = number(message, "secondsSinceEpoch");
  const at = seconds !== undefined && seconds > 0 ? seconds * 1_000 : (instant(entry, "createdAt") ?? 0);
  if (code === keypadDisabled) return { kind: "denied", at, device, pin: undefined, place: undefined };
  const turned = turns.get(code);
  if (turned === undefined) return undefined;
  const [to, method] = turned;
  const place = method === "keycode" ? placeOf(message) : undefined;
  return { kind: "turned", at, device, to, method, place, attempt: undefined };
}

const nobody = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** Which code was typed. */
function placeOf(message: Untrusted): Place | undefined {
  const uuid = id(message, "keypadUuid");
  return uuid === nobody ? undefined : (uuid as Place | undefined);
}

/** After so many wrong tries that the keypad is off for a while. */
const keypadDisabled = 11;

/** By `eventCode`, as Schlage's app names them (PROTOCOL.md of pyschlage, app 8.2.0). */
const turns: ReadonlyMap<number, readonly ["locked" | "unlocked", EntryMethod]> = new Map([
  [1, ["locked", "keycode"]],
  [2, ["unlocked", "keycode"]],
  [3, ["locked", "manual"]],
  [4, ["unlocked", "manual"]],
  [5, ["locked", "manual"]],
  [6, ["locked", "remote"]],
  [7, ["unlocked", "remote"]],
  [8, ["locked", "automatic"]],
  [9, ["unlocked", "automatic"]],
  [25, ["locked", "remote"]],
  [26, ["unlocked", "remote"]],
  [47, ["locked", "automatic"]],
  [48, ["unlocked", "manual"]],
  [49, ["locked", "manual"]],
  [52, ["unlocked", "card"]],
  [53, ["locked", "card"]],
  [68, ["unlocked", "manual"]],
  [69, ["locked", "manual"]],
  [70, ["unlocked", "manual"]],
  [74, ["locked", "card"]],
  [75, ["unlocked", "card"]],
  [76, ["unlocked", "manual"]],
]);
