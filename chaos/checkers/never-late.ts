import type { Asked, Checker, History } from "#chaos/history.ts";
import { undisturbedMs } from "#chaos/spans.ts";

/** How long a code may open after its end or its deletion while nothing is in the way, in milliseconds. */
export const graceMs = 60_000;

/**
 * Only time in which servers, database and network work counts. A lock that keeps times itself does not open after the
 * end that it was told, whoever is down.
 */
export const neverLate: Checker = {
  rows: ["R-10", "R-13"],
  promise: `No code opened for more than ${graceMs / 1_000} s after its end or deletion while its lock could be told.`,
  objections: (history) => {
    const over = endsOf(history.asked);
    return openingsOf(history).flatMap(({ lock, name, to }) => {
      const end = over.get(name);
      const lateMs = end === undefined ? 0 : undisturbedMs(end, to, history.troubles);
      return lateMs > graceMs ? [`${name} opened ${lock} for ${Math.round(lateMs / 1_000)} s after it was over.`] : [];
    });
  },
};

/** When each code was over: its end, or the answer that it is deleted. */
function endsOf(asked: readonly Asked[]): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  for (const { wish, outcome, endedAt } of asked) {
    const at = wish.kind === "create" ? wish.endsAt : wish.kind === "delete" ? endedAt : undefined;
    if (at === undefined || wish.kind === "unlock" || outcome !== "done") continue;
    ends.set(wish.code, Math.min(at, ends.get(wish.code) ?? at));
  }
  return ends;
}

interface Opening {
  readonly lock: string;
  readonly name: string;
  /** Until when the keypad took it, epoch milliseconds. */
  readonly to: number;
}

function openingsOf({ facts, restedAt }: History): readonly Opening[] {
  const open = new Map<string, { readonly lock: string; readonly name: string; readonly endsAt: number | undefined }>();
  const openings: Opening[] = [];
  const close = (id: string, at: number) => {
    const was = open.get(id);
    if (was !== undefined) openings.push({ ...was, to: Math.min(at, was.endsAt ?? at) });
    open.delete(id);
  };
  for (const fact of facts) {
    if (fact.kind !== "code" || fact.madeBy !== "api") continue;
    close(fact.id, fact.at);
    if (fact.now?.isOnLock === true)
      open.set(fact.id, { lock: fact.lock, name: fact.now.name, endsAt: fact.now.endsAt });
  }
  for (const id of [...open.keys()]) close(id, restedAt);
  return openings;
}
