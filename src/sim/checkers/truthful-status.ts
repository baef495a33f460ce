import type { AccessCodeId } from "#domain/ids.ts";
import type { Observation, Resident } from "#domain/observation.ts";
import { landingMs } from "#domain/recognise.ts";
import { closeWindow } from "#domain/window.ts";
import { windowOnLock } from "#domain/window-on-lock.ts";
import type { Checker, LockView, Scene } from "#sim/checker.ts";
import type { Happening } from "#sim/happening.ts";
import type { Entry } from "#sim/keypad.ts";
import { aimedSlotsIn } from "./aimed-slots.ts";
import { hearsayIn } from "./hearsay.ts";
import { ownOn } from "./own-entries.ts";
import { type Told, toldIn } from "./told.ts";
import { unheardSets } from "./unheard-sets.ts";
import type { Wanted } from "./wanted.ts";

type Seen = Extract<Observation, { kind: "seen" }>;

/** An entry as it stood on a lock, and until when. */
interface Stood {
  readonly entry: Entry;
  readonly until: number;
}

/**
 * Status `set`: at some instant since what the lock is to hold last changed, it held an entry with the code's PIN, and
 * with its window where the lock keeps that (to the minute). A new name changes nothing of it, nor does a new time that
 * we keep and not the lock: a spare code that is pulled opens all the while. What we took off ourselves, and heard so,
 * counts no more. Where digits are hidden, an old entry of the code's that a stale listing shows as standing, while its
 * change is on its way to the lock, cannot be told from the new one: that counts apart. So does an entry with the PIN and
 * without an end, where the lock keeps ends, that somebody put there who is allowed to change the code. A listing cannot show more than that: what somebody removed meanwhile is met by the next look.
 *
 * A cloud that lists what it has accepted as if the lock had it makes a code set before it is, or though it never is:
 * until the next whole look shows otherwise, that counts apart.
 *
 * Gone (404): none of the code's entries of ours stands on the lock, unless the house was shown a whole listing without
 * it since its last call for the code was answered: a stale one. Then it counts apart here, and S2b and L3 hold the
 * house to removing it. Nor is it said to be gone sooner than a landing after a call to set it of which nobody has
 * heard, if what that call puts there then stands on a lock of a code that is gone.
 *
 * After an upheaval all of it counts apart for as long as what is believed of the lock may rest on what was put into
 * the database from outside (hearsay.ts): until X after the first look that showed the lock as it is.
 */
export const truthfulStatus: Checker = {
  id: "S3",
  promise:
    "A code is said to be set only if it stood on the lock since it was last changed, and gone only if it is off.",
  watch: (scene, object) => {
    const told = toldIn(scene);
    const hearsay = hearsayIn(scene);
    const aimed = aimedSlotsIn(scene);
    const past = pastEntries();
    /** When a listing last showed a lock without something that stood there. */
    const misledAt = new Map<string, number>();
    const answeredAt = new Map<AccessCodeId, number>();
    const looks = lastLooks();
    const unheard = unheardSets();
    const goneAt = new Map<AccessCodeId, number>();
    const lasting = new Map<AccessCodeId, { readonly what: string; readonly since: number }>();
    const judgeSet = (now: Told, lock: LockView, code: Wanted) => {
      const seen = past.of(code.lock);
      if (now.status !== "set" || stood(lock, seen, now, code)) return;
      if (stoodForLonger(lock, seen, now, code)) scene.sometimes("set for longer by somebody who may");
      else if (hearsay.rules(code.lock)) scene.sometimes("set by hearsay");
      else if (lock.keypad.entries.some((entry) => aimed.isMistakable(code.lock, entry, code.id)))
        scene.sometimes("set by what somebody put where we aimed");
      else if (lock.profile.listsAccepted && looks.list(code.lock, now))
        scene.sometimes("set by a cloud that lists what is on its way");
      else if (isHidden(lock, code, looks.last(code.lock))) scene.sometimes("set by a stale listing without digits");
      else
        object(`${code.id} is said to be set on ${code.lock}, and ${scene.aliasOf(now.digits)} never stood there so.`);
    };
    told.onTold((now, code) => {
      const lock = scene.lock(code.lock);
      const kept = keptWindow(lock, now, code);
      const what = `${now.digits} ${kept?.startsAt} ${kept?.endsAt}`;
      const before = lasting.get(code.id);
      // Of a code that was found there, the look that found it counts: converting it changes nothing on the lock.
      const since = before === undefined ? code.createdAt : before.what === what ? before.since : code.wantedSince;
      lasting.set(code.id, { what, since });
      judgeSet(now, lock, { ...code, wantedSince: since });
      if (now.status !== "gone") return void goneAt.delete(code.id);
      // Said once: what comes late of a try, after that, S2b and L3 have removed.
      if (goneAt.has(code.id)) return;
      goneAt.set(code.id, now.at);
      const still = ownOn(lock).find((own) => own.code === code.id);
      if (still === undefined) return;
      if (hearsay.rules(code.lock)) scene.sometimes("gone by hearsay");
      else if ((misledAt.get(code.lock) ?? 0) >= (answeredAt.get(code.id) ?? 0))
        scene.sometimes("gone by a stale listing");
      else object(`${code.id} is said to be gone, and ${scene.aliasOf(still.entry.pin)} stands on ${code.lock}.`);
    });
    return {
      saw: (happening) => {
        for (const observer of [told, hearsay, aimed]) observer.saw(happening);
        const landed = unheard.saw(happening);
        const gone = landed === undefined ? undefined : goneAt.get(landed.code);
        const isLate = landed !== undefined && gone !== undefined && gone < landed.intendedAt + landingMs;
        if (isLate && ownOn(scene.lock(landed.lock)).some((own) => own.code === landed.code))
          object(`${landed.code} was said to be gone, and a call that was still under way sets it.`);
        if (happening.kind === "keypad") past.keep(happening);
        if (happening.kind !== "call_answered") return;
        if (happening.step !== "observe") {
          const { step, lock, answer } = happening;
          if (step.kind !== "turn") answeredAt.set(step.code, happening.at);
          if (step.kind === "clear" && answer.kind === "done") past.forget(lock, step.place);
          return;
        }
        if (happening.answer.kind === "seen") looks.keep(happening.lock, happening.answer);
        if (misses(scene, happening.lock, happening.answer)) misledAt.set(happening.lock, happening.at);
      },
    };
  },
};

