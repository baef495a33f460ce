import type { World } from "#virtual-locks/world.ts";

/** What Salto keeps of a site beside its locks and what they have learnt. */
export interface SiteNotes {
  readonly guests: readonly Guest[];
  readonly groups: readonly Group[];
}

/** A user of the site, with two ids: some addresses want the one, others the other. */
export interface Guest {
  readonly siteUserId: string;
  readonly userId: string;
  readonly alias: string;
  readonly usesPin: boolean;
  readonly isSubscribed: boolean;
  readonly digits: string | undefined;
  /** Until then other addresses do not know it. */
  readonly arrivesAt: number;
  /** By the lock's id: the code by which the lock knows it. */
  readonly codes: Readonly<Record<string, string>>;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly locks: readonly string[];
  /** By the second of their ids. */
  readonly users: readonly string[];
  readonly schedules: readonly Schedule[];
}

/** As it is told: `start_date` and `end_date` are what the clock on the wall shows. */
export interface Schedule {
  readonly id: string;
  readonly days: Readonly<Record<string, boolean>>;
  readonly start_time: string;
  readonly end_time: string;
  readonly start_date: string | null;
  readonly end_date: string | null;
}

const keyOf = (siteId: string) => `${siteId}/site`;

/** What is remembered, but for guests that somebody has taken out in Salto's own app meanwhile. */
export function siteNotes(world: World, siteId: string): SiteNotes {
  const known = (world.get("notes", keyOf(siteId)) as SiteNotes | undefined) ?? { guests: [], groups: [] };
  const guests = known.guests.filter(({ codes }) =>
    Object.values(codes).every((code) => world.get("codes", code) !== undefined),
  );
  return guests.length === known.guests.length ? known : { ...known, guests };
}

export function keepNotes(world: World, siteId: string, what: string, row: SiteNotes): void {
  world.commit(what, { site_id: siteId }, [{ table: "notes", id: keyOf(siteId), row }]);
}

/** One guest as it is from now on. */
export function withGuest(notes: SiteNotes, guest: Guest): SiteNotes {
  const others = notes.guests.filter(({ siteUserId }) => siteUserId !== guest.siteUserId);
  return { ...notes, guests: [...others, guest] };
}

/** One group as it is from now on. */
export function withGroup(notes: SiteNotes, group: Group): SiteNotes {
  return { ...notes, groups: [...notes.groups.filter(({ id }) => id !== group.id), group] };
}
