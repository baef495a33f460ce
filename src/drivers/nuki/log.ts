import type { NativeId, Place } from "#domain/ids.ts";
import type { DeviceSighting, EntryMethod } from "#domain/sighting.ts";
import type { Listener } from "#drivers/driver.ts";
import { tellInOrder, toldOnce } from "#drivers/kit/told-once.ts";
import { asObject, id, instant, number, numbered, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import { type Cloud, logPage } from "./cloud.ts";

/** Tells what the log of a lock has that was not told before, each entry once. */
export interface LogTeller {
  tell(device: NativeId, signal: AbortSignal): Promise<void>;
}

/** So far back a busy lock is read at one look. */
const mostPages = 5;
const mostKnown = 2 * mostPages * logPage;

/** What happened before this was made is nobody's news. */
export function logTeller(runtime: Runtime, cloud: Cloud, listener: Pick<Listener, "sighting">): LogTeller {
  const since = runtime.now();
  const told = toldOnce(mostKnown);
  return {
    tell: async (device, signal) => {
      const isNews = ({ key, at }: Entry) => at >= since && !told.has(device, key);
      const news: Entry[] = [];
      let before: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const reply = await cloud.log(device, before, signal);
        // The lock was seen all the same: the next look reads its log again.
        if (reply.kind !== "answered" || !Array.isArray(reply.body)) return;
        const entries = reply.body.map((row) => readEntry(row, device)).filter((entry) => entry !== undefined);
        news.push(...entries.filter(isNews));
        before = entries.at(-1)?.key;
        if (entries.length < logPage || !entries.every(isNews)) break;
      }
      const fresh = told.fresh(device, news, ({ key }) => key);
      tellInOrder(
        listener,
        fresh.flatMap(({ sighting }) => sighting ?? []),
      );
    },
  };
}

interface Entry {
  readonly key: string;
  readonly at: number;
  /** `undefined`: it tells of nothing that we tell. */
  readonly sighting: DeviceSighting | undefined;
}

/** By `action`: unlock, lock, unlatch, and lock 'n' go with or without unlatching, which begins with unlocking. */
const turns: ReadonlyMap<number, "locked" | "unlocked"> = new Map([
  [1, "unlocked"],
  [2, "locked"],
  [3, "unlocked"],
  [4, "unlocked"],
  [5, "unlocked"],
]);
/** By `trigger`: the system, by hand, the lock's button, by itself, the web, the app, auto lock, an accessory. */
const methods: ReadonlyMap<number, EntryMethod> = new Map([
  [0, "automatic"],
  [1, "manual"],
  [2, "manual"],
  [3, "automatic"],
  [4, "remote"],
  [5, "remote"],
  [6, "automatic"],
]);
const keypad = 255;
const fingerprint = 2;
const success = 0;

/** One entry of a log, by the numbers of the API reference; `undefined`: it cannot be told from another. */
export function readEntry(row: unknown, device: NativeId): Entry | undefined {
  const entry = asObject(row);
  const key = entry && id(entry, "id");
  const at = entry && instant(entry, "date");
  if (entry === undefined || key === undefined || at === undefined) return undefined;
  if ((numbered(entry, "smartlockId") ?? device) !== device) return undefined;
  return { key, at, sighting: sightingIn(entry, device, at) };
}

function sightingIn(entry: Untrusted, device: NativeId, at: number): DeviceSighting | undefined {
  const to = turns.get(number(entry, "action") ?? -1);
  if (to === undefined || number(entry, "state") !== success) return undefined;
  const trigger = number(entry, "trigger") ?? -1;
  const place = trigger === keypad && number(entry, "source") !== fingerprint ? id(entry, "authId") : undefined;
  // The keypad has a button that locks without a code, and may read fingers.
  const method = place === undefined ? (methods.get(trigger) ?? "unknown") : "keycode";
  return { kind: "turned", at, device, to, method, place: place as Place | undefined, attempt: undefined };
}
