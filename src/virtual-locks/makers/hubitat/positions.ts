import type { CodeRow, LockRow } from "#virtual-locks/rows.ts";
import type { World } from "#virtual-locks/world.ts";

/** What the hub's driver remembers of one lock beside what stands on it. */
export interface LockNotes {
  /** By the id of a code, those that are gone included: events go on naming them. */
  readonly seats: Readonly<Record<string, Seat>>;
  /** When the lock said that it does not take a code, epoch milliseconds. */
  readonly refusals: readonly number[];
}

export interface Seat {
  readonly position: number;
  readonly name: string;
  readonly gone?: true;
}

const refusalsKept = 20;

/** What is remembered, with the lowest free position for each code that somebody has put there meanwhile. */
export function lockNotes(world: World, lock: LockRow): LockNotes {
  const known = world.get("notes", noteId(lock)) as LockNotes | undefined;
  const codes = world.codesOf(lock.id);
  const before = known ?? { seats: {}, refusals: [] };
  const seats = codes.reduce(seated, withoutGone(before.seats, codes));
  if (seats === before.seats) return before;
  const after = { ...before, seats };
  keepNotes(world, lock, after);
  return after;
}

export function keepNotes(world: World, lock: LockRow, notes: LockNotes): void {
  const kept = { ...notes, refusals: notes.refusals.slice(-refusalsKept) };
  world.commit("hubitat_noted", { lock_id: lock.id }, [{ table: "notes", id: noteId(lock), row: kept }]);
}

/** The code in a position, whatever is being done to it. */
export function codeAt(world: World, lock: LockRow, { seats }: LockNotes, position: number): CodeRow | undefined {
  return world.codesOf(lock.id).find(({ id }) => seats[id]?.position === position);
}

type Seats = LockNotes["seats"];

function withoutGone(seats: Seats, codes: readonly CodeRow[]): Seats {
  const left = Object.entries(seats).filter(([id, { gone }]) => !gone && codes.every((code) => code.id !== id));
  if (left.length === 0) return seats;
  return { ...seats, ...Object.fromEntries(left.map(([id, seat]) => [id, { ...seat, gone: true as const }])) };
}

function seated(seats: Seats, { id, onLock }: CodeRow): Seats {
  const seat = seats[id];
  const name = onLock?.name ?? seat?.name ?? "";
  if (seat !== undefined) return seat.name === name ? seats : { ...seats, [id]: { ...seat, name } };
  const taken = Object.values(seats).flatMap(({ position, gone }) => (gone ? [] : [position]));
  let position = 1;
  while (taken.includes(position)) position += 1;
  return { ...seats, [id]: { position, name: name === "" ? `code #${position}` : name } };
}

function noteId({ accountId, id }: LockRow): string {
  return `${accountId}/${id}`;
}
