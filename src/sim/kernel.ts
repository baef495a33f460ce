/** Something that will happen; cancelled, it does not. */
export interface Scheduled {
  cancel(): void;
}

interface Upcoming {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/**
 * Virtual time. Things happen in the order of (time, order of scheduling); between two of them everything that
 * waits for no clock runs on, so that nothing depends on how fast this machine is.
 */
export class Kernel {
  readonly #settle: () => Promise<void>;
  readonly #heap: Upcoming[] = [];
  #now: number;
  #order = 0;
  #steps = 0;

  /** `settle` resolves when everybody waits for something that is scheduled here. */
  constructor(startsAt: number, settle: () => Promise<void>) {
    this.#now = startsAt;
    this.#settle = settle;
  }

  get now(): number {
    return this.#now;
  }

  /** How many things have happened. */
  get steps(): number {
    return this.#steps;
  }

  /** Has `run` called at this instant, epoch milliseconds, or as soon as may be. */
  at(instant: number, run: () => void): Scheduled {
    const upcoming: Upcoming = { at: Math.max(this.#now, Math.ceil(instant)), order: this.#order, run };
    this.#order += 1;
    push(this.#heap, upcoming);
    return {
      cancel: () => {
        upcoming.run = undefined;
      },
    };
  }

  after(ms: number, run: () => void): Scheduled {
    return this.at(this.#now + ms, run);
  }

  /** Lets things happen until this instant; `isOver` is asked after each. */
  async runUntil(instant: number, isOver: () => boolean = () => false): Promise<void> {
    await this.#settle();
    while (!isOver()) {
      const [next] = this.#heap;
      if (next === undefined || next.at > instant) {
        this.#now = Math.max(this.#now, instant);
        return;
      }
      pop(this.#heap);
      if (next.run === undefined) continue;
      this.#now = next.at;
      this.#steps += 1;
      next.run();
      await this.#settle();
    }
  }
}

function isBefore(one: Upcoming, other: Upcoming): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

function push(heap: Upcoming[], upcoming: Upcoming): void {
  let at = heap.length;
  heap.push(upcoming);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(upcoming, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = upcoming;
}

/** Removes the first. */
function pop(heap: Upcoming[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = at * 2 + 1;
    const [one, other] = [heap[left], heap[left + 1]];
    if (one === undefined) break;
    const isOther = other !== undefined && isBefore(other, one);
    const least = isOther ? other : one;
    if (!isBefore(least, last)) break;
    heap[at] = least;
    at = isOther ? left + 1 : left;
  }
  heap[at] = last;
}
