import type { Checker, LockView } from "#sim/checker.ts";
import type { Happening } from "#sim/happening.ts";
import type { Entry } from "#sim/keypad.ts";
import { ownOf } from "./own-entries.ts";

/** Who asks for one of these names a code that is not ours. */
const naming = new Set(["/access_codes/unmanaged/delete", "/access_codes/unmanaged/convert_to_managed"]);

/**
 * Three that nobody can help count apart: where digits are hidden, a person's entry under the very name that a code of
 * ours was sent under, which cannot be told from what a lost try has left; what a person does between our look and our
 * write, where the lock's own interface compares nothing; and a person's entry in a numbered slot that ours was taken out of, under our name or
 * with our PIN. It shows as ours with another PIN or another name would, or as what came late of a try without an
 * answer, and ours must not be left to a guest whose time is over.
 */
export const handsOff: Checker = {
  id: "S4",
  promise: "What people put on a lock is neither deleted nor changed, unless somebody asks for just that.",
  watch: (scene, object) => {
    /** Entries that somebody named over the API. */
    const named = new Set<string>();
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
    /** What of ours stood in a numbered slot, and what people put there later that cannot be told from it. */
    const vacated = new Map<string, readonly Entry[]>();
    const mistakable = new Set<string>();
    /** Under which names a code was sent to a lock. */
    const tried = new Set<string>();
    const keepSlot = ({ lock: id, change: { what, entry } }: Extract<Happening, { kind: "keypad" }>) => {
      const { profile } = scene.lock(id);
      if (!profile.capabilities.reusesPlaces || what === "changed") return;
      const slot = `${id} ${entry.place}`;
      const ours = vacated.get(slot) ?? [];
      if (what === "removed" && wasOurs(entry)) vacated.set(slot, [...ours, entry]);
      if (what === "added" && ours.some((one) => looksTheSame(entry, one, profile)))
        mistakable.add(`${id} ${entry.id}`);
    };
    const judge = ({ lock: id, change }: Extract<Happening, { kind: "keypad" }>) => {
      const harmed = change.what === "changed" ? change.before : change.entry;
      if (change.what === "added" || change.by.kind !== "us" || harmed.madeBy.kind !== "person") return;
      if (named.has(`${id} ${harmed.id}`)) return;
      const { profile } = scene.lock(id);
      // Where the lock's own interface compares nothing, nobody can help what comes between the look and the write.
      if (!profile.comparesOnRemoval && harmed.changedAt >= (lookedAt.get(id) ?? 0)) {
        scene.sometimes("somebody came between a look and a write");
        return;
      }
      const isNamedAlike = harmed.label !== undefined && tried.has(`${id} ${change.by.code} ${harmed.label}`);
      if (isNamedAlike && !profile.capabilities.readsPins) {
        scene.sometimes("somebody used a name of ours where digits are hidden");
        return;
      }
      if (mistakable.has(`${id} ${harmed.id}`)) {
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
        if (happening.kind === "call_done" && happening.step === "observe") lookedAt.set(happening.lock, happening.at);
        if (happening.kind === "call_sent" && happening.step !== "observe" && happening.step.kind === "set")
          tried.add(`${happening.lock} ${happening.step.code} ${happening.step.label}`);
        if (happening.kind !== "keypad") return;
        keepSlot(happening);
        judge(happening);
      },
    };
  },
};

function wasOurs(entry: Entry): boolean {
  return ownOf(entry) !== undefined || entry.changedBy.kind === "forgotten";
}

function looksTheSame(theirs: Entry, ours: Entry, { capabilities }: LockView["profile"]): boolean {
  return theirs.label === ours.label || (capabilities.readsPins && theirs.pin.equals(ours.pin));
}
