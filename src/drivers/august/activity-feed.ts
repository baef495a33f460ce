import type { NativeId, Place } from "#domain/ids.ts";
import type { EntryMethod, Sighting } from "#domain/sighting.ts";
import type { Listener } from "#drivers/driver.ts";
import { asObject, field, id, list, number, text } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";

/** Tells of what happened at the locks of a house, once each. */
export interface ActivityFeed {
  read(house: string, signal: AbortSignal): Promise<void>;
}

interface Happening {
  readonly id: string;
  readonly sighting: Sighting;
}

/** The cloud's own clients ask for events no more often than this, in milliseconds. */
const pauseMs = 10_000;

/** What the first word of an event's action says of how the door was turned. */
const methods: Readonly<Record<string, EntryMethod>> = {
  pin: "keycode",
  manual: "manual",
  remote: "remote",
  auto: "automatic",
  rf: "card",
  homekey: "card",
};

/** Reads the events of houses; what happened before this was made is nobody's news. */
export function activityFeed(runtime: Runtime, cloud: Cloud, listener: Pick<Listener, "sighting">): ActivityFeed {
  const from = runtime.now();
  const houses = new Map<string, { readonly readAt: number; readonly told: ReadonlySet<string> }>();
  return {
    read: async (house, signal) => {
      const known = houses.get(house);
      if (known !== undefined && runtime.now() < known.readAt + pauseMs) return;
      const readAt = runtime.now();
      const reply = await cloud.activities(house, signal);
      const happenings = reply.kind === "answered" ? readHappenings(reply.body) : undefined;
      if (happenings === undefined) {
        // The lock was seen all the same: only who came in is not known yet.
        runtime.log("august.activities_not_read", { because: reply.kind });
        return;
      }
      // By id and not by time alone: a lock that was offline tells late of what happened before.
      const told = houses.get(house)?.told;
      const news = happenings.filter((one) => one.sighting.at > from && told?.has(one.id) !== true);
      houses.set(house, { readAt, told: new Set(happenings.map((one) => one.id)) });
      for (const { sighting } of news.sort((one, other) => one.sighting.at - other.sighting.at))
        listener.sighting(sighting);
    },
  };
}

/** What a list of events says of doors that were turned; `undefined` where the answer is no such list. */
export function readHappenings(body: unknown): readonly Happening[] | undefined {
  const events = list(asObject(body) ?? {}, "events");
  return events?.map(readEvent).filter((happening) => happening !== undefined);
}

/** An action that is new to us, or of another thing than a lock, is no news. */
function readEvent(value: unknown): Happening | undefined {
  const event = asObject(value);
  const eventId = event && text(event, "id");
  const device = event && (id(event, "deviceID") as NativeId | undefined);
  const at = event && number(event, "timestamp");
  const [, how, what] = /^([a-z]+)_(lock|unlock|unlatch)$/.exec((event && text(event, "action")) ?? "") ?? [];
  if (event === undefined || eventId === undefined || device === undefined || at === undefined || how === undefined)
    return undefined;
  const method = Object.hasOwn(methods, how) ? (methods[how] ?? "unknown") : "unknown";
  const user = asObject(field(event, "user")) ?? {};
  const place = method === "keycode" ? (id(user, "UserID") as Place | undefined) : undefined;
  const to = what === "lock" ? "locked" : "unlocked";
  return { id: eventId, sighting: { kind: "turned", at, device, to, method, place, attempt: undefined } };
}
