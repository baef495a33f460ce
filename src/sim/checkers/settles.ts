import { placement } from "#domain/access-code.ts";
import type { Capabilities } from "#domain/capabilities.ts";
import { landingMs } from "#domain/recognise.ts";
import { closeWindow, type Window } from "#domain/window.ts";
import { windowOnLock } from "#domain/window-on-lock.ts";
import type { Checker, LockView, Scene } from "#sim/checker.ts";
import type { Entry } from "#sim/keypad.ts";
import { aimedSlotsIn } from "./aimed-slots.ts";
import { hearsayIn } from "./hearsay.ts";
import { ownOn } from "./own-entries.ts";
import { type Observer, shared } from "./shared.ts";
import { type Told, type ToldCodes, toldIn } from "./told.ts";
import { longestBackOffMs, promptMs } from "./troubles.ts";
import { unheardRemovals, unheardSets } from "./unheard-sets.ts";
import { unseenChangesIn } from "./unseen-changes.ts";
import { type Wanted, wantedIn } from "./wanted.ts";

/** What has only just become due may be under way. */
const graceMs = promptMs + landingMs + longestBackOffMs;

/** Why a lock may rightly be without a code that is wanted on it: it has no room for it, takes no such code, and the code says so. */
const mayBeMissing = [
  "duplicate_code_on_device",
  "no_space_for_access_code_on_device",
  "failed_to_set_on_device",
] as const;

/**
 * Eventually stable reconciliation, at the end of the liveness phase: every lock holds each code that is wanted on it
 * now, once, with its PIN and its window, and says so; and nothing else by our doing. A code that cannot stand there
 * says why: a person's code has its PIN, or the lock is full or refuses it. Excepted, and counted apart, is what a lock
 * that hides digits never shows (unseen-changes.ts). That it stays so is L7. After an upheaval the same is promised by
 * L8, and objected to there.
 */
export const settles: Checker = {
  id: "L1",
  promise: "Once nothing goes wrong any more, every lock comes to hold what is wanted on it and nothing else of ours.",
  watch: (scene, object) => {
    const unsettled = unsettledIn(scene);
    const hearsay = hearsayIn(scene);
    return {
      saw: (happening) => {
        unsettled.saw(happening);
        hearsay.saw(happening);
      },
      phaseEnded: async (phase) => {
        if (phase !== "liveness" || hearsay.isUpset()) return;
        for await (const flaw of unsettled.flaws()) object(flaw);
      },
    };
  },
};

/** What is on the locks and ought not to be, and is not and ought to be. */
interface Unsettled extends Observer {
  /** To be called in `phaseEnded` only. */
  flaws(): AsyncIterable<string>;
}

export const unsettledIn = shared((scene: Scene): Unsettled => {
  const wanted = wantedIn(scene);
  const told = toldIn(scene);
  const unheard = unheardSets();
  const removals = unheardRemovals();
  return {
    saw: (happening) => {
      told.saw(happening);
      unheard.saw(happening);
      removals.saw(happening);
      aimedSlotsIn(scene).saw(happening);
      unseenChangesIn(scene).saw(happening);
    },
    flaws: async function* () {
      for (const code of wanted.all()) {
        if (!code.isManaged || code.goneAt !== undefined || isMoving(scene, code)) continue;
        if ((await mayStand(scene, unheard, code)) || isOffUnseen(scene, code)) continue;
        if (wasTakenUnheard(scene, removals, code)) continue;
        const flaw = await flawOf(scene, told, code);
        if (flaw !== undefined) yield `${code.lock}: ${code.id} ${flaw}`;
      }
      for (const lock of scene.locks)
        for (const { entry, code } of ownOn(lock)) {
          const wish = wanted.get(code);
          if (wish === undefined || (wish.goneAt !== undefined && wish.isManaged))
            yield `${lock.nativeId} holds ${scene.aliasOf(entry.pin)} of ${code}, which nobody wants any more.`;
        }
    },
  };
});

/** A try without an answer, on a lock of which nothing lists what stands there: for a day nobody can say that it is off. */
async function mayStand(scene: Scene, unheard: ReturnType<typeof unheardSets>, code: Wanted): Promise<boolean> {
  const lock = scene.lock(code.lock);
  if (code.retiredAt === undefined || !lock.profile.listsNothing) return false;
  if (ownOn(lock).some((own) => own.code === code.id)) return false;
  if (!unheard.had(code.id) && !(await wasIntended(scene, unheard.unsent(), code))) return false;
  scene.sometimes("a code may stand on a lock that nothing lists");
  return true;
}

