import type { NativeId } from "#domain/ids.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { asFailed, unreadable } from "#drivers/kit/reply.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";
import { readLock, readSite, type SaltoLock, type Site } from "./wire.ts";

/** What a look or a step goes by. */
export interface Way {
  readonly cloud: Cloud;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  /** At which site a lock hangs, as far as it was met: its own id does not say, and every address asks for it. */
  readonly siteOf: Map<NativeId, string>;
}

/** A lock and where it hangs. */
export interface Found {
  readonly site: Site;
  readonly lock: SaltoLock;
}

/** The sites that the account may manage. */
export async function sitesOf({ cloud, signal }: Way): Promise<readonly Site[] | Failed> {
  const listed = await cloud.all("v1.2", ["sites"], signal);
  if (listed.kind !== "listed") return asFailed(listed);
  const sites: Site[] = [];
  for (const entry of listed.entries) {
    const named = readSite(entry);
    // A list leaves out how many users there are, and in which zone.
    const site = named === undefined ? unreadable("a list of sites") : await siteAt({ cloud, signal }, named.id);
    if ("kind" in site) return site;
    sites.push(site);
  }
  return sites;
}

async function siteAt({ cloud, signal }: Pick<Way, "cloud" | "signal">, id: string): Promise<Site | Failed> {
  const reply = await cloud.get("v1.2", ["sites", id], signal);
  if (reply.kind !== "answered") return asFailed(reply);
  const site = readSite(reply.body);
  return site?.id === id ? site : unreadable("a site");
}

export async function locksAt({ cloud, signal, siteOf }: Way, site: Site): Promise<readonly SaltoLock[] | Failed> {
  const listed = await cloud.all("v1.2", ["sites", site.id, "locks"], signal);
  if (listed.kind !== "listed") return asFailed(listed);
  const locks = listed.entries.map((entry) => readLock(entry, site));
  if (!locks.every((lock) => lock !== undefined)) return unreadable("a list of locks");
  for (const { id } of locks) siteOf.set(id, site.id);
  return locks;
}

/** The lock, or `gone`: no site of the account has it any more. A site's list has the last word on that. */
export async function reached(way: Way, id: NativeId): Promise<Found | "gone" | Failed> {
  const known = way.siteOf.get(id);
  if (known !== undefined) {
    const site = await siteAt(way, known);
    if ("kind" in site) return site;
    const reply = await way.cloud.get("v1.2", ["sites", known, "locks", id], way.signal);
    if (reply.kind === "answered") {
      const lock = readLock(reply.body, site);
      return lock?.id === id ? { site, lock } : unreadable("a lock");
    }
    if (reply.kind !== "missing") return asFailed(reply);
    way.siteOf.delete(id);
  }
  return searched(way, id);
}

async function searched(way: Way, id: NativeId): Promise<Found | "gone" | Failed> {
  const sites = await sitesOf(way);
  if ("kind" in sites) return sites;
  for (const site of sites) {
    const locks = await locksAt(way, site);
    if ("kind" in locks) return locks;
    const lock = locks.find((one) => one.id === id);
    if (lock !== undefined) return { site, lock };
  }
  return "gone";
}

/** Why nothing is to be asked of this lock now; `undefined`: it can be reached. */
export function offline({ report: { disconnected } }: SaltoLock): Failed | undefined {
  if (disconnected === undefined) return undefined;
  return failed(
    "unreachable",
    disconnected === "hub_disconnected" ? "The lock's IQ is offline." : "The lock is offline.",
  );
}
