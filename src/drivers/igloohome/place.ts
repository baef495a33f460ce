import type { NativeId, Place } from "#domain/ids.ts";
import type { Window } from "#domain/window.ts";

/**
 * What a place of a lock is called: nothing but the jobs that were given for it tells what stands there, and no list
 * shows when. So the name holds the job that put a code there, its window, and the job that is to take it away.
 */
export interface JobPlace {
  readonly made: string;
  readonly window: Window | undefined;
  readonly removed: string | undefined;
}

/** Where a removal by digits alone is under way, of what a job without an answer may have put there. */
export const nobodys: JobPlace = { made: "-", window: undefined, removed: undefined };

const jobId = /^[A-Za-z0-9_-]{1,80}$/;
const hasNone = "-";

/** `undefined`: one of its jobs has an id that no place could be called after. */
export function nameOf({ made, window, removed }: JobPlace): Place | undefined {
  if (!jobId.test(made) || (removed !== undefined && !jobId.test(removed))) return undefined;
  const times =
    window === undefined ? [hasNone, hasNone] : [window.startsAt, window.endsAt].map((at) => at.toString(36));
  return [made, ...times, ...(removed === undefined ? [] : [removed])].join("~") as Place;
}

/** `undefined`: it is called after no job. A PIN that was computed has its own id, and stands nowhere. */
export function readPlace(place: Place): JobPlace | undefined {
  const [made, from, to, removed, ...more] = place.split("~");
  if (made === undefined || from === undefined || to === undefined || more.length > 0) return undefined;
  const window =
    from === hasNone ? undefined : { startsAt: Number.parseInt(from, 36), endsAt: Number.parseInt(to, 36) };
  return { made, window, removed };
}

/** What is known of one account's jobs, for as long as the connection lasts. */
export interface Memory {
  /** How jobs ended: that does not change any more. */
  readonly ended: Map<string, "done" | "failed">;
  /** Jobs that put a code on its lock which another has taken off since. */
  readonly taken: Set<string>;
  /** Bridges that could not be reached when something was last to be done. */
  readonly deadBridges: Set<string>;
  /** Turns that the bridge has not reported yet: by attempt, the job. */
  readonly turns: Map<NativeId, Map<string, string>>;
}

export function newMemory(): Memory {
  return { ended: new Map(), taken: new Set(), deadBridges: new Set(), turns: new Map() };
}
