import type { NativeId, Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";

/** What was ordered off a lock and is listed yet: the maker has one word for a user who comes and for one who goes. */
export interface Removals {
  ordered(device: NativeId, place: Place): void;
  /** A user as listed, on the way out where that was ordered. */
  seen(device: NativeId, resident: Resident): Resident;
  /** What is listed no longer is gone. */
  forget(device: NativeId, listed: readonly Resident[]): void;
}

/** After so long an order is taken as lost, and may be given again. */
const believedMs = 10 * 60_000;

/** Kept by the connection alone: after a restart a user who still shows is ordered off again, which does no harm. */
export function removals(now: () => number): Removals {
  const since = new Map<NativeId, Map<Place, number>>();
  return {
    ordered: (device, place) => void since.set(device, new Map(since.get(device)).set(place, now())),
    seen: (device, resident) => {
      const at = since.get(device)?.get(resident.place) ?? Number.NEGATIVE_INFINITY;
      return now() - at < believedMs ? { ...resident, state: "leaving" } : resident;
    },
    forget: (device, listed) => {
      const places = new Set(listed.map(({ place }) => place));
      for (const place of since.get(device)?.keys() ?? []) if (!places.has(place)) since.get(device)?.delete(place);
    },
  };
}
