import type { AccessCodeId, Place } from "#domain/ids.ts";
import type { Pin } from "#domain/pin.ts";
import type { Window } from "#domain/window.ts";

/**
 * Who did something to a keypad: we, by one call for one code, or somebody who stood there, or misfortune.
 * `forgotten`: a call of ours of which there is no record any more, so that nobody can know it from a stranger's.
 */
export type Doer =
  | { readonly kind: "us"; readonly code: AccessCodeId; readonly call: number }
  | { readonly kind: "person" }
  | { readonly kind: "misfortune" }
  | { readonly kind: "forgotten" };

/** One code as the lock itself holds it. */
export interface Entry {
  /** Its identity: no other entry ever has it, whatever place it stands in. */
  readonly id: number;
  /** What the provider calls the place. */
  readonly place: Place;
  readonly pin: Pin;
  readonly label: string | undefined;
  /** Kept by the lock, by its own clock; `undefined`: it opens until it is removed. */
  readonly window: Window | undefined;
  readonly madeBy: Doer;
  /** Who gave it the PIN that it has now. */
  readonly changedBy: Doer;
  readonly madeAt: number;
  readonly changedAt: number;
}

/** How the entries of a keypad changed. */
export type KeypadChange =
  | { readonly what: "added"; readonly entry: Entry; readonly by: Doer }
  | { readonly what: "changed"; readonly entry: Entry; readonly before: Entry; readonly by: Doer }
  | { readonly what: "removed"; readonly entry: Entry; readonly by: Doer };

/** A keypad to look at: physical truth, in nobody's database, which survives every crash. */
export interface KeypadView {
  readonly entries: readonly Entry[];
  /** The lock's clock minus the true one, in milliseconds. */
  readonly clockErrorMs: number;
  /** Whether this entry opens the door at this true instant. */
  isLive(entry: Entry, at: number): boolean;
  /** Whether the door would open for this PIN at this true instant. */
  wouldOpen(pin: Pin, at: number): boolean;
}

export class Keypad implements KeypadView {
  readonly #changed: (change: KeypadChange) => void;
  #entries: readonly Entry[] = [];
  #made = 0;
  #isForgotten: (entry: Entry) => boolean = () => false;
  clockErrorMs = 0;

  constructor(changed: (change: KeypadChange) => void) {
    this.#changed = changed;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  isLive(entry: Entry, at: number): boolean {
    const byLock = at + this.clockErrorMs;
    return entry.window === undefined || (entry.window.startsAt <= byLock && byLock < entry.window.endsAt);
  }

  wouldOpen(pin: Pin, at: number): boolean {
    return this.#entries.some((entry) => entry.pin.equals(pin) && this.isLive(entry, at));
  }

  at(place: Place): Entry | undefined {
    return this.#entries.find((entry) => entry.place === place);
  }

  /** The lowest number that no place begins with. */
  firstFree(): number {
    const taken = new Set(this.#entries.map(({ place }) => Number.parseInt(place, 10)));
    let number = 1;
    while (taken.has(number)) number += 1;
    return number;
  }

  add(given: Pick<Entry, "place" | "pin" | "label" | "window">, by: Doer, now: number): Entry {
    this.#made += 1;
    const made: Entry = { ...given, id: this.#made, madeBy: by, changedBy: by, madeAt: now, changedAt: now };
    const entry = this.#isForgotten(made) ? disowned(made) : made;
    this.#entries = [...this.#entries, entry];
    this.#changed({ what: "added", entry, by });
    return entry;
  }

  change(before: Entry, given: Partial<Pick<Entry, "pin" | "label" | "window">>, by: Doer, now: number): Entry {
    const entry: Entry = { ...before, ...given, changedBy: by, changedAt: now };
    this.#entries = this.#entries.map((one) => (one.id === before.id ? entry : one));
    this.#changed({ what: "changed", entry, before, by });
    return entry;
  }

  /** The record of some entries of ours is lost, also of such as a call that was sent before may still bring. */
  forget(isForgotten: (entry: Entry) => boolean): void {
    this.#isForgotten = isForgotten;
    this.#entries = this.#entries.map((entry) => (isForgotten(entry) ? disowned(entry) : entry));
  }

  remove(entry: Entry, by: Doer): void {
    this.#entries = this.#entries.filter((one) => one.id !== entry.id);
    this.#changed({ what: "removed", entry, by });
  }
}

function disowned(entry: Entry): Entry {
  return { ...entry, changedBy: { kind: "forgotten" } };
}
