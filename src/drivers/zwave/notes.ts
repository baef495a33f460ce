import type { Place } from "#domain/ids.ts";

/** What one lock told or was told since the line was opened. Nothing is lost with it that a look would not find out. */
export interface Notes {
  /** Calls of ours that are under way: what the lock tells meanwhile is their echo. */
  working: number;
  /** When we last wrote each place, epoch milliseconds. */
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
