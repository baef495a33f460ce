import type { NativeId } from "#domain/ids.ts";
import type { DeviceSighting } from "#domain/sighting.ts";
import type { Listener } from "#drivers/driver.ts";

/** What of devices' logs has been told, by keys that tell entries of one device apart. */
export interface ToldOnce {
  has(device: NativeId, key: string): boolean;
  /** Those of `entries` that were not told before, in their order; from now on they were. */
  fresh<Entry>(device: NativeId, entries: readonly Entry[], keyOf: (entry: Entry) => string): readonly Entry[];
}

/** `mostKnown`: so many entries of one device are remembered; more than can show at one look. */
export function toldOnce(mostKnown: number): ToldOnce {
  const told = new Map<NativeId, Set<string>>();
  return {
    has: (device, key) => told.get(device)?.has(key) === true,
    fresh: (device, entries, keyOf) => {
      const known = told.get(device) ?? new Set();
      told.set(device, known);
      const fresh = entries.filter((entry) => !known.has(keyOf(entry)) && known.add(keyOf(entry)));
      for (const key of [...known].slice(0, Math.max(0, known.size - mostKnown))) known.delete(key);
      return fresh;
    },
  };
}

/** Oldest first, because the bolt is as the last one left it. */
export function tellInOrder(listener: Pick<Listener, "sighting">, sightings: readonly DeviceSighting[]): void {
  for (const sighting of sightings.toSorted((one, other) => one.at - other.at)) listener.sighting(sighting);
}
