import type { AccessCodeId, NativeId } from "#domain/ids.ts";
import type { Checker } from "#sim/checker.ts";
import type { Overdue } from "./overdue.ts";
import { overdueAt } from "./overdue.ts";
import { ownOn } from "./own-entries.ts";
import { promptMs, troublesIn } from "./troubles.ts";
import { wantedIn } from "./wanted.ts";

/**
 * Bound for both: X after the change or after the last trouble was to be overcome. The gap is promised only where the
 * lock changes a code in place; any other has to lose the old PIN before it takes the new one.
 */
export const pinChange: Checker = {
  id: "S6",
  promise:
    "A PIN that is changed leaves neither two that open for longer than a minute, nor a minute in which none does.",
  watch: (scene, object) => {
    const wanted = wantedIn(scene);
    const troubles = troublesIn(scene);
    /** When our own call took a code's last entry away while the code was wanted. */
    const emptied = new Map<AccessCodeId, { readonly lock: NativeId; readonly at: number }>();
    const review = overdueAt(scene, object, function* (id): Iterable<Overdue> {
      const by = (since: number) => Math.max(since, troubles.overcomeBy(id)) + promptMs;
      const own = ownOn(scene.lock(id));
      for (const { entry, code } of own) {
        const other = own.find(
          (one) => one.code === code && one.entry.id > entry.id && !one.entry.pin.equals(entry.pin),
        );
        if (other === undefined) continue;
        const since = Math.max(entry.changedAt, other.entry.changedAt);
        const pins = `${scene.aliasOf(entry.pin)} and ${scene.aliasOf(other.entry.pin)}`;
        yield {
          key: `${id} both ${other.entry.id}`,
          since,
          by: by(since),
          what: `${pins} of ${code} both stand on ${id}.`,
        };
      }
      for (const [code, { lock, at }] of emptied) {
        if (lock !== id) continue;
        const wish = wanted.get(code);
        const isWanted =
          wish?.isManaged === true &&
          wish.retiredAt === undefined &&
          wish.trouble?.because !== "duplicate" &&
          wish.trouble?.because !== "full" &&
          (wish.window === undefined || (wish.window.startsAt <= at && scene.now() < wish.window.endsAt));
        if (!isWanted || own.some((one) => one.code === code)) emptied.delete(code);
        else
          yield {
            key: `${code} none ${at}`,
            since: at,
            by: by(at),
            what: `We took ${code} off ${id}, and put nothing in its place.`,
          };
      }
    });
    return {
      saw: (happening) => {
        wanted.saw(happening);
        troubles.saw(happening);
        if (happening.kind !== "keypad") return;
        const { lock, change } = happening;
        if (
          change.what === "removed" &&
          change.by.kind === "us" &&
          scene.lock(lock).profile.capabilities.updatesInPlace
        )
          emptied.set(change.by.code, { lock, at: happening.at });
        review(lock);
      },
    };
  },
};
