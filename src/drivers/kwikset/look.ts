import type { DeviceReport } from "#domain/device.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import type { Observation, Resident } from "#domain/observation.ts";
import type { Discovery } from "#drivers/driver.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { asFailed, unreadable } from "#drivers/kit/reply.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";
import { type Filled, filledPlaces } from "./filled-places.ts";
import { type LockNotes, noteOthers } from "./notes.ts";
import { placeOf, readPlace } from "./place.ts";
import { type KwiksetLock, readHomes, readLocks, readOneLock } from "./wire.ts";

/** Where an account's locks are asked for, and in which zone they hang. */
export interface Account {
  readonly cloud: Cloud;
  readonly runtime: Runtime;
  readonly zone: string | undefined;
}

/** Every lock of every home of the account. */
export async function lookThrough(account: Account, signal: AbortSignal): Promise<Discovery> {
  const locks = await allLocks(account, signal);
  return "kind" in locks ? unfound(locks) : { kind: "found", devices: locks.map(reported) };
}

/** One lock, and which of its places are taken. What the cloud remembers of a lock that is offline is no look at it. */
export async function lookAt(
  account: Account,
  notes: LockNotes,
  { id, places }: { readonly id: NativeId; readonly places: readonly Place[] },
  signal: AbortSignal,
): Promise<Observation> {
  const { cloud, runtime } = account;
  const lock = await reached(account, id, signal);
  const at = runtime.now();
  if (lock === "gone") return { kind: "gone", at };
  if ("kind" in lock) return unseen(lock, undefined, at);
  const device = reported(lock);
  if (!lock.connected) return unseen(offline(), device, at);
  const { taken } = lock;
  // It hides what stands on it: nothing is known to be there, or not to be.
  if (taken === undefined) return { kind: "seen", at, device, residents: [], complete: false };
  forgetSuperseded(notes, places);
  noteOthers(notes, places, at);
  const filled = await filledPlaces(cloud, notes, { id, taken, now: at }, signal);
  forgetSuperseded(notes, places);
  const residents = residentsOf(filled, notes, places);
  const free = filled.next === undefined ? [] : [filled.next];
  return { kind: "seen", at, device, residents, complete: true, free };
}

/** Digits and names are hidden, and so are windows: ours are in what the house calls the place. */
function residentsOf({ taken, coming }: Filled, notes: LockNotes, places: readonly Place[]): readonly Resident[] {
  const resident = (place: Place, state: Resident["state"]): Resident => {
    return { place, pin: undefined, label: undefined, window: readPlace(place)?.window, state };
  };
  const known = new Set([...notes.names.values(), ...coming.map(({ place }) => place)]);
  const others = places.filter((place) => !known.has(place));
  const standing = [...taken].map((slot) =>
    resident(notes.names.get(slot) ?? knownAs(slot, others), notes.removing.has(slot) ? "leaving" : "on_lock"),
  );
  // Of what another process has sent, that one can tell whether it was there before and has been taken away.
  const arriving = coming.filter(({ isForeign }) => isForeign !== true);
  return [...standing, ...arriving.map(({ place, isDoomed }) => resident(place, isDoomed ? "leaving" : "arriving"))];
}

/** Another process has emptied a slot since and filled it anew: the house knows by which name, and our note is an old one. */
function forgetSuperseded(notes: LockNotes, places: readonly Place[]): void {
  const known = new Set(places.map((place) => readPlace(place)?.slot));
  const isOld = (slot: number, name: Place) => known.has(slot) && !places.includes(name);
  for (const [slot, name] of notes.names) if (isOld(slot, name)) notes.names.delete(slot);
  notes.storing = notes.storing.filter(({ slot, place, isDoomed }) => isDoomed || !isOld(slot, place));
}

/** Of several names for a slot the last that was given out holds, with the window that was sent. */
function knownAs(slot: number, places: readonly Place[]): Place {
  const rank = (place: Place) => (readPlace(place)?.turn ?? 0) * 2 + (readPlace(place)?.window === undefined ? 0 : 1);
  const [last] = places
    .filter((place) => readPlace(place)?.slot === slot)
    .toSorted((one, other) => rank(other) - rank(one));
  return last ?? placeOf({ slot, turn: 0, window: undefined });
}

/**
 * The lock, or `gone`: the account has it no more. An address that is not there is as likely a proxy's, so that the
 * account's list has the last word.
 */
export async function reached(
  account: Account,
  id: NativeId,
  signal: AbortSignal,
): Promise<KwiksetLock | "gone" | Failed> {
  const reply = await account.cloud.device(id, signal);
  if (reply.kind === "answered") {
    const lock = readOneLock(reply.body, account.zone);
    return lock?.id === id ? lock : unreadable("a lock");
  }
  if (reply.kind !== "missing") return asFailed(reply);
  const all = await allLocks(account, signal);
  if ("kind" in all) return all;
  return all.some((lock) => lock.id === id) ? asFailed(reply) : "gone";
}

async function allLocks({ cloud, zone }: Account, signal: AbortSignal): Promise<readonly KwiksetLock[] | Failed> {
  const reply = await cloud.homes(signal);
  if (reply.kind !== "answered") return asFailed(reply);
  const homes = readHomes(reply.body);
  if (homes === undefined) return unreadable("a list of homes");
  const locks: KwiksetLock[] = [];
  for (const home of homes) {
    const listed = await cloud.devices(home, signal);
    if (listed.kind !== "answered") return asFailed(listed);
    const read = readLocks(listed.body, zone);
    if (read === undefined) return unreadable("a list of locks");
    locks.push(...read);
  }
  return locks;
}

function reported({ report, connected }: KwiksetLock): DeviceReport {
  return { ...report, disconnected: connected ? undefined : "device_disconnected" };
}

export function offline(): Failed {
  return failed("unreachable", "The lock is offline.");
}
