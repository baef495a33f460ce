import type { NativeId } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { Outcome } from "#domain/step.ts";
import type { LockView, Scene } from "#sim/checker.ts";
import type { Happening } from "#sim/happening.ts";
import { shapes } from "#sim/shapes.ts";
import { ownOn } from "./own-entries.ts";
import { type Observer, shared } from "./shared.ts";

/**
 * X of the invariants, in milliseconds: at a lock that can be reached, something that is due is done within this.
 * It covers a pass, its calls and the look that confirms it.
 */
export const promptMs = 60_000;

const minute = 60_000;
/** The longest wait before a failed step or pass is tried again: reconcile/back-off.ts, its spread included. */
export const longestBackOffMs = 12.5 * minute;
/** A change that was accepted is taken as dropped after this: domain/recognise.ts, `landingMs`. */
const landingMs = 2 * minute;
/** No pause of a process is longer: misfortunes.ts. */
export const longestPauseMs = 90_000;

/**
 * What keeps the house from a lock, or from the truth about it, and by when it must have got over that.
 *
 * Whatever fails is tried again after a back-off. What nobody could know (a listing that showed what was so earlier,
 * a person at the keypad, a lock whose provider listed it no more) is met by the next look, which is a sweep at the
 * latest: so much weaker than X alone is what the house promises under faults, and each run without them holds it to X.
 */
export interface Troubles extends Observer {
  /** The instant by which the house must have got over everything that has gone wrong at this lock so far. */
  overcomeBy(lock: NativeId): number;
}

export const troublesIn = shared((scene: Scene): Troubles => {
  const overcome = new Map<NativeId, number>();
  const afterLook = shapes[scene.options.shape].pace.sweepMs + longestBackOffMs;
  let everywhere = Number.NEGATIVE_INFINITY;
  const at = (lock: NativeId, until: number) => void overcome.set(lock, Math.max(overcome.get(lock) ?? until, until));
  const anywhere = (until: number) => {
    everywhere = Math.max(everywhere, until);
  };
  const own = (happening: Happening) => {
    const { at: now } = happening;
    switch (happening.kind) {
      case "lock":
        return at(happening.lock, now + afterLook);
      case "keypad":
        return happening.change.by.kind === "us" ? undefined : at(happening.lock, now + afterLook);
      case "call_done":
        return happening.late ? at(happening.lock, now + afterLook) : undefined;
      case "call_answered":
        return at(happening.lock, now + costOf(happening.answer, scene.lock(happening.lock), afterLook));
      case "discovered":
        return happening.answer.kind === "failed" ? anywhere(now + afterLook) : undefined;
      case "process":
        return anywhere(now + longestBackOffMs + (happening.what === "paused" ? longestPauseMs : 0));
      case "upheaval":
      case "phase":
        // Whatever is mended at its beginning is mended without a word.
        return anywhere(now + afterLook);
      case "statement_failed":
        return anywhere(now + longestBackOffMs);
      default:
        return undefined;
    }
  };
  return {
    saw: (happening) => void own(happening),
    overcomeBy: (lock) => {
      const hidden =
        scene.lock(lock).isReachable && scene.isServed() ? Number.NEGATIVE_INFINITY : scene.now() + afterLook;
      return Math.max(everywhere, overcome.get(lock) ?? Number.NEGATIVE_INFINITY, hidden);
    },
  };
});

/** How long an answer may hold the house up; less than any time if not at all. */
function costOf(answer: Outcome | Observation, lock: LockView, afterLook: number): number {
  switch (answer.kind) {
    case "done":
      return Number.NEGATIVE_INFINITY;
    case "pending":
      return landingMs + longestBackOffMs;
    case "failed":
    case "unreachable":
      // Told to come back later, it comes back later: two minutes at the most, by provider.ts.
      return longestBackOffMs + (answer.notBefore === undefined ? 0 : landingMs);
    case "refused":
    case "gone":
      return afterLook;
    case "seen":
      return isTrue(answer, lock) ? Number.NEGATIVE_INFINITY : afterLook;
  }
}

/** Whether a listing shows what stands on the lock, and all of it, or of what it looked into all and every code of ours. */
export function isTrue(
  { residents, complete, lookedInto }: Extract<Observation, { kind: "seen" }>,
  lock: Pick<LockView, "keypad">,
): boolean {
  if (!complete && lookedInto === undefined) return false;
  const covered = complete ? undefined : lookedInto;
  if (covered !== undefined && ownOn(lock).some(({ entry }) => !covered.includes(entry.place))) return false;
  const entries = lock.keypad.entries.filter(({ place }) => covered === undefined || covered.includes(place));
  if (residents.length !== entries.length) return false;
  return entries.every((entry) =>
    residents.some(
      ({ place, pin, window, state }) =>
        place === entry.place &&
        state === "on_lock" &&
        (pin === undefined || pin.equals(entry.pin)) &&
        window?.startsAt === entry.window?.startsAt &&
        window?.endsAt === entry.window?.endsAt,
    ),
  );
}