/** Whether a try was written down for which nobody called: for all that the house can know, somebody did. */
async function wasIntended(scene: Scene, unsent: readonly number[], code: Wanted): Promise<boolean> {
  const open = await scene.rows<{ started_at: Date }>(
    `select started_at from attempts
     where access_code_id = $1 and kind = 'set' and unsettled and finished_at is null`,
    [code.id],
  );
  return open.some(({ started_at: at }) => unsent.some((one) => one >= at.getTime() && one - at.getTime() < 60_000));
}

/** Somebody, or a battery, took a deleted code off a lock of which nothing lists what stands there: no removal of it succeeds. */
function isOffUnseen(scene: Scene, code: Wanted): boolean {
  const lock = scene.lock(code.lock);
  if (code.retiredAt === undefined || lock.profile.listsNothing !== true) return false;
  return ownOn(lock).every((own) => own.code !== code.id) && unseenChangesIn(scene).hides(lock, code.id);
}

/** A removal of ours took it off, and neither its answer nor any list has ever told so: it came late, or its answer was lost. */
function wasTakenUnheard(scene: Scene, removals: ReturnType<typeof unheardRemovals>, code: Wanted): boolean {
  const lock = scene.lock(code.lock);
  if (lock.profile.listsNothing !== true || !removals.tookOff(code.id)) return false;
  if (ownOn(lock).some((own) => own.code === code.id)) return false;
  scene.sometimes("a removal without an answer took a code off a lock that nothing lists");
  return true;
}

async function flawOf(scene: Scene, { ask }: ToldCodes, code: Wanted): Promise<string | undefined> {
  const lock = scene.lock(code.lock);
  const own = ownOn(lock).filter((one) => one.code === code.id);
  if (code.retiredAt !== undefined) return `is still to be removed${own.length > 0 ? "" : ", and is not there"}.`;
  const place = placeOf(code, lock);
  const now = await ask(code.id);
  // A change that others made and are allowed to make is let stand.
  if (code.allowsExternalModification) return undefined;
  if (place.from > scene.now()) return own.length > 0 ? "stands there before its time." : undefined;
  if (scene.now() >= place.until) return "is over, and not retired.";
  const there = lock.keypad.entries.filter((entry) => isIt(entry, now, code, { lock, at: scene.now() }));
  const name = `(${scene.aliasOf(now.digits)}, ${now.status})`;
  const ours = there.filter((entry) => own.some((one) => one.entry === entry));
  if (ours.length > 1) return `${name} stands there ${ours.length} times.`;
  if (own.some(({ entry }) => !there.includes(entry)) && ours.length === 1) return `${name} has another entry there.`;
  if (there.length > 0) {
    const isSaid = now.status === "set" || (now.status === "unset" && (code.window?.startsAt ?? 0) > scene.now());
    // A person's code is there with the same PIN, or the same entry that is refused a change.
    if (isSaid || mayBeMissing.some((error) => now.errors.includes(error))) return undefined;
    return `${name} stands there, and is not said to.`;
  }
  if (mayBeMissing.some((error) => now.errors.includes(error))) return undefined;
  const isMistakable = lock.keypad.entries.some((entry) => aimedSlotsIn(scene).isMistakable(code.lock, entry, code.id));
  if (isMistakable || unseenChangesIn(scene).hides(lock, code.id)) return undefined;
  return `${name} does not stand there, and says nothing.`;
}

function isIt(entry: Entry, now: Told, code: Wanted, { lock, at }: { readonly lock: LockView; readonly at: number }) {
  const { capabilities } = lock.profile;
  const window = windowOnLock({ ...code, offline: undefined }, capabilities);
  if (entry.pin.reveal() !== now.digits) return false;
  return closeWindow(entry.window, window) || beganLate(entry.window, window, { capabilities, at });
}

/** A lock that takes no start in the past has one that was later than wanted when it got the code: it opens now all the same. */
function beganLate(
  has: Window | undefined,
  wanted: Window | undefined,
  { capabilities, at }: { readonly capabilities: Capabilities; readonly at: number },
): boolean {
  if (has === undefined || wanted === undefined || has.startsAt > at) return false;
  if (capabilities.constraints.every(({ type }) => type !== "start_date_in_future")) return false;
  return has.startsAt > wanted.startsAt && closeWindow({ ...has, startsAt: wanted.startsAt }, wanted);
}

function placeOf(code: Wanted, lock: LockView) {
  const place = placement({ ...code, retired: undefined }, lock.profile.capabilities);
  return place ?? { from: Number.POSITIVE_INFINITY, until: Number.NEGATIVE_INFINITY };
}

/** Something about it became due so lately that it may rightly be under way. */
function isMoving(scene: Scene, code: Wanted): boolean {
  const place = placeOf(code, scene.lock(code.lock));
  const edges = [place.from, place.until, code.retiredAt, code.wantedSince];
  return edges.some((edge) => edge !== undefined && edge <= scene.now() && scene.now() - edge < graceMs);
}
