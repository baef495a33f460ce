import { factsReadOut } from "#virtual-locks/makers/facts-read-out.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import { wallTime } from "#virtual-locks/wall-clock.ts";
import type { Fact, World } from "#virtual-locks/world.ts";
import { locksOf } from "./site.ts";
import type { SiteNotes } from "./site-notes.ts";

/** Whom a PIN that a lock does not know is told to be of: nobody. */
const nobody = "ee8f17b4-701b-4aa6-9f1c-22f71cc61ca6";

/** What happened at the site's locks, newest first, as far as it was read out. */
export function presentEntries(world: World, siteId: string, notes: SiteNotes, top: number): object[] {
  return locksOf(world, siteId)
    .flatMap((lock) => factsReadOut(world, lock).map((fact) => ({ lock, fact })))
    .toSorted((one, other) => other.fact.n - one.fact.n)
    .flatMap(({ lock, fact }) => presentEntry(lock, fact, notes) ?? [])
    .slice(0, top);
}

function presentEntry(lock: LockRow, fact: Fact, { guests }: SiteNotes): object | undefined {
  const told = toldBy(fact);
  if (told === undefined) return undefined;
  const code = fact.about.access_code_id;
  const guest = guests.find(({ codes }) => typeof code === "string" && codes[lock.id] === code);
  const isUnknown = told.access_by === "pin_code" && guest === undefined;
  return {
    id: `00000000-0000-4000-8000-${fact.n.toString(16).padStart(12, "0")}`,
    ...told,
    utc_date_time: `${new Date(fact.at).toISOString().slice(0, 19)}Z`,
    local_date_time: new Date(wallTime(lock, fact.at)).toISOString().slice(0, 19),
    lock_id: lock.id,
    lock_customer_reference: lock.name,
    user_id: guest?.userId ?? (isUnknown ? nobody : null),
    user_alias: told.event_category === "lock_opened" ? (guest?.alias ?? null) : null,
    exit_requested: told.access_by === "inside_handle",
    access_detail: "",
    ttl_in_seconds: 7_776_000,
  };
}

function toldBy({ what, about }: Fact) {
  if (what === "code_typed") {
    return about.opened === true
      ? { event_category: "lock_opened", event_detail: null, access_by: "pin_code" }
      : { event_category: "lock_rejected", event_detail: "no_access", access_by: "pin_code" };
  }
  if (what !== "turned" || about.action !== "unlock" || typeof about.failure === "string") return undefined;
  const access_by = about.by === "manual_turn" ? "inside_handle" : "remote";
  return { event_category: "lock_opened", event_detail: null, access_by };
}
