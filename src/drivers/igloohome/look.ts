import type { NativeId, Place } from "#domain/ids.ts";
import type { Observation, Resident } from "#domain/observation.ts";
import type { Discovery } from "#drivers/driver.ts";
import type { Failed } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import { list, text } from "#drivers/kit/untrusted.ts";
import { asFailed, offline } from "./cloud.ts";
import { endOf, lockAt, type Parts } from "./parts.ts";
import { nobodys, readPlace } from "./place.ts";
import { endTurns } from "./turns.ts";
import { isLock, jobTypes, readLock } from "./wire.ts";

const mostPages = 50;

/** Every lock of the account. */
export async function lookThrough({ cloud }: Parts, signal: AbortSignal): Promise<Discovery> {
  const entries: unknown[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const reply = await cloud.ask(["devices"], signal, cursor === undefined ? {} : { cursor });
    if (reply.kind !== "answered") return unfound(asFailed(reply));
    const found = list(reply.body, "payload");
    if (found === undefined) return unfound(unreadable("a list of devices"));
    entries.push(...found);
    cursor = text(reply.body, "nextCursor", 1000);
    if (cursor === undefined) break;
  }
  const locks = entries.filter(isLock).map(readLock);
  // A lock that was left out would look removed.
  if (cursor !== undefined || locks.some((lock) => lock === undefined)) return unfound(unreadable("a list of devices"));
  return { kind: "found", devices: locks.flatMap((lock) => lock?.report ?? []) };
}

/** One lock, and what is known of the places that are asked about: nothing lists what stands on it. */
export async function lookAt(
  parts: Parts,
  device: NativeId,
  places: readonly Place[],
  signal: AbortSignal,
): Promise<Observation> {
  const { runtime } = parts;
  const lock = await lockAt(parts, device, signal);
  if ("kind" in lock)
    return lock.kind === "missing" ? { kind: "gone", at: runtime.now() } : unseen(lock, undefined, runtime.now());
  const { report, bridge } = lock;
  if (bridge !== undefined && (await isDead(parts, device, bridge, signal))) {
    const away = { ...report, disconnected: "hub_disconnected" } as const;
    return unseen(offline(), away, runtime.now());
  }
  const residents: Resident[] = [];
  const lookedInto: Place[] = [];
  for (const place of places) {
    const there = isSuperseded(place, places) ? "nothing" : await lookInto(parts, place, signal);
    if (there === "unknown") continue;
    if (there !== "nothing" && "because" in there) return unseen(there, report, runtime.now());
    lookedInto.push(place);
    if (there !== "nothing") residents.push(there);
  }
  await endTurns(parts, device, signal);
  await parts.activity.tell(parts.cloud, device, signal);
  return { kind: "seen", at: runtime.now(), device: report, residents, complete: false, lookedInto };
}

/** A code whose removal is under way stands in the place that is called after both jobs, and no longer in its first. */
function isSuperseded(place: Place, places: readonly Place[]): boolean {
  const { made, removed } = readPlace(place) ?? {};
  if (made === undefined || removed !== undefined) return false;
  return places.some((other) => other !== place && readPlace(other)?.made === made);
}

/** What the jobs say of one place. */
async function lookInto(
  parts: Parts,
  place: Place,
  signal: AbortSignal,
): Promise<Resident | "nothing" | "unknown" | Failed> {
  const jobs = readPlace(place);
  if (jobs === undefined) return "unknown";
  if (jobs.made === nobodys.made) return lookForNobodys(parts, place, jobs.removed, signal);
  if (parts.memory.taken.has(jobs.made)) return "nothing";
  const made = await endOf(parts, jobs.made, signal);
  if (typeof made !== "string") return made;
  if (made === "unknown") return "unknown";
  if (made === "failed" && jobs.removed === undefined) return "nothing";
  const resident = { place, pin: undefined, label: undefined, window: jobs.window } as const;
  if (made === "pending" && jobs.removed === undefined) return { ...resident, state: "arriving" };
  const removed = jobs.removed === undefined ? "failed" : await endOf(parts, jobs.removed, signal);
  if (typeof removed !== "string") return removed;
  if (removed === "done") {
    parts.memory.taken.add(jobs.made);
    return "nothing";
  }
  // It goes by the digits, and takes whatever has them, also where this job has put nothing there.
  if (removed !== "failed") return { ...resident, state: "leaving" };
  if (made === "failed") return "nothing";
  // A lock lets nobody in whose time is over, whether it keeps the code or not.
  const isOver = jobs.removed !== undefined && (jobs.window?.endsAt ?? Number.POSITIVE_INFINITY) <= parts.runtime.now();
  return isOver ? "nothing" : { ...resident, state: "on_lock" };
}

/** What a removal by digits alone has come to. One that failed, or is forgotten, has taken nothing off, as far as is known. */
async function lookForNobodys(
  parts: Parts,
  place: Place,
  removed: string | undefined,
  signal: AbortSignal,
): Promise<Resident | "nothing" | "unknown" | Failed> {
  if (removed === undefined) return "unknown";
  const end = await endOf(parts, removed, signal);
  if (typeof end !== "string") return end;
  if (end === "done") return "nothing";
  const state = end === "pending" ? "leaving" : "on_lock";
  return { place, pin: undefined, label: undefined, window: undefined, state };
}

/**
 * Whether a bridge that could not be reached still cannot: nothing tells but a job. One that asks for the lock's state
 * is given for that, and only then, since a bridge does few jobs in a minute.
 */
async function isDead(
  { cloud, memory }: Parts,
  device: NativeId,
  bridge: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (!memory.deadBridges.has(bridge)) return false;
  const reply = await cloud.order(
    ["devices", device, "jobs", "bridges", bridge],
    { jobType: jobTypes.deviceStatus },
    signal,
  );
  if (reply.kind === "bridge_offline") return true;
  memory.deadBridges.delete(bridge);
  return false;
}
