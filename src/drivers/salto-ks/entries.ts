import type { NativeId } from "#domain/ids.ts";
import type { DeviceSighting, EntryMethod } from "#domain/sighting.ts";
import type { Listener } from "#drivers/driver.ts";
import { tellInOrder, toldOnce } from "#drivers/kit/told-once.ts";
import { asObject, id, instant, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Entry } from "./codes.ts";
import type { Found, Way } from "./site.ts";

/** So many of a site's last entries are read at each look at one of its locks. */
const page = "100";
/** So many entries of one lock are known as told: more than a page holds. */
const mostKnown = 500;

/** Tells who came in, by the entries that Salto keeps of a site, each once. Of what happened before `since` nothing is told. */
export function entryTeller(since: number, listener: Listener) {
  const told = toldOnce(mostKnown);
  return async ({ cloud, signal }: Way, { site, lock }: Found, entries: readonly Entry[]): Promise<void> => {
    const query = { $top: page, $orderby: "utc_date_time desc" };
    const reply = await cloud.all("v1.1", ["sites", site.id, "entries"], signal, query);
    // Entries that are kept from us hide who came in, and nothing else.
    if (reply.kind !== "listed") return;
    const news = reply.entries.flatMap((value) => {
      const entry = asObject(value) ?? {};
      const [key, sighting] = [id(entry, "id"), readEntry(entry, lock.id, entries)];
      return key === undefined || sighting === undefined || sighting.at < since ? [] : [{ key, sighting }];
    });
    const fresh = told.fresh(lock.id, news, ({ key }) => key);
    tellInOrder(
      listener,
      fresh.map(({ sighting }) => sighting),
    );
  };
}

/** By `access_by`: what has been seen there, and `remote`, which Salto's own description of the field names. */
const methods: ReadonlyMap<string, EntryMethod> = new Map([
  ["pin_code", "keycode"],
  ["tag", "card"],
  ["inside_handle", "manual"],
  ["remote", "remote"],
]);

/** One entry of a site; `undefined`: of another lock, or of nothing that we tell. */
export function readEntry(entry: Untrusted, device: NativeId, entries: readonly Entry[]): DeviceSighting | undefined {
  const at = instant(entry, "utc_date_time");
  if (at === undefined || id(entry, "lock_id") !== device) return undefined;
  const by = text(entry, "access_by") ?? "";
  // A PIN that the lock does not know is told with the id of a user that there is not.
  const userId = id(entry, "user_id");
  const place = entries.find(({ guest }) => guest !== undefined && guest.userId === userId)?.guest?.place;
  switch (text(entry, "event_category")) {
    case "lock_opened":
      return {
        kind: "turned",
        at,
        device,
        to: "unlocked",
        method: methods.get(by) ?? "unknown",
        place: by === "pin_code" ? place : undefined,
        attempt: undefined,
      };
    case "lock_rejected":
      return by === "pin_code" ? { kind: "denied", at, device, pin: undefined, place } : undefined;
    default:
      return undefined;
  }
}
