import type { Place } from "#domain/ids.ts";

/** What one lock told or was told since the line was opened. Nothing is lost with it that a look would not find out. */
export interface Notes {
  /** Looks and steps of ours that are under way: what the server remembers anew meanwhile is their doing. */
  working: number;
  /** When we last began or ended to write each place, epoch milliseconds. */
  readonly wroteAt: Map<Place, number>;
  /** Of a lock that sleeps and is kept from it at the moment: when it woke, epoch milliseconds. */
  wokeAt: number | undefined;
  /** When each slot was last asked of the lock by a look, epoch milliseconds. */
  readonly askedAt: Map<number, number>;
  /** Places that somebody else has written since we did, by what the lock told. */
  readonly altered: Map<Place, Altered>;
  /** When it last told that it refused a code that it has already, epoch milliseconds. */
  duplicateAt: number | undefined;
}

interface Altered {
  /** When the lock told of it, epoch milliseconds. */
  readonly at: number;
  /** Whether a look has told of it. */
  readonly isTold: boolean;
}

export type NotesOf = (nodeId: number) => Notes;

/** What a look says of an entry that hides its digits; from then on whoever changes it knows. */
export function tellAltered({ altered }: Notes, place: Place): { altered?: true; alteredAt?: number } {
  const heard = altered.get(place);
  if (heard === undefined) return {};
  altered.set(place, { ...heard, isTold: true });
  return { altered: true, alteredAt: heard.at };
}

/** Whether somebody has written an entry since the look by which a step was decided. */
export function isNewlyAltered({ altered }: Notes, place: Place): boolean {
  return altered.get(place)?.isTold === false;
}

export function notebook(): NotesOf {
  const all = new Map<number, Notes>();
  return (nodeId) => {
    const known = all.get(nodeId);
    if (known !== undefined) return known;
    const fresh: Notes = {
      working: 0,
      wokeAt: undefined,
      wroteAt: new Map(),
      askedAt: new Map(),
      altered: new Map(),
      duplicateAt: undefined,
    };
    all.set(nodeId, fresh);
    return fresh;
  };
}
