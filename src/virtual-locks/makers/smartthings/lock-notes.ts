import type { CodeRow, LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";

/** What the hub's driver remembers of one lock beside what stands on it. */
export interface LockNotes {
  /** Whether its owner moved it to users and credentials. */
  readonly migrated: boolean;
  /** By the id of a code, those that are gone included: events go on naming them. */
  readonly seats: Readonly<Record<string, Seat>>;
  readonly users: readonly LockUser[];
  /** What is told, each from its time on. */
  readonly words: readonly Word[];
  /** One operation on users and credentials at a time. */
  readonly busyUntil: number;
}

/** The number of a code on its lock, and whose it is. */
export interface Seat {
  readonly slot: number;
  readonly userIndex: number;
  /** Taken off by a command, which leaves the user behind. */
  readonly commanded?: true;
  readonly gone?: true;
}

export interface LockUser {
  readonly userIndex: number;
  readonly userName: string;
  readonly userType: string;
}

/** A value of an attribute that tells of an event. */
export interface Word {
  readonly at: number;
  readonly attribute: "codeChanged" | "users" | "credentials";
  readonly value: unknown;
}

const wordsKept = 20;

/** What is remembered, with a number for each code that somebody has put there meanwhile. `migrated`: of a new lock. */
export function lockNotes(world: World, lock: LockRow, migrated: boolean): LockNotes {
  const known = world.get("notes", noteId(lock)) as LockNotes | undefined;
  const before = known ?? { migrated, seats: {}, users: [], words: [], busyUntil: 0 };
  const codes = world.codesOf(lock.id);
  const after = codes.reduce(seated, withoutGone(before, codes));
  if (after !== known) keepNotes(world, lock, after);
  return after;
}

export function keepNotes(world: World, lock: LockRow, notes: LockNotes): void {
  world.commit("smartthings_noted", { lock_id: lock.id }, [{ table: "notes", id: noteId(lock), row: notes }]);
}

/** Lets a word be heard: now, or once the lock has answered. */
export function say(world: World, lock: LockRow, notes: LockNotes, word: Omit<Word, "at">, afterMs = 0): void {
  const words = [...notes.words, { ...word, at: world.now() + afterMs }].slice(-wordsKept);
  keepNotes(world, lock, { ...notes, words });
}

/** The code in a slot, whatever is being done to it. */
export function codeIn(world: World, lock: LockRow, { seats }: LockNotes, slot: number): CodeRow | undefined {
  return world.codesOf(lock.id).find((code) => seats[code.id]?.slot === slot);
}

/** The lowest number from 1 that none of these has. */
export function lowestFree(taken: readonly number[]): number {
  let number = 1;
  while (taken.includes(number)) number += 1;
  return number;
}

export function takenSlots({ seats }: LockNotes): readonly number[] {
  return Object.values(seats).flatMap(({ slot, gone }) => (gone ? [] : [slot]));
}

/** With what somebody else than we removed goes its user. */
function withoutGone(notes: LockNotes, codes: readonly CodeRow[]): LockNotes {
  const left = Object.entries(notes.seats).filter(([id, { gone }]) => !gone && codes.every((code) => code.id !== id));
  if (left.length === 0) return notes;
  const orphans = left.flatMap(([, { userIndex, commanded }]) => (commanded ? [] : [userIndex]));
  return {
    ...notes,
    seats: { ...notes.seats, ...Object.fromEntries(left.map(([id, seat]) => [id, { ...seat, gone: true as const }])) },
    users: notes.users.filter(({ userIndex }) => !orphans.includes(userIndex)),
  };
}

function seated(notes: LockNotes, code: CodeRow): LockNotes {
  if (code.id in notes.seats) return notes;
  const slot = lowestFree(takenSlots(notes));
  const userIndex = lowestFree(notes.users.map((user) => user.userIndex));
  const user = { userIndex, userName: code.onLock?.name ?? `Guest ${userIndex}`, userType: "guest" };
  return { ...notes, seats: { ...notes.seats, [code.id]: { slot, userIndex } }, users: [...notes.users, user] };
}

function noteId(lock: LockRow): string {
  return `${lock.accountId}/${lock.id}`;
}
