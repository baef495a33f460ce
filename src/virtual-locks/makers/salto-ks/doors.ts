import { closesAt, instantsOf } from "#domain/local-time.ts";
import { changeCode, createCode, deleteCode } from "#virtual-locks/code-writes.ts";
import type { Scopes } from "#virtual-locks/faults.ts";
import type { CodeRow, CodeValues, LockRow } from "#virtual-locks/rows.ts";
import { isTrouble } from "#virtual-locks/trouble.ts";
import type { World } from "#virtual-locks/world.ts";
import { locksOf, zoneOf } from "./site.ts";
import { type Guest, keepNotes, type SiteNotes, siteNotes, withGuest } from "./site-notes.ts";

/**
 * Brings the locks to what the site says now. A lock lets a guest in who has a user of the subscription, a PIN and leave
 * to use it, and is in a group that holds the lock and has a schedule: a group without one never reaches a lock.
 */
export function tellLocks(world: World, siteId: string, scopes: Scopes): void {
  for (const lock of locksOf(world, siteId)) {
    for (const guest of siteNotes(world, siteId).guests) tellLock(world, siteId, { lock, guest, scopes });
    const known = new Set(siteNotes(world, siteId).guests.map(({ codes }) => codes[lock.id]));
    const left = world.codesOf(lock.id).filter((code) => code.madeBy === "api" && !known.has(code.id));
    for (const code of left) if (code.asked !== "nothing" || code.dropped) deleteCode(world, lock, code, scopes);
  }
}

interface Telling {
  readonly lock: LockRow;
  readonly guest: Guest;
  readonly scopes: Scopes;
}

function tellLock(world: World, siteId: string, { lock, guest, scopes }: Telling): void {
  const notes = siteNotes(world, siteId);
  const due = dueAt(world, siteId, notes, lock, guest);
  const codeId = guest.codes[lock.id];
  const code = codeId === undefined ? undefined : world.get("codes", codeId);
  if (code === undefined && due === undefined) return;
  if (code === undefined && due !== undefined) {
    const made = createCode(world, lock, { ...due, offline: false }, scopes);
    if (!isTrouble(made)) remember(world, siteId, guest, { ...guest.codes, [lock.id]: made.id });
    return;
  }
  if (code !== undefined && due === undefined) {
    const { [lock.id]: _, ...others } = guest.codes;
    remember(world, siteId, guest, others);
    return;
  }
  if (code !== undefined && due !== undefined && differs(code, due)) changeCode(world, lock, code, due, scopes);
}

function remember(world: World, siteId: string, guest: Guest, codes: Guest["codes"]): void {
  keepNotes(world, siteId, "lock_told", withGuest(siteNotes(world, siteId), { ...guest, codes }));
}

function differs(code: CodeRow, due: CodeValues): boolean {
  const now = code.asked === undefined || code.asked === "nothing" ? code.onLock : code.asked;
  if (now === undefined) return true;
  return (["name", "digits", "startsAt", "endsAt"] as const).some((field) => now[field] !== due[field]);
}

/** What this lock is to know of this guest; `undefined`: nothing. */
function dueAt(
  world: World,
  siteId: string,
  { groups }: SiteNotes,
  lock: LockRow,
  { userId, alias, digits, usesPin, isSubscribed }: Guest,
): CodeValues | undefined {
  if (digits === undefined || !usesPin || !isSubscribed) return undefined;
  const group = groups.find(({ locks, users }) => locks.includes(lock.id) && users.includes(userId));
  const schedule = group?.schedules[0];
  if (schedule === undefined) return undefined;
  const zone = zoneOf(world, siteId);
  const wall = (text: string) => Date.parse(`${text}Z`);
  return {
    name: alias,
    digits,
    startsAt: schedule.start_date === null ? undefined : instantsOf(wall(schedule.start_date), zone).first,
    endsAt: schedule.end_date === null ? undefined : closesAt(wall(schedule.end_date), zone),
  };
}
