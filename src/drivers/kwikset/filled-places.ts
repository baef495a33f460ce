import type { NativeId, Place } from "#domain/ids.ts";
import type { Cloud } from "./cloud.ts";
import type { LockNotes, Storing } from "./notes.ts";
import { placeOf } from "./place.ts";
import { lastSlot, readStored, writeRemoval } from "./wire.ts";

/** So long a code that is under way keeps others waiting: the lock might give it the slot that they are meant for. */
export const singleFileMs = 120_000;

/** What is known of a lock's slots once what is under way has been asked about. */
export interface Filled {
  /** Something stands there. */
  readonly taken: ReadonlySet<number>;
  /** Codes of ours that may still come to stand somewhere. */
  readonly coming: readonly Storing[];
  /** Where the lock will put the next code. `undefined`: nowhere, every slot is taken. */
  readonly next: Place | undefined;
  /** A code is under way that was sent only just now, by whichever process. */
  readonly isBusy: boolean;
}

/**
 * Asks what became of each code under way. A lock picks the slots itself, and may have given one to a code that was meant
 * for another: by its token it is known all the same. What is not wanted any more is taken away wherever it came to stand.
 */
export async function filledPlaces(
  cloud: Cloud,
  notes: LockNotes,
  { id, taken: shown, now }: { readonly id: NativeId; readonly taken: ReadonlySet<number>; readonly now: number },
  signal: AbortSignal,
): Promise<Filled> {
  const taken = new Set(shown);
  const unplaced: Storing[] = [];
  const doomed = new Set<number>();
  const isYoung = (order: Storing) => now - order.at < singleFileMs;
  for (const order of notes.storing) {
    const reply = await cloud.follow(id, order.token, signal);
    const said = reply.kind === "answered" ? readStored(reply.body) : undefined;
    if (said === undefined) unplaced.push(order);
    else if (order.isDoomed) {
      doomed.add(said);
      const removal = await cloud.removeCode(id, writeRemoval(said), signal);
      if (removal.kind !== "answered") unplaced.push(order);
    } else if (shown.has(said)) stands(notes, order, said);
    // It has stood there, and whether that was before is known to whoever sent it.
    else if (order.isForeign === true) notes.settled.add(order.token);
    else {
      // The lock's bits may lag behind its answer.
      taken.add(said);
      notes.names.set(said, order.place);
      unplaced.push(order);
    }
  }
  const unanswered = unplaced.filter((order) => !hasArrived(order, unplaced, { shown, doomed, notes, isYoung }));
  notes.storing = unanswered.filter((order) => order.isForeign !== true || isYoung(order));
  for (const order of unanswered) if (!notes.storing.includes(order)) notes.settled.add(order.token);
  // What stands where another process has sent a code is taken for it, as long as nobody says otherwise.
  const coming = notes.storing.filter(({ isForeign, slot }) => isForeign !== true || !shown.has(slot));
  for (const slot of notes.removing.keys()) if (!taken.has(slot)) notes.removing.delete(slot);
  for (const slot of notes.names.keys()) if (!taken.has(slot)) notes.names.delete(slot);
  const lowest = lowestFree(taken);
  for (const slot of doomed) taken.delete(slot);
  return {
    taken,
    coming: coming.filter(({ place }) => ![...notes.names.values()].includes(place)),
    next:
      lowest > lastSlot
        ? undefined
        : placeOf({ slot: lowest, turn: turnOf(lowest, coming, isYoung), window: undefined }),
    isBusy: coming.some(isYoung),
  };
}

function stands(notes: LockNotes, { token, place }: Storing, slot: number): void {
  notes.settled.add(token);
  notes.names.set(slot, place);
}

/** Not every order is answered: what has come to stand where the last one was meant for is it, once it had time enough. */
function hasArrived(
  order: Storing,
  orders: readonly Storing[],
  {
    shown,
    doomed,
    notes,
    isYoung,
  }: {
    readonly shown: ReadonlySet<number>;
    readonly doomed: ReadonlySet<number>;
    readonly notes: LockNotes;
    readonly isYoung: (order: Storing) => boolean;
  },
): boolean {
  const { slot, isDoomed } = order;
  if (isDoomed || isYoung(order) || !shown.has(slot) || doomed.has(slot) || notes.names.has(slot)) return false;
  if (orders.findLast((other) => other.slot === slot) !== order) return false;
  stands(notes, order, slot);
  return true;
}

/** A slot that an old order was never answered for is given out again under another name. */
function turnOf(slot: number, coming: readonly Storing[], isYoung: (order: Storing) => boolean): number {
  const earlier = coming.filter((order) => order.slot === slot);
  const last = Math.max(-1, ...earlier.map(({ turn }) => turn));
  return earlier.some(isYoung) ? Math.max(last, 0) : last + 1;
}

function lowestFree(taken: ReadonlySet<number>): number {
  let slot = 1;
  while (taken.has(slot)) slot += 1;
  return slot;
}
