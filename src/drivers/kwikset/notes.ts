import type { NativeId, Place } from "#domain/ids.ts";
import { readPlace } from "./place.ts";

/** A code that the cloud has accepted, and of which the lock has not said where it is. */
export interface Storing {
  readonly place: Place;
  readonly slot: number;
  readonly turn: number;
  readonly token: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** It is not wanted any more: wherever it comes to stand, it is taken away. */
  readonly isDoomed: boolean;
  /** Another process sent it: whether it has been on the lock already is not known here. */
  readonly isForeign?: true;
}

/** What was sent to one lock and not answered. It is lost with the process: the lock's own bits remain. */
export interface LockNotes {
  storing: readonly Storing[];
  /** When a slot was to be emptied, epoch milliseconds. */
  readonly removing: Map<number, number>;
  /** What the codes are called that we stored last, by slot. */
  readonly names: Map<number, Place>;
  /** Orders of any process of which this one knows what became, by token. */
  readonly settled: Set<string>;
}

/** An order that was not answered for so long is not believed to be under way any more. */
const longestMs = 60 * 60_000;

/** Notes of every lock of one connection. */
export function lockNotes(): (device: NativeId, now: number) => LockNotes {
  const all = new Map<NativeId, LockNotes>();
  return (device, now) => {
    const notes = all.get(device) ?? { storing: [], removing: new Map(), names: new Map(), settled: new Set() };
    all.set(device, notes);
    notes.storing = notes.storing.filter(({ at }) => now - at < longestMs);
    for (const [slot, at] of notes.removing) if (now - at >= longestMs) notes.removing.delete(slot);
    return notes;
  };
}

/** Takes note of the orders of other processes, which the house's names of places tell of. */
export function noteOthers(notes: LockNotes, places: readonly Place[], at: number): void {
  for (const place of places) {
    const { slot, turn, token } = readPlace(place) ?? {};
    if (slot === undefined || turn === undefined || token === undefined || notes.settled.has(token)) continue;
    if (notes.storing.some((order) => order.token === token)) continue;
    notes.storing = [...notes.storing, { place, slot, turn, token, at, isDoomed: false, isForeign: true }];
  }
}

/** In which slot stands what is called so, as far as is known; `undefined`: in none. */
export function slotNow({ names }: LockNotes, place: Place): number | undefined {
  const [known] = [...names].find(([, name]) => name === place) ?? [];
  return known ?? readPlace(place)?.slot;
}
