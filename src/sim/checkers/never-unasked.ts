import type { Checker } from "#sim/checker.ts";
import type { Happening } from "#sim/happening.ts";
import type { Entry } from "#sim/keypad.ts";
import { ownOf, ownOn } from "./own-entries.ts";
import { wantedIn } from "./wanted.ts";

/** So long a call that was sent for an earlier wish can be on its way. */
const onItsWayMs = 12 * 60_000;

/**
 * Whatever the locks' clocks say: an entry that we put on a lock for the wish that still holds is not taken away by us
 * before that wish's end, nor is its PIN or window changed, while it is the only one of its code there. A wrong clock
 * makes a lock open early or late by its error, which S2a and S2b allow for; it never makes us do so. The servers' own
 * clocks are one clock in this simulation, and do not jump.
 *
 * Two that nobody can help count apart: on a lock that compares nothing, a late call for another code falls on what was
 * put there since; and where digits are hidden, a process that heard of a person's change writes anew what another
 * process has repaired meanwhile.
 */
export const neverUnasked: Checker = {
  id: "S15",
  promise: "We take no code off a lock before its time, and change none unasked, whatever a lock's clock says.",
  watch: (scene, object) => {
    const wanted = wantedIn(scene);
    const sentAt = new Map<number, number>();
    /** Places that somebody else is said to have written since they were last changed. */
    const altered = new Set<string>();
    const note = (happening: Happening) => {
      if (happening.kind === "call_sent" && happening.step !== "observe") sentAt.set(happening.call, happening.at);
      if (happening.kind === "call_answered" && happening.answer.kind === "seen")
        for (const one of happening.answer.residents)
          if (one.altered === true) altered.add(`${happening.lock} ${one.place}`);
      if (happening.kind === "keypad") altered.delete(`${happening.lock} ${happening.change.entry.place}`);
    };
    const judge = ({ lock: id, change, at }: Extract<Happening, { kind: "keypad" }>) => {
      if (change.what === "added" || change.by.kind !== "us") return;
      const before = change.what === "changed" ? change.before : change.entry;
      if (change.what === "changed" && before.pin.equals(change.entry.pin) && sameWindow(before, change.entry)) return;
      const own = ownOf(before);
      const wish = own === undefined ? undefined : wanted.get(own.code);
      if (own === undefined || wish === undefined || !wish.isManaged || wish.retiredAt !== undefined) return;
      if (wish.window !== undefined && at >= wish.window.endsAt) return;
      // A call that was under way when the wish changed may put there what was wanted before.
      const madeFor = sentAt.get(before.changedBy.kind === "us" ? before.changedBy.call : -1) ?? before.changedAt;
      if (madeFor <= wish.since || before.changedAt - wish.wantedSince < onItsWayMs) return;
      const hasAnother = ownOn(scene.lock(id)).some((one) => one.code === own.code && one.entry.id !== before.id);
      if (hasAnother || !isInTime(before, at)) return;
      const { profile } = scene.lock(id);
      const isLate = (sentAt.get(change.by.call) ?? at) < before.changedAt && change.by.code !== own.code;
      if (isLate && !profile.comparesOnRemoval) return scene.sometimes("a late call fell on another code of ours");
      if (altered.has(`${id} ${before.place}`) && !profile.capabilities.readsPins)
        return scene.sometimes("what one process repaired, another had heard of too");
      object(`${scene.aliasOf(before.pin)} of ${own.code} was ${change.what} on ${id} by us, and is wanted as it was.`);
    };
    return {
      saw: (happening) => {
        wanted.saw(happening);
        if (happening.kind === "keypad") judge(happening);
        note(happening);
      },
    };
  },
};

function sameWindow(one: Entry, other: Entry): boolean {
  return one.window?.startsAt === other.window?.startsAt && one.window?.endsAt === other.window?.endsAt;
}

/** It is to open the door now, by true time. */
function isInTime({ window }: Entry, at: number): boolean {
  return window === undefined || (window.startsAt <= at && at < window.endsAt);
}
