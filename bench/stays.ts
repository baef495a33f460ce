const dayMs = 24 * 60 * 60_000;
/** Long after any run of this, so that no code comes due while it is measured. */
const firstArrival = Date.UTC(2040, 0, 1, 15);

/** A stay that none of the later ones meets. */
export const stayBeforeAll = -1;

/** One guest after another at one door, so that no two of its codes meet. Times are epoch milliseconds. */
export function stayOf(number: number): { readonly name: string; readonly startsAt: number; readonly endsAt: number } {
  const startsAt = firstArrival + number * dayMs;
  return { name: `Guest ${number}`, startsAt, endsAt: startsAt + dayMs - 4 * 60 * 60_000 };
}

/** Goes round the doors, and to the next stay after each round. */
export function nextStays<Lock>(locks: readonly Lock[]): () => { readonly lock: Lock; readonly stay: number } {
  let count = 0;
  return () => {
    const lock = locks[count % locks.length];
    if (lock === undefined) throw new Error("Stays need a door.");
    const stay = Math.floor(count / locks.length);
    count += 1;
    return { lock, stay };
  };
}
