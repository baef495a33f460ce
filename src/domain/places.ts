import { type AccessCode, isKept, isSpare, placement } from "./access-code.ts";
import type { Device } from "./device.ts";

/** By what a place on a lock is taken. `unreadable`: by a code that is not ours and whose digits the lock hides. */
export type Taker = "guest" | "backup" | "unmanaged" | "unreadable";

/** The places of a lock, and whether they will do. Times are epoch milliseconds. */
export interface Places {
  /** `undefined`: the lock does not say how many it has. */
  readonly capacity: number | undefined;
  readonly taken: Readonly<Record<Taker, number>>;
  readonly free: number | undefined;
  /** When, by what is wanted, no place is left for a guest. `undefined`: never; no `until`: for good. */
  readonly full: { readonly from: number; readonly until: number | undefined } | undefined;
  /** The most codes that stand there together from now on, and from when. Spare ones are not counted: they give way. */
  readonly most: { readonly at: number; readonly codes: number };
}

/** How many places a lock has, who has them, and what becomes of the free ones by what is wanted. */
export function placesOf(device: Device, codes: readonly AccessCode[], now: number): Places {
  const capacity = device.report.capabilities.maxCodes;
  const taken = { guest: 0, backup: 0, unmanaged: 0, unreadable: 0 };
  for (const code of codes) if (standsInPlace(code)) taken[takerOf(code)] += 1;
  const all = Object.values(taken).reduce((sum, count) => sum + count, 0);
  return {
    capacity,
    taken,
    free: capacity === undefined ? undefined : Math.max(0, capacity - all),
    ...foresee(
      codes.flatMap((code) => stay(code, device) ?? []),
      now,
      capacity,
    ),
  };
}

/** Whether a code takes a place on its lock now. What the maker computed takes none. */
export function standsInPlace({ onLock, offline }: Pick<AccessCode, "onLock" | "offline">): boolean {
  return onLock !== undefined && offline === undefined;
}

export function takerOf(code: AccessCode): Taker {
  if (isSpare(code)) return "backup";
  if (code.isManaged) return "guest";
  return code.pin === undefined && code.onLock?.pin === undefined ? "unreadable" : "unmanaged";
}

interface Stay {
  readonly from: number;
  readonly until: number;
}

/** From when until when a code takes a place that no guest can have instead. */
function stay(code: AccessCode, device: Device): Stay | undefined {
  const stands = standsInPlace(code);
  if (code.offline !== undefined || code.retired !== undefined || isSpare(code)) return undefined;
  // What we do not keep leaves the lock when somebody else decides so, its window notwithstanding.
  if (!isKept(code)) return stands ? { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY } : undefined;
  const place = placement(code, device.report.capabilities);
  return place && (stands ? { ...place, from: Number.NEGATIVE_INFINITY } : place);
}

function foresee(
  stays: readonly Stay[],
  now: number,
  capacity = Number.POSITIVE_INFINITY,
): Pick<Places, "full" | "most"> {
  const coming = stays.filter(({ until }) => until > now);
  const changes = coming.flatMap(({ from, until }) => [
    { at: Math.max(from, now), by: 1 },
    ...(until === Number.POSITIVE_INFINITY ? [] : [{ at: until, by: -1 }]),
  ]);
  // Whoever leaves at an instant makes room for whoever comes at it.
  changes.sort((one, other) => one.at - other.at || one.by - other.by);
  let codes = 0;
  let most = { at: now, codes: 0 };
  let from: number | undefined;
  let until: number | undefined;
  for (const [index, { at, by }] of changes.entries()) {
    codes += by;
    if (changes[index + 1]?.at === at) continue;
    if (codes > most.codes) most = { at, codes };
    if (codes >= capacity) from ??= at;
    else if (from !== undefined) until ??= at;
  }
  return { most, full: from === undefined ? undefined : { from, until } };
}
