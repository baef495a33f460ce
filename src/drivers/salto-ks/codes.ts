import type { Resident } from "#domain/observation.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { asFailed, unreadable } from "#drivers/kit/reply.ts";
import { groupNameOf, labelIn } from "./names.ts";
import type { Found, Way } from "./site.ts";
import { type Group, type Guest, readGroup, readGuest, readSchedule, type Schedule } from "./wire.ts";

/** A group of ours at a lock, and whom it lets in. */
export interface Entry {
  readonly group: Group;
  /** `undefined`: nobody, so that another code may have it. */
  readonly guest: Guest | undefined;
  readonly label: string | undefined;
}

/** Every group of ours at a lock. Whoever else is let in there, and by which group, takes two calls a group to learn. */
export async function entriesAt({ cloud, signal }: Way, { site, lock }: Found): Promise<readonly Entry[] | Failed> {
  const name = groupNameOf(lock.id);
  const groups = await cloud.all("v1.1", ["sites", site.id, "access_groups"], signal, {
    $filter: `customer_reference eq '${name}'`,
  });
  if (groups.kind !== "listed") return asFailed(groups);
  const users = await cloud.all("v1.2", ["sites", site.id, "users"], signal, { $top: "100" });
  if (users.kind !== "listed") return asFailed(users);
  const read = groups.entries.map(readGroup);
  const guests = users.entries.map(readGuest);
  if (!read.every((group) => group !== undefined)) return unreadable("a list of access groups");
  // One that could not be read may be ours, and would look removed.
  if (!guests.every((guest) => guest !== undefined)) return unreadable("a list of users");
  return read
    .filter((group) => group.name === name)
    .map((group) => {
      const guest = guests.find((one) => labelIn(one, group) !== undefined);
      return { group, guest, label: guest && labelIn(guest, group) };
    });
}

/** What stands on the lock by Salto's word: it shows no digits, and not whether the lock has heard of them. */
export async function residentsIn(
  way: Way,
  found: Found,
  entries: readonly Entry[],
): Promise<readonly Resident[] | Failed> {
  const residents: Resident[] = [];
  for (const { group, guest, label } of entries) {
    if (guest === undefined) continue;
    const schedule = await scheduleOf(way, found, group);
    if (schedule !== undefined && "kind" in schedule) return schedule;
    // Without a schedule no lock hears of the group; a guest that is suspended, or has no PIN to use, stays outside.
    const opens = schedule !== undefined && guest.usesPin && guest.isLetIn;
    residents.push({
      place: guest.place,
      pin: undefined,
      label,
      window: schedule?.window,
      state: opens ? "on_lock" : "arriving",
    });
  }
  return residents;
}

/** Times are those of the clock on the wall: without its zone nobody knows when that is. */
export function zoneOf({ site }: Found): string | Failed {
  return site.zone ?? failed("provider", "Salto KS does not say in which time zone the site is.");
}

export async function scheduleOf(
  { cloud, signal }: Way,
  found: Found,
  group: Group,
): Promise<Schedule | undefined | Failed> {
  const zone = zoneOf(found);
  if (typeof zone !== "string") return zone;
  const listed = await cloud.all("v1.1", ["sites", found.site.id, "access_groups", group.id, "time_schedules"], signal);
  if (listed.kind !== "listed") return asFailed(listed);
  const [first] = listed.entries;
  if (first === undefined) return undefined;
  return readSchedule(first, zone) ?? unreadable("a schedule");
}