/** What no longer stands on the locks as it did. */
function pastEntries() {
  const past = new Map<string, readonly Stood[]>();
  const of = (lock: string) => past.get(lock) ?? [];
  return {
    of,
    keep: ({ lock, change, at }: Extract<Happening, { kind: "keypad" }>) => {
      const before = change.what === "removed" ? change.entry : change.what === "changed" ? change.before : undefined;
      if (before !== undefined) past.set(lock, [...of(lock), { entry: before, until: at }]);
    },
    forget: (lock: string, place: string) =>
      void past.set(
        lock,
        of(lock).filter(({ entry }) => entry.place !== place),
      ),
  };
}

/** What the house was shown of each lock. */
function lastLooks() {
  const shown = new Map<string, Seen>();
  /** What stood there by the last look that showed all of it, and by those after it that showed some. */
  const listed = new Map<string, readonly Resident[]>();
  return {
    last: (lock: string) => shown.get(lock),
    list: (lock: string, { digits }: Told): boolean =>
      listed.get(lock)?.some(({ pin, state }) => state === "on_lock" && pin?.reveal() === digits) === true,
    keep: (lock: string, look: Seen) => {
      shown.set(lock, look);
      listed.set(lock, look.complete ? look.residents : [...(listed.get(lock) ?? []), ...look.residents]);
    },
  };
}

function isHidden(lock: LockView, code: Wanted, seen: Seen | undefined): boolean {
  if (lock.profile.capabilities.readsPins) return false;
  const entries = ownOn(lock).filter((own) => own.code === code.id);
  return entries.some(({ entry: { place } }) =>
    seen?.residents.some((resident) => resident.place === place && resident.state === "on_lock"),
  );
}

/** The window that the lock is to keep. */
function keptWindow(lock: LockView, now: Told, code: Wanted): Told["window"] {
  return windowOnLock({ ...code, window: now.window, offline: undefined }, lock.profile.capabilities);
}

function stood(lock: LockView, past: readonly Stood[], now: Told, code: Wanted): boolean {
  const keptByLock = keptWindow(lock, now, code);
  return stoodSo(lock, past, code, ({ pin, window }) => pin.reveal() === now.digits && closeWindow(window, keptByLock));
}

/** Whoever is allowed to change a code at the lock may have put it there without its end. */
function stoodForLonger(lock: LockView, past: readonly Stood[], now: Told, code: Wanted): boolean {
  if (!code.allowsExternalModification) return false;
  return stoodSo(lock, past, code, ({ pin, window, changedBy }) => {
    return pin.reveal() === now.digits && window === undefined && changedBy.kind === "person";
  });
}

function stoodSo(
  lock: LockView,
  past: readonly Stood[],
  { wantedSince }: Wanted,
  isIt: (entry: Entry) => boolean,
): boolean {
  return lock.keypad.entries.some(isIt) || past.some(({ entry, until }) => until >= wantedSince && isIt(entry));
}

function misses(
  scene: Scene,
  id: LockView["nativeId"],
  answer: Extract<Happening, { kind: "call_answered" }>["answer"],
) {
  if (answer.kind !== "seen") return false;
  const { residents }: Seen = answer;
  return scene.lock(id).keypad.entries.some(({ place }) => !residents.some((resident) => resident.place === place));
}
