import type { NativeId, Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import type { DeviceSighting, EntryMethod } from "#domain/sighting.ts";
import type { Listener } from "#drivers/driver.ts";
import { tellInOrder, toldOnce } from "#drivers/kit/told-once.ts";
import { asObject, number, numbered, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";
import { utcInstant } from "./wire.ts";

/** Tells what happened at locks, each entry once. */
export interface ActivityTeller {
  tell(device: NativeId, residents: readonly Resident[], signal: AbortSignal): Promise<void>;
}

const mostPages = 5;
/** So many entries of one lock are known as told: as many as `mostPages` can hold. */
const mostKnown = 1_000;

/** What happened before this was made is nobody's news. */
export function activityTeller(runtime: Runtime, cloud: Cloud, listener: Pick<Listener, "sighting">): ActivityTeller {
  const since = runtime.now();
  const told = toldOnce(mostKnown);
  return {
    tell: async (device, residents, signal) => {
      const isNews = (entry: Untrusted) => {
        const [key, at] = [numbered(entry, "id"), utcInstant(entry, "date")];
        return key !== undefined && at !== undefined && at >= since && !told.has(device, key);
      };
      const entries = await newest(cloud, device, isNews, signal);
      if (entries === undefined) {
        // The lock was seen all the same: only who came in is not known yet.
        runtime.log("tedee.activities_not_read", {});
        return;
      }
      const news = entries.toReversed().filter(isNews);
      const fresh = told.fresh(device, news, (entry) => numbered(entry, "id") ?? "");
      tellInOrder(
        listener,
        fresh.flatMap((entry) => readActivity(entry, device, residents) ?? []),
      );
    },
  };
}

/** Page after page, newest first, for as long as a page holds nothing but news. `undefined`: the first could not be read. */
async function newest(
  cloud: Cloud,
  device: NativeId,
  isNew: (entry: Untrusted) => boolean,
  signal: AbortSignal,
): Promise<readonly Untrusted[] | undefined> {
  const entries: Untrusted[] = [];
  let before: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const reply = await cloud.activities(device, before, signal);
    if (reply.kind !== "answered" || !Array.isArray(reply.body)) return page === 0 ? undefined : entries;
    const read = reply.body.map(asObject).filter((one) => one !== undefined);
    entries.push(...read);
    const last = read.at(-1);
    before = last && text(last, "date", 40);
    if (before === undefined || !read.every(isNew)) return entries;
  }
  return entries;
}

/** Numbers of the page "Event type". A pulled spring opens the door as well, also where the bolt was open already. */
const unlocks: Readonly<Record<number, EntryMethod>> = {
  33: "remote",
  35: "manual",
  37: "automatic",
  39: "manual",
  51: "remote",
  52: "automatic",
  53: "manual",
  55: "remote",
  57: "remote",
  60: "remote",
  61: "keycode",
  63: "keycode",
  67: "remote",
  68: "keycode",
  76: "keycode",
  77: "unknown",
  78: "unknown",
  80: "unknown",
  81: "unknown",
  87: "automatic",
  88: "remote",
  91: "remote",
  92: "remote",
  93: "remote",
  228: "remote",
  229: "remote",
  230: "remote",
  231: "remote",
  234: "remote",
  235: "remote",
};
const locks: Readonly<Record<number, EntryMethod>> = {
  32: "remote",
  34: "manual",
  36: "automatic",
  38: "manual",
  56: "manual",
  59: "remote",
  65: "keycode",
  66: "manual",
  90: "remote",
  226: "remote",
  227: "remote",
};
/** Wrong digits, and digits outside of their time. */
const denials: readonly number[] = [62, 75];

/** One entry of a lock's activities; `undefined`: it tells of nothing that we tell. */
export function readActivity(
  entry: Untrusted,
  device: NativeId,
  residents: readonly Resident[],
): DeviceSighting | undefined {
  const of = numbered(entry, "deviceId");
  const event = number(entry, "event");
  const at = utcInstant(entry, "date");
  if (event === undefined || at === undefined || (of !== undefined && of !== device)) return undefined;
  if (denials.includes(event)) return { kind: "denied", at, device, pin: undefined, place: placeOf(entry, residents) };
  const method = unlocks[event] ?? locks[event];
  if (method === undefined) return undefined;
  const to = Object.hasOwn(unlocks, event) ? "unlocked" : "locked";
  const place = method === "keycode" ? placeOf(entry, residents) : undefined;
  return { kind: "turned", at, device, to, method, place, attempt: undefined };
}

/**
 * A guess: entries name no PIN, and at a keypad nobody is known but by the PIN, so that the name in the entry is taken
 * for that of the PIN. Where it is no PIN's, or that of two, nobody knows whose it was.
 */
function placeOf(entry: Untrusted, residents: readonly Resident[]): Place | undefined {
  // The page's table and its samples spell it differently.
  const name = text(entry, "userName") ?? text(entry, "username");
  const named = name === undefined ? [] : residents.filter(({ label }) => label === name);
  return named.length === 1 ? named[0]?.place : undefined;
}
