import type { Checker, LockView, Scene } from "#sim/checker.ts";
import type { Happening } from "#sim/happening.ts";
import type { Entry } from "#sim/keypad.ts";
import { aimedSlotsIn } from "./aimed-slots.ts";
import { ownOf } from "./own-entries.ts";

/** Who asks for one of these names a code that is not ours. */
const naming = new Set(["/access_codes/unmanaged/delete", "/access_codes/unmanaged/convert_to_managed"]);

/**
 * Some that nobody can help count apart: where digits are hidden, a person's entry under the very name that a code of
 * ours was sent under, which cannot be told from what a lost try has left; what a person does between our look and our
 * write, where the lock's own interface compares nothing; and a person's entry in a numbered slot that ours was taken out of, under our name or
 * with our PIN. It shows as ours with another PIN or another name would, or as what came late of a try without an
 * answer, and ours must not be left to a guest whose time is over. Where there are no names, such a slot is ours until we
 * empty it; where digits are hidden besides, so is one that a try without an answer was aimed at (aimed-slots.ts). And
 * a write that lands late on a lock that compares nothing lands on whatever was put there meanwhile.
 */
export const handsOff: Checker = {
  id: "S4",
  promise: "What people put on a lock is neither deleted nor changed, unless somebody asks for just that.",
  watch: (scene, object) => {
    /** Entries that somebody named over the API. */
    const named = new Set<string>();
    /** When each call was sent: what comes late may land on whatever stands there by then. */
    const sentAt = new Map<number, number>();
    const aimed = aimedSlotsIn(scene);
    /** When each lock was last looked at. */
    const lookedAt = new Map<string, number>();
    const name = async (code: unknown) => {
      const [row] = await scene.rows<{ native_id: string; place: string | null }>(
        `select d.native_id, c.place from access_codes c join devices d using (device_id) where c.access_code_id::text = $1`,
        [String(code)],
      );
      const lock = scene.locks.find(({ nativeId }) => nativeId === row?.native_id);
      const entry = lock?.keypad.entries.find(({ place }) => place === row?.place);
      if (entry !== undefined) named.add(`${lock?.nativeId} ${entry.id}`);
    };
    const mistakable = mistakableIn(scene);
    /** Under which names a code was sent to a lock. */
    const tried = new Set<string>();
    const judge = ({ lock: id, change }: Extract<Happening, { kind: "keypad" }>) => {
      const harmed = change.what === "changed" ? change.before : change.entry;
      if (change.what === "added" || change.by.kind !== "us" || harmed.madeBy.kind !== "person") return;
      // What was theirs is gone since a call of ours went over it, and that was judged then.
      if (named.has(`${id} ${harmed.id}`) || harmed.changedBy.kind === "us") return;
      const { profile } = scene.lock(id);
      // Where the lock's own interface compares nothing, nobody can help what comes between the look and the write.
      const decidedAt = Math.min(lookedAt.get(id) ?? 0, sentAt.get(change.by.call) ?? Number.POSITIVE_INFINITY);
      if (!profile.comparesOnRemoval && harmed.changedAt >= decidedAt) {
        scene.sometimes("somebody came between a look and a write");
        return;
      }
      const isNamedAlike = harmed.label !== undefined && tried.has(`${id} ${change.by.code} ${harmed.label}`);
      if (isNamedAlike && !profile.capabilities.readsPins) {
        scene.sometimes("somebody used a name of ours where digits are hidden");
        return;
      }
      if (aimed.isMistakable(id, harmed)) {
        scene.sometimes("somebody took a slot that a try of ours was aimed at");
        return;
      }
      if (mistakable.has(id, harmed)) {
        scene.sometimes("somebody put what looked like ours into a slot of ours");
        return;
      }
      object(`On ${id}, a person's ${scene.aliasOf(harmed.pin)} was ${change.what} by our call for ${change.by.code}.`);
    };
    return {
      saw: (happening) => {
        if (happening.kind === "asked" && naming.has(happening.path)) {
          const code = happening.body.access_code_id;
          scene.at(scene.now(), () => name(code));
        }
        aimed.saw(happening);
        if (happening.kind === "call_sent" && happening.step !== "observe") sentAt.set(happening.call, happening.at);
        if (happening.kind === "call_done" && happening.step === "observe") lookedAt.set(happening.lock, happening.at);
        if (happening.kind === "call_sent" && happening.step !== "observe" && happening.step.kind === "set")
          tried.add(`${happening.lock} ${happening.step.code} ${happening.step.label}`);
        if (happening.kind !== "keypad") return;
        mistakable.saw(happening);
        judge(happening);
      },
    };
  },
};

/** What of ours stood in numbered slots, and what people put there later that cannot be told from it. */
function mistakableIn(scene: Scene) {
  const vacated = new Map<string, readonly Entry[]>();
  const mistakable = new Set<string>();
  return {
    has: (id: string, entry: Entry) => mistakable.has(`${id} ${entry.id}`),
    saw: ({ lock: id, change: { what, entry } }: Extract<Happening, { kind: "keypad" }>) => {
      const { profile } = scene.lock(id);
      if (!profile.capabilities.reusesPlaces || what === "changed") return;
      const slot = `${id} ${entry.place}`;
      const ours = vacated.get(slot) ?? [];
      if (what === "removed" && wasOurs(entry, profile)) vacated.set(slot, [...ours, entry]);
      if (what === "added" && ours.some((one) => looksTheSame(entry, one, profile)))
        mistakable.add(`${id} ${entry.id}`);
    },
  };
}

/** Where there are no names, a slot of ours stays ours whatever others have made of its digits. */
function wasOurs(entry: Entry, { capabilities }: LockView["profile"]): boolean {
  if (capabilities.names === "none" && entry.madeBy.kind === "us") return true;
  return ownOf(entry) !== undefined || entry.changedBy.kind === "forgotten";
}

function looksTheSame(theirs: Entry, ours: Entry, { capabilities }: LockView["profile"]): boolean {
  return theirs.label === ours.label || (capabilities.readsPins && theirs.pin.equals(ours.pin));
}
