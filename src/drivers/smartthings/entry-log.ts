import type { NativeId, Place } from "#domain/ids.ts";
import type { EntryMethod } from "#domain/sighting.ts";
import type { Listener } from "#drivers/driver.ts";
import { ordinal, placeOf } from "#drivers/kit/numbered-slots.ts";
import { asObject, field, list, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Book } from "./book.ts";
import type { Lock } from "./look.ts";
import type { Site } from "./site.ts";

/**
 * Tells how doors were opened, by the history that SmartThings keeps for about a week: at each call what was not told
 * yet. Of what happened before `since` nothing is told.
 */
export function entryLog(since: number, listener: Listener): (site: Site, lock: Lock) => Promise<void> {
  const newest = new Map<NativeId, number>();
  return async ({ cloud, signal, id }, { device, book }) => {
    if (device.location === undefined) return;
    const reply = await cloud.history(device.location, id, signal);
    // A history that is kept from us hides who came in, and nothing else.
    if (reply.kind !== "answered") return;
    const after = newest.get(id) ?? since;
    const rows = (list(asObject(reply.body) ?? {}, "items") ?? []).flatMap((row) => readTurn(row, id, book) ?? []);
    const fresh = rows.filter(({ at }) => at > after).sort((one, other) => one.at - other.at);
    for (const turn of fresh) listener.sighting({ kind: "turned", device: id, attempt: undefined, ...turn });
    newest.set(id, Math.max(after, ...fresh.map(({ at }) => at)));
  };
}

const methods: ReadonlyMap<string, EntryMethod> = new Map([
  ["keypad", "keycode"],
  ["manual", "manual"],
  ["auto", "automatic"],
  ["command", "remote"],
  ["bluetooth", "remote"],
  ["rfid", "card"],
]);

function readTurn(value: unknown, id: NativeId, book: Book | undefined) {
  const row = asObject(value) ?? {};
  const at = number(row, "epoch");
  const isOurs =
    text(row, "deviceId") === id && text(row, "capability") === "lock" && text(row, "attribute") === "lock";
  const to = text(row, "value");
  if (at === undefined || !isOurs || (to !== "locked" && to !== "unlocked")) return undefined;
  const data = asObject(field(row, "data")) ?? {};
  const method = methods.get(text(data, "method") ?? "") ?? "unknown";
  const place = method === "keycode" ? placeIn(data, book) : undefined;
  return { at, to, method, place } as const;
}

/** The earlier drivers name the slot, the later ones the user. */
function placeIn(data: Untrusted, book: Book | undefined): Place | undefined {
  const code = text(data, "codeId", 4);
  if (code !== undefined && /^[1-9]\d*$/.test(code)) return placeOf(Number(code));
  const user = ordinal(field(data, "userIndex"));
  const entry = book?.entries.find(({ userIndex }) => user !== undefined && userIndex === user);
  return entry && placeOf(entry.slot);
}
