import { justInTimeLeadMs, nativeLeadMs } from "#domain/access-code.ts";
import { failedAfterMs, lateAfterMs } from "#domain/code-causes.ts";
import type { AccessCodeId, NativeId } from "#domain/ids.ts";
import type { Checker } from "#sim/checker.ts";
import { shapes } from "#sim/shapes.ts";
import { longestBackOffMs, troublesIn } from "./troubles.ts";
import { type Wanted, wantedIn } from "./wanted.ts";

/** What had a cause so lately may still be followed by calls: a pass, its confirmation and the looks after it. */
const settlesWithinMs = failedAfterMs + longestBackOffMs + 5 * 60_000;
/** A refused code is tried once an hour, for whatever the lock refused it for may have gone unseen. */
/** A code that waits on a lock is read back once more this long before its start. Source: docs/explain.md, "Evidence". */
const readBackBeforeStartMs = 2 * 60 * 60_000;
/** What is asked for without anything to do at a lock. */
const reads = /\/(get|list)$|^\/webhooks\//;
const refusals = new Set(["duplicate", "full", "constraint", "occupied", "unsupported", "name_taken"]);

/**
 * A lock at rest is one at which nothing went wrong, nothing was asked and nothing became due for half an hour. There
 * no call is sent that changes it, but the hourly try of a code that it refused; and looks are a sweep apart,
 * but for the one before a code on it starts. Nothing is
 * written of its codes: their rows stay as they are. Weaker than the reference, each look writes the device's own row
 * (its lease, when it was last seen).
 */
export const quiescent: Checker = {
  id: "L7",
  promise: "A lock at rest is left alone, and looked at no oftener than once a sweep.",
  watch: (scene, object) => {
    const wanted = wantedIn(scene);
    const troubles = troublesIn(scene);
    const { sweepMs } = shapes[scene.options.shape].pace;
    const touchedAt = new Map<NativeId, number>();
    const lookedAt = new Map<NativeId, number>();
    const isAtRest = (lock: NativeId, now: number) => {
      const { entries } = scene.lock(lock).keypad;
      // A lock that keeps whole minutes or seconds opens on one of them.
      const opens = entries.flatMap(({ window }) =>
        window === undefined || window.startsAt > now ? [] : window.startsAt,
      );
      const moments = [touchedAt.get(lock), troubles.overcomeBy(lock), lastEdge(wanted.all(), lock, now), ...opens];
      return !moments.some((moment) => moment !== undefined && now - moment < settlesWithinMs);
    };
    wanted.onChange((after, before) => {
      if (before !== undefined && isAtRest(after.lock, scene.now()) && !isRefused(after))
        object(`The row of ${after.id} was written, and ${after.lock} is at rest.`);
      if (before?.since !== after.since) touchedAt.set(after.lock, scene.now());
    });
    return {
      saw: (happening) => {
        wanted.saw(happening);
        troubles.saw(happening);
        if (happening.kind === "keypad") touchedAt.set(happening.lock, happening.at);
        if (happening.kind === "asked" && !reads.test(happening.path)) {
          const code = wanted.get(String(happening.body.access_code_id) as AccessCodeId);
          for (const { nativeId } of scene.locks)
            if (code === undefined || code.lock === nativeId) touchedAt.set(nativeId, happening.at);
        }
        if (happening.kind !== "call_sent") return;
        const { lock, step, at, process } = happening;
        if (step === "observe") {
          const before = lookedAt.get(lock);
          lookedAt.set(lock, at);
          if (before === undefined || !isAtRest(lock, at) || at - before > sweepMs - 1_000) return;
          if (![...wanted.all()].some((code) => code.lock === lock && isRefused(code)))
            object(`${process} looks at ${lock} ${at - before} ms after the last look, and it is at rest.`);
        } else if (step.kind === "turn") touchedAt.set(lock, at);
        else if (isAtRest(lock, at) && !isRefused(wanted.get(step.code)))
          object(`${process} is to ${step.kind} ${step.code} on ${lock}, which is at rest.`);
      },
    };
  },
};

function isRefused(code: Wanted | undefined): boolean {
  return code?.trouble !== undefined && refusals.has(code.trouble.because);
}

/** When something last became due at a lock by the clock alone. */
function lastEdge(codes: Iterable<Wanted>, lock: NativeId, now: number): number | undefined {
  let last: number | undefined;
  for (const code of codes) {
    if (code.lock !== lock || !code.isManaged) continue;
    for (const edge of edgesOf(code)) if (edge <= now && edge > (last ?? 0)) last = edge;
  }
  return last;
}

const leadsMs = [justInTimeLeadMs, nativeLeadMs, readBackBeforeStartMs];

function edgesOf({ window, wantedSince, retiredAt }: Wanted): readonly number[] {
  const own = [wantedSince, ...(retiredAt === undefined ? [] : [retiredAt])];
  const timed =
    window === undefined ? [] : [window.startsAt, window.endsAt, ...leadsMs.map((lead) => window.startsAt - lead)];
  // What is late, or has failed, is told at its time, and that is written.
  return [...own, ...timed].flatMap((edge) => [edge, edge + lateAfterMs, edge + failedAfterMs]);
}
