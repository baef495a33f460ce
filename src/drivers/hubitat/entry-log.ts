import type { NativeId, Place } from "#domain/ids.ts";
import type { EntryMethod } from "#domain/sighting.ts";
import type { Listener } from "#drivers/driver.ts";
import { placeOf } from "#drivers/kit/numbered-slots.ts";
import { asObject, instant, text } from "#drivers/kit/untrusted.ts";
import type { Lock, Site } from "./look.ts";

/** One event of a device. Times are of the hub's clock, mostly in whole seconds. */
interface HubEvent {
  readonly at: number;
  readonly name: string;
  readonly value: string;
}

/** The name of the code that opened is an event of its own, at the side of the bolt's. */
const besideMs = 2_000;

/**
 * Tells how doors were opened, by the events that a hub keeps of each device: at each call what was not told yet. Of
 * what happened before `since` nothing is told.
 */
export function entryLog(since: number, listener: Listener): (site: Site, lock: Lock) => Promise<void> {
  const told = new Map<NativeId, Told>();
  return async ({ hub, id, signal }, { book }) => {
    const reply = await hub.events(id, signal);
    // Events that are kept from us hide who came in, and nothing else.
    if (reply.kind !== "answered" || !Array.isArray(reply.body)) return;
    const before = told.get(id) ?? { at: since, keys: new Set() };
    const events = reply.body.flatMap((row: unknown) => readEvent(row) ?? []);
    const isFresh = (event: HubEvent) =>
      event.at > before.at || (event.at === before.at && !before.keys.has(keyOf(event)));
    const turns = events.filter((event) => event.name === "lock" && bolts.has(event.value)).filter(isFresh);
    for (const turn of turns.toSorted((one, other) => one.at - other.at)) {
      const to = turn.value === "locked" ? "locked" : "unlocked";
      const by = events.find(({ name, at }) => name === "lastCodeName" && Math.abs(at - turn.at) <= besideMs)?.value;
      const entry = by === undefined ? undefined : book?.entries.find(({ name }) => name === by);
      const method: EntryMethod = by === undefined ? "unknown" : "keycode";
      const place: Place | undefined = entry && placeOf(entry.position);
      listener.sighting({ kind: "turned", device: id, attempt: undefined, at: turn.at, to, method, place });
    }
    told.set(id, lastOf(turns, before));
  };
}

/** Of several events in one second some may come to show only at the next look. */
interface Told {
  readonly at: number;
  readonly keys: ReadonlySet<string>;
}

function lastOf(turns: readonly HubEvent[], before: Told): Told {
  const at = Math.max(before.at, ...turns.map((turn) => turn.at));
  const keys = turns.filter((turn) => turn.at === at).map(keyOf);
  return { at, keys: new Set(at === before.at ? [...before.keys, ...keys] : keys) };
}

function keyOf({ name, value }: HubEvent): string {
  return `${name} ${value}`;
}

const bolts: ReadonlySet<string> = new Set(["locked", "unlocked", "unlocked with timeout"]);

function readEvent(row: unknown): HubEvent | undefined {
  const event = asObject(row) ?? {};
  const [at, name, value] = [instant(event, "date"), text(event, "name"), text(event, "value")];
  return at === undefined || name === undefined || value === undefined ? undefined : { at, name, value };
}
