import type { DeviceReport } from "#domain/device.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import type { Observation, Resident } from "#domain/observation.ts";
import type { Discovery } from "#drivers/driver.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import type { Bridge } from "./bridge.ts";
import { type Conversation, learnLimits, placeCount, readPlace, reportOf, whySilent } from "./conversation.ts";
import type { LockNotes } from "./lock-notes.ts";
import { placeOf, type User, userIn } from "./wire.ts";

/** So many places are read at every look, whoever's they are: one place costs one frame each way. */
const readAlways = 16;
/** Of a larger lock, so many beside those that are asked for, so that all had their turn after some looks. */
const windowSize = 8;
/** A look ends before the call does that it belongs to. */
const looksForMs = 10_000;

/** Every lock of the network; whether one can be reached is Zigbee2MQTT's word, where it keeps an eye on that. */
export async function lookThrough(
  bridge: Bridge,
  notes: (lock: NativeId) => LockNotes,
  signal: AbortSignal,
): Promise<Discovery> {
  const listed = await bridge.devices(signal);
  if ("kind" in listed) return unfound(listed);
  const trouble = await bridge.alive(signal);
  if (trouble !== undefined) return unfound(trouble);
  const locks = listed.filter((device) => "name" in device);
  return {
    kind: "found",
    devices: locks.map((lock) =>
      reportOf(bridge, lock, notes(lock.id), bridge.isOffline(lock) ? "device_disconnected" : undefined),
    ),
  };
}

/** One lock: the places that are asked for, and as many others as are cheap. */
export async function lookAt(talk: Conversation, places: readonly Place[] | undefined): Promise<Observation> {
  const { runtime, notes, signal } = talk;
  const until = runtime.now() + looksForMs;
  const asked = [...new Set(places?.map(userIn).filter((user) => user !== undefined))];
  const seen = new Map<number, User>();
  const read = async (user: number): Promise<boolean> => {
    const found = await readPlace(talk, user);
    if (found !== undefined) seen.set(user, found);
    return found !== undefined;
  };
  const first = asked[0] ?? notes.nextUser % placeCount(notes);
  if (!(await read(first))) {
    const trouble = await whySilent(talk, false);
    return unseen(trouble, trouble.because === "unreachable" ? silentReport(talk) : undefined, runtime.now());
  }
  await learnLimits(talk);
  const count = placeCount(notes);
  const isWhole = places === undefined || count <= readAlways;
  const others = rotated(count, notes.nextUser).filter((user) => !asked.includes(user));
  const [next, ...later] = others;
  // One of the others comes early: with many that are asked for, a slow lock would leave no time for any.
  const wanted = [...(next === undefined ? [] : [next]), ...asked.filter((user) => user < count), ...later];
  const enough = isWhole ? wanted.length : Math.min(wanted.length, asked.length + windowSize);
  for (const [at, user] of wanted.entries()) {
    // A new code needs an empty place, and nobody may be told that there is none before all were seen.
    if (at >= enough && [...seen.values()].some(({ kind }) => kind === "empty")) break;
    if (seen.has(user)) continue;
    if (signal.aborted || runtime.now() > until || !(await read(user))) break;
    if (!asked.includes(user)) notes.nextUser = user + 1;
  }
  return shown(talk, seen, count);
}

function shown({ runtime, bridge, lock, notes }: Conversation, seen: ReadonlyMap<number, User>, count: number) {
  const users = [...seen].sort(([one], [other]) => one - other);
  const legible = users.filter(([, user]) => user.kind !== "unreadable");
  const residents = users.flatMap(([user, there]) => residentOf(notes, user, there));
  const isAllSeen = legible.length >= count;
  const isComplete = isAllSeen && notes.limits !== "none";
  const free = users.flatMap(([user, { kind }]) => (kind === "empty" && user < count ? [placeOf(user)] : []));
  return {
    kind: "seen",
    at: runtime.now(),
    device: reportOf(bridge, lock, notes, undefined),
    residents,
    complete: isComplete,
    ...(!isComplete && { lookedInto: legible.map(([user]) => placeOf(user)) }),
    // Without an empty place among those that were seen, the next look may find one.
    ...((isAllSeen || free.length > 0) && { free }),
  } satisfies Observation;
}

function residentOf({ altered }: LockNotes, user: number, there: User): readonly Resident[] {
  if (there.kind === "empty") altered.delete(user);
  if (there.kind !== "taken") return [];
  const heard = altered.has(user);
  if (heard) altered.set(user, "told");
  // We set a PIN to work: one that stands there and does not was switched off by somebody else.
  const isAltered = !there.isEnabled || (heard && there.pin === undefined);
  const entry = {
    place: placeOf(user),
    pin: there.pin,
    label: undefined,
    window: undefined,
    state: "on_lock",
  } as const;
  return [isAltered ? { ...entry, altered: true } : entry];
}

/** The numbers below `count`, from `start` on and round to it. */
function rotated(count: number, start: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => (start + at) % count);
}

function silentReport({ bridge, lock, notes }: Conversation): DeviceReport {
  return reportOf(bridge, lock, notes, "device_disconnected");
}
