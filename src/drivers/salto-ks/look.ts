import type { AccountReport } from "#domain/connected-account.ts";
import type { DeviceReport } from "#domain/device.ts";
import type { NativeId } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Discovery } from "#drivers/driver.ts";
import { unfound, unseen } from "#drivers/kit/unseen.ts";
import { type Entry, entriesAt, residentsIn } from "./codes.ts";
import { type Found, locksAt, offline, reached, sitesOf, type Way } from "./site.ts";

/** Every lock of every site that the account may manage, and how many users each site has left. */
export async function lookThrough(way: Way): Promise<Discovery> {
  const sites = await sitesOf(way);
  if ("kind" in sites) return unfound(sites);
  const devices: DeviceReport[] = [];
  for (const site of sites) {
    const locks = await locksAt(way, site);
    if ("kind" in locks) return unfound(locks);
    devices.push(...locks.map(({ report }) => report));
  }
  const account: AccountReport = {
    conditions: [],
    sites: sites.flatMap(({ id, name, users }) =>
      users === undefined ? [] : [{ id, name, users: users.taken, usersAllowed: users.allowed }],
    ),
  };
  return { kind: "found", devices, account };
}

/** One lock and the codes of ours on it; `seen` hears of it before the answer. */
export async function lookAt(
  way: Way,
  id: NativeId,
  seen: (found: Found, entries: readonly Entry[]) => Promise<void>,
): Promise<Observation> {
  const at = way.runtime.now();
  const found = await reached(way, id);
  if (found === "gone") return { kind: "gone", at };
  if ("kind" in found) return unseen(found, undefined, at);
  const { report } = found.lock;
  const cutOff = offline(found.lock);
  if (cutOff !== undefined) return unseen(cutOff, report, at);
  const entries = report.hasKeypad ? await entriesAt(way, found) : [];
  if ("kind" in entries) return unseen(entries, report, at);
  const residents = await residentsIn(way, found, entries);
  if ("kind" in residents) return unseen(residents, report, at);
  await seen(found, entries);
  return { kind: "seen", at, device: report, residents, complete: true };
}
