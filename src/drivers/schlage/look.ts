import type { DeviceReport } from "#domain/device.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Discovery } from "#drivers/driver.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { asFailed, type Reply, unreadable } from "#drivers/kit/reply.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";
import { type ListedCode, readCode, readListing, readLock, readLocks, type SchlageLock } from "./wire.ts";

/** Every lock of the account. */
export async function lookThrough(cloud: Cloud, signal: AbortSignal): Promise<Discovery> {
  const reply = await cloud.devices(signal);
  const locks = reply.kind === "answered" ? readLocks(reply.body) : undefined;
  if (locks !== undefined) return { kind: "found", devices: locks.map(reported) };
  return unfound(reply.kind === "answered" ? unreadable("a list of locks") : asFailed(reply));
}

/** One lock and the codes on it. What the cloud remembers of a lock that is offline is not taken for a look at it. */
export async function lookAt(
  cloud: Cloud,
  runtime: Runtime,
  id: NativeId,
  places: readonly Place[],
  signal: AbortSignal,
): Promise<Observation> {
  const lock = await reached(cloud, id, signal);
  if (lock === "gone") return { kind: "gone", at: runtime.now() };
  if ("kind" in lock) return unseen(lock, undefined, runtime.now());
  if (!lock.connected) return unseen(offline(), reported(lock), runtime.now());
  const listing = await listed(cloud, id, signal);
  if ("kind" in listing) return unseen(asFailed(listing), reported(lock), runtime.now());
  const missed = await lookedUp(cloud, id, places, listing.codes, signal);
  const residents = [...listing.codes, ...missed.found].map(({ resident }) => resident);
  const complete = listing.complete && missed.isCertain;
  return { kind: "seen", at: runtime.now(), device: reported(lock), residents, complete };
}

/**
 * The lock, or `gone`: the account has it no more. An address that is not there is as likely a proxy's, so that the
 * account's list has the last word.
 */
export async function reached(cloud: Cloud, id: NativeId, signal: AbortSignal): Promise<SchlageLock | "gone" | Failed> {
  const reply = await cloud.device(id, signal);
  if (reply.kind === "answered") return readLock(reply.body) ?? unreadable("a lock");
  if (reply.kind !== "missing") return asFailed(reply);
  const all = await cloud.devices(signal);
  if (all.kind !== "answered") return asFailed(all);
  const locks = readLocks(all.body);
  if (locks === undefined) return unreadable("a list of locks");
  return locks.some((lock) => lock.id === id) ? asFailed(reply) : "gone";
}

export async function listed(
  cloud: Cloud,
  id: NativeId,
  signal: AbortSignal,
): Promise<NonNullable<ReturnType<typeof readListing>> | Exclude<Reply, { kind: "answered" }>> {
  const reply = await cloud.codes(id, signal);
  return reply.kind === "answered" ? (readListing(reply.body) ?? unreadable("a list of codes")) : reply;
}

/** So many codes that a list leaves out are asked for by themselves. */
const mostLookedUp = 20;

/** A list has been seen to leave codes out (public tracker of Seam's, issue 126): those of ours are asked for by name. */
async function lookedUp(
  cloud: Cloud,
  id: NativeId,
  places: readonly Place[],
  shown: readonly ListedCode[],
  signal: AbortSignal,
): Promise<{ readonly found: readonly ListedCode[]; readonly isCertain: boolean }> {
  const seen = new Set(shown.map(({ resident }) => resident.place));
  const missing = [...new Set(places)].filter((place) => !seen.has(place));
  const found: ListedCode[] = [];
  let isCertain = missing.length <= mostLookedUp;
  for (const place of missing.slice(0, mostLookedUp)) {
    const one = await lookedUpAt(cloud, id, place, signal);
    if (one === "certainly_gone") continue;
    if ("kind" in one) isCertain = false;
    else found.push(one);
  }
  return { found, isCertain };
}

/** What stands in a place that the list does not show. */
export async function lookedUpAt(
  cloud: Cloud,
  id: NativeId,
  place: Place,
  signal: AbortSignal,
): Promise<ListedCode | "certainly_gone" | Failed> {
  const reply = await cloud.code(id, place, signal);
  if (reply.kind === "missing") return "certainly_gone";
  if (reply.kind !== "answered") return asFailed(reply);
  const code = readCode(reply.body);
  return code?.resident.place === place ? code : unreadable("a code");
}

export function reported({ report, connected }: SchlageLock): DeviceReport {
  return { ...report, disconnected: connected ? undefined : "device_disconnected" };
}

export function offline(): Failed {
  return failed("unreachable", "The lock is offline.");
}
