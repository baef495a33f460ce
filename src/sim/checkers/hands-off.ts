import type { NativeId, Place } from "#domain/ids.ts";
import type { Checker, LockView, Scene } from "#sim/checker.ts";
import type { Happening } from "#sim/happening.ts";
import type { Doer, Entry } from "#sim/keypad.ts";
import { aimedSlotsIn } from "./aimed-slots.ts";
import { ownOf } from "./own-entries.ts";
import { isShownEmpty } from "./shown-empty.ts";

/** Who asks for one of these names a code that is not ours. */
const naming = new Set(["/access_codes/unmanaged/delete", "/access_codes/unmanaged/convert_to_managed"]);

/**
 * Some that nobody can help count apart: where digits are hidden, a person's entry under the very name that a code of
 * ours was sent under, which cannot be told from what a lost try has left; what a person does between our look and our
 * write, where the lock's own interface compares nothing; and a person's entry in a numbered slot that ours was taken out of, under our name or
 * with our PIN. It shows as ours with another PIN or another name would, or as what came late of a try without an
 * answer, and ours must not be left to a guest whose time is over. Where there are no names, such a slot is ours until we
 * empty it; where digits are hidden besides, so is one in which a code stood that a customer named, and one that a try without an answer was aimed at (aimed-slots.ts). And
 * a write that lands late on a lock that compares nothing lands on whatever was put there meanwhile.
 */
export const handsOff: Checker = {
  id: "S4",
  promise: "What people put on a lock is neither deleted nor changed, unless somebody asks for just that.",
  watch: (scene, object) => {
    const named = namedIn(scene);
    /** When each call was sent: what comes late may land on whatever stands there by then. */
    const sentAt = new Map<number, number>();
    const aimed = aimedSlotsIn(scene);
    /** When each lock was last looked at. */
    const lookedAt = new Map<string, number>();
    const mistakable = mistakableIn(scene);
    /** Under which names a code was sent to a lock. */
    const tried = new Set<string>();
    const excuse = (id: NativeId, harmed: Entry, by: Extract<Doer, { kind: "us" }>): string | undefined => {
      const { profile } = scene.lock(id);
      // What was theirs is gone since a call of ours went over it, and that was judged then.
      if (harmed.changedBy.kind === "us" && harmed.changedBy.code === by.code)
        return "an entry of others that had been made ours was changed or removed";
      if (named.isWhereNamed(id, harmed)) return "somebody put another code where one stood that a customer had named";
      // Where the lock's own interface compares nothing, nobody can help what comes between the look and the write.
      const decidedAt = Math.min(lookedAt.get(id) ?? 0, sentAt.get(by.call) ?? Number.POSITIVE_INFINITY);
      if (!profile.comparesOnRemoval && harmed.changedAt >= decidedAt)
        return "somebody came between a look and a write";
      const isNamedAlike = harmed.label !== undefined && tried.has(`${id} ${by.code} ${harmed.label}`);
      if (isNamedAlike && !profile.capabilities.readsPins)
        return "somebody used a name of ours where digits are hidden";
      if (aimed.isMistakable(id, harmed)) return "somebody took a slot that a try of ours was aimed at";
      if (mistakable.has(id, harmed)) return "somebody put what looked like ours into a slot of ours";
      return undefined;
    };
    const judge = ({ lock: id, change }: Extract<Happening, { kind: "keypad" }>) => {
      const harmed = change.what === "changed" ? change.before : change.entry;
      if (change.what === "added" || change.by.kind !== "us" || harmed.madeBy.kind !== "person") return;
      if (named.has(id, harmed)) return;
      const why = excuse(id, harmed, change.by);
      if (why !== undefined) return scene.sometimes(why);
      object(`On ${id}, a person's ${scene.aliasOf(harmed.pin)} was ${change.what} by our call for ${change.by.code}.`);
    };
    return {
      saw: (happening) => {
        aimed.saw(happening);
        named.saw(happening);
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

/**
 * What somebody named over the API: the entry that stood there, and, where neither names nor digits tell one from
 * another, whatever stands in its place until that has been empty.
 */
function namedIn(scene: Scene) {
  const entries = new Set<string>();
  const places = new Map<NativeId, Set<Place>>();
  const name = async (code: unknown) => {
    const [row] = await scene.rows<{ native_id: string; place: Place | null }>(
      `select d.native_id, c.place from access_codes c join devices d using (device_id) where c.access_code_id::text = $1`,
      [String(code)],
    );
    const lock = scene.locks.find(({ nativeId }) => nativeId === row?.native_id);
    const place = row?.place ?? undefined;
    if (lock === undefined || place === undefined) return;
    const { nativeId, keypad, profile } = lock;
    const entry = keypad.entries.find((one) => one.place === place);
    if (entry !== undefined) entries.add(`${nativeId} ${entry.id}`);
    if (profile.capabilities.names === "none" && !profile.capabilities.readsPins)
      places.set(nativeId, new Set([...(places.get(nativeId) ?? []), place]));
  };
  const forget = ({ lock, step, answer }: Extract<Happening, { kind: "call_answered" }>) => {
    for (const place of places.get(lock) ?? []) {
      const isCleared = step !== "observe" && step.kind === "clear" && step.place === place && answer.kind === "done";
      if (isCleared || (answer.kind === "seen" && isShownEmpty(place, answer))) places.get(lock)?.delete(place);
    }
  };
  return {
    has: (lock: NativeId, { id }: Entry) => entries.has(`${lock} ${id}`),
    isWhereNamed: (lock: NativeId, { place }: Entry) => places.get(lock)?.has(place) === true,
    saw: (happening: Happening) => {
      if (happening.kind === "call_answered") forget(happening);
      if (happening.kind !== "asked" || !naming.has(happening.path)) return;
      const code = happening.body.access_code_id;
      scene.at(scene.now(), () => name(code));
    },
  };
}

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
