import type { NativeId, Place } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import type { DeviceSighting, EntryMethod } from "#domain/sighting.ts";
import { asObject, field, flag, id, list, number, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Intercom } from "./intercom.ts";

/** What the log of one intercom tells, each event once. */
export interface LogReader {
  /** The sightings since the last look, oldest first; none at the first, which opens a channel. */
  news(intercom: Intercom, signal: AbortSignal): Promise<readonly DeviceSighting[]>;
}

const told = "UserAuthenticated,UserRejected,CodeEntered,CardEntered,SwitchStateChanged";
/** A channel that nobody reads is closed after this, in seconds: the longest that the manual allows. */
const channelSeconds = 3_600;
/** What one answer brings at most (manual, "api log pull"), and how many are asked for at one look. */
const [batch, mostBatches] = [128, 20];
/** More events than happen while a channel is opened anew. */
const mostKept = 512;

export function logReader(runtime: Runtime, device: NativeId): LogReader {
  let channel: { readonly id: number; readUntil: number } | undefined;
  const known: string[] = [];
  const methods = new Map<string, EntryMethod>();

  const open = async (intercom: Intercom, include: string, signal: AbortSignal): Promise<boolean> => {
    const path = `log/subscribe?include=${include}&filter=${told}&duration=${channelSeconds}`;
    const reply = await intercom.ask(path, signal);
    const opened = reply.kind === "answered" ? number(asObject(reply.body) ?? {}, "id") : undefined;
    channel = opened === undefined ? undefined : { id: opened, readUntil: runtime.now() };
    return channel !== undefined;
  };
  /** `undefined`: there is no such channel, or no answer. */
  const pull = async (intercom: Intercom, signal: AbortSignal): Promise<readonly Untrusted[] | undefined> => {
    const events: Untrusted[] = [];
    for (let turn = 0; turn < mostBatches && channel !== undefined; turn += 1) {
      const reply = await intercom.ask(`log/pull?id=${channel.id}&timeout=0`, signal);
      const some = reply.kind === "answered" ? list(asObject(reply.body) ?? {}, "events") : undefined;
      if (some === undefined) return turn === 0 ? undefined : events;
      events.push(...some.map(asObject).filter((event) => event !== undefined));
      if (some.length < batch) break;
    }
    return events;
  };
  const isNews = (event: Untrusted): boolean => {
    // Numbers begin anew when the intercom does.
    const name = `${number(event, "utcTime")}/${number(event, "id")}`;
    if (known.includes(name)) return false;
    known.push(name);
    known.splice(0, known.length - mostKept);
    return true;
  };

  return {
    news: async (intercom, signal) => {
      if (channel === undefined) {
        await open(intercom, "new", signal);
        return [];
      }
      const { readUntil } = channel;
      let events = await pull(intercom, signal);
      if (events === undefined) {
        const since = Math.ceil((runtime.now() - readUntil) / 1_000) + 1;
        events = (await open(intercom, `-${since}`, signal)) ? await pull(intercom, signal) : undefined;
      }
      if (events === undefined) return [];
      if (channel !== undefined) channel.readUntil = runtime.now();
      return events.filter(isNews).flatMap((event) => sightingIn(event, device, methods) ?? []);
    },
  };
}

/**
 * An event says that somebody was let in, and another of the same session by what: a code that is right may be only the
 * first of two things that are asked for.
 */
function sightingIn(event: Untrusted, device: NativeId, methods: Map<string, EntryMethod>): DeviceSighting | undefined {
  const params = asObject(field(event, "params")) ?? {};
  const at = (number(event, "utcTime") ?? 0) * 1_000;
  const session = `${field(params, "session")}`;
  const place = id(params, "uuid") as Place | undefined;
  const turned = (method: EntryMethod, by: Place | undefined): DeviceSighting => ({
    kind: "turned",
    at,
    device,
    to: "unlocked",
    method,
    place: by,
    attempt: undefined,
  });
  switch (text(event, "event")) {
    case "CodeEntered":
      remember(methods, session, "keycode");
      return flag(params, "valid") === false ? { kind: "denied", at, device, pin: typed(params), place } : undefined;
    case "CardEntered":
      remember(methods, session, "card");
      return undefined;
    case "UserAuthenticated": {
      const method = methods.get(session) ?? "unknown";
      return turned(method, method === "keycode" ? place : undefined);
    }
    case "UserRejected":
      // A wrong code was told of already; this is a right one at a wrong time.
      return place === undefined ? undefined : { kind: "denied", at, device, pin: undefined, place };
    case "SwitchStateChanged": {
      const method = originators.get(text(params, "originator") ?? "");
      return flag(params, "state") === true && method !== undefined ? turned(method, undefined) : undefined;
    }
    default:
      return undefined;
  }
}

/** Who turned a switch where nobody was authenticated. */
const originators: ReadonlyMap<string, EntryMethod> = new Map([
  ["api", "remote"],
  ["dtmf", "remote"],
  ["rex", "manual"],
  ["uni", "keycode"],
  ["zone", "keycode"],
  ["profile", "automatic"],
  ["automation", "automatic"],
]);

function remember(methods: Map<string, EntryMethod>, session: string, method: EntryMethod): void {
  methods.set(session, method);
  for (const old of [...methods.keys()].slice(0, Math.max(0, methods.size - mostKept))) methods.delete(old);
}

function typed(params: Untrusted): Pin | undefined {
  return Pin.parse(text(params, "code") ?? "");
}
