import { justInTimeLeadMs } from "#domain/access-code.ts";
import { windowOnLock } from "#domain/window-on-lock.ts";
import type { Checker } from "#sim/checker.ts";
import { overdueAt } from "./overdue.ts";
import { opensBetween, ownOn } from "./own-entries.ts";
import { promptMs, troublesIn } from "./troubles.ts";
import { wantedIn } from "./wanted.ts";

/** Some locks keep times to the minute. */
const roundingMs = 60_000;
/** What was sent for an earlier wish can still land so long after the wish changed: a pause, a call and a late landing. */
const onItsWayMs = 12 * 60_000;

/**
 * Bound: a lock that keeps the window opens not before the start but for its rounding, its clock's error, and the hour
 * that comes twice to one that goes by the clock on its wall; an entry
 * without a window not before the published lead of an hour. What is put on the lock is held to that at once; where
 * the wish changed after it was put there, within X of overcoming the last trouble.
 */
export const neverEarly: Checker = {
  id: "S2a",
  promise:
    "No code of ours opens the door before its start, but for the published lead of a lock that keeps no windows.",
  watch: (scene, object) => {
    const wanted = wantedIn(scene);
    const troubles = troublesIn(scene);
    const review = overdueAt(scene, object, function* (id) {
      const lock = scene.lock(id);
      for (const { entry, code } of ownOn(lock)) {
        const wish = wanted.get(code);
        if (wish?.window === undefined || !wish.isManaged || wish.retiredAt !== undefined) continue;
        const lead = entry.window === undefined ? justInTimeLeadMs : roundingMs + Math.abs(lock.keypad.clockErrorMs);
        const kept = windowOnLock({ ...wish, offline: undefined }, lock.profile.capabilities);
        const mayOpenFrom = (entry.window && kept ? kept : wish.window).startsAt - lead;
        const opens = opensBetween(entry, lock);
        const since = Math.max(opens.from, wish.since);
        // What has closed again is early no more.
        if (scene.now() >= opens.until) continue;
        if (since >= mayOpenFrom || scene.now() >= mayOpenFrom) continue;
        const isPutThere = entry.changedAt - wish.wantedSince > onItsWayMs;
        const by = isPutThere ? since : Math.max(since, troubles.overcomeBy(id)) + promptMs;
        const what = `${scene.aliasOf(entry.pin)} opens ${id} ${mayOpenFrom - since} ms before ${code} may.`;
        yield { key: `${id} ${entry.id}`, since, by, what };
      }
    });
    wanted.onChange(({ lock }) => review(lock));
    return {
      saw: (happening) => {
        wanted.saw(happening);
        troubles.saw(happening);
        if (happening.kind === "keypad" || happening.kind === "lock") review(happening.lock);
      },
    };
  },
};
