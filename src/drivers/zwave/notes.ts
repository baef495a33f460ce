import type { Place } from "#domain/ids.ts";

/** What one lock told or was told since the line was opened. Nothing is lost with it that a look would not find out. */
export interface Notes {
  /** Looks and steps of ours that are under way: what the server remembers anew meanwhile is their doing. */
  working: number;
  /** When we last began or ended to write each place, epoch milliseconds. */
  readonly wroteAt: Map<Place, number>;
  /** Places that somebody else has written since we did, by what the lock told. */
  readonly altered: Set<Place>;
  /** When it last told that it refused a code that it has already, epoch milliseconds. */
  duplicateAt: number | undefined;
}

export type NotesOf = (nodeId: number) => Notes;

export function notebook(): NotesOf {
  const all = new Map<number, Notes>();
  return (nodeId) => {
    const known = all.get(nodeId);
    if (known !== undefined) return known;
    const fresh: Notes = { working: 0, wroteAt: new Map(), altered: new Set(), duplicateAt: undefined };
    all.set(nodeId, fresh);
    return fresh;
  };
}
