import type { NativeId, Place } from "#domain/ids.ts";
import type { Cloud } from "./cloud.ts";
import type { LockNotes, Storing } from "./notes.ts";
import { placeOf } from "./place.ts";
import { lastSlot, readStored, writeRemoval } from "./wire.ts";

/** So long a code that is under way keeps others waiting: the lock might give it the slot that they are meant for. */
const singleFileMs = 120_000;

/** What is known of a lock's slots once what is under way has been asked about. */
export interface Filled {
  /** Something stands there. */
  readonly taken: ReadonlySet<number>;
  /** Codes of ours that may still come to stand somewhere. */
  readonly coming: readonly Storing[];
  /** Where the lock will put the next code. `undefined`: nowhere, every slot is taken. */
  readonly next: Place | undefined;
  /** A code is under way that was sent only just now. */
  readonly isBusy: boolean;
}

/**
 * Asks what became of each code under way. A lock picks the slots itself, and may have given one to a code that was meant
 * for another: what stands where we did not want it is taken away again, before anybody takes it for something else.
 */
export async function filledPlaces(
  cloud: Cloud,
  notes: LockNotes,
  { id, taken: shown, now }: { readonly id: NativeId; readonly taken: ReadonlySet<number>; readonly now: number },
  signal: AbortSignal,
): Promise<Filled> {
  const taken = new Set(shown);
  const unplaced: Storing[] = [];
  const astray = new Set<number>();
  for (const order of notes.storing) {
    const reply = await cloud.follow(id, order.token, signal);
    const said = reply.kind === "answered" ? readStored(reply.body) : undefined;
    if (said === undefined) unplaced.push(order);
    else if (said === order.slot && !order.isDoomed) {
      taken.add(said);
      notes.names.set(said, order.place);
      // The lock's bits may lag behind its answer.
      if (!shown.has(said)) unplaced.push(order);
    } else {
      astray.add(said);
      const removal = await cloud.removeCode(id, writeRemoval(said), signal);
      if (removal.kind !== "answered") unplaced.push(order);
    }
  }
  const coming = unplaced.filter((order) => !hasArrived(order, unplaced, { shown, astray, notes }));
  notes.storing = coming;
  for (const slot of notes.removing.keys()) if (!taken.has(slot)) notes.removing.delete(slot);
  for (const slot of notes.names.keys()) if (!taken.has(slot)) notes.names.delete(slot);
  const lowest = lowestFree(taken);
  const isYoung = (order: Storing) => now - order.at < singleFileMs;
  for (const slot of astray) taken.delete(slot);
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

/** Not every order is answered: what has come to stand where the last one was meant for is it. */
function hasArrived(
  order: Storing,
  orders: readonly Storing[],
  {
    shown,
    astray,
    notes,
  }: { readonly shown: ReadonlySet<number>; readonly astray: ReadonlySet<number>; readonly notes: LockNotes },
): boolean {
  const { slot, isDoomed } = order;
  if (isDoomed || !shown.has(slot) || astray.has(slot) || notes.names.has(slot)) return false;
  if (orders.findLast((other) => other.slot === slot) !== order) return false;
  notes.names.set(slot, order.place);
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
