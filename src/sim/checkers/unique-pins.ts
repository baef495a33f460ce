import type { NativeId } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { SetStep } from "#domain/step.ts";
import { overlap } from "#domain/window.ts";
import type { Checker, Scene } from "#sim/checker.ts";
import type { Entry, KeypadChange } from "#sim/keypad.ts";

type Seen = Extract<Observation, { kind: "seen" }>;

/**
 * Two halves. At the lock: no entry that a call of ours made, or whose PIN or window it changed, opens at the same time
 * as another with the same PIN. Before it: no call is even sent where what the process was last shown has that PIN in
 * another place. No grace; but what somebody puts there after our call was accepted, and before the lock has it, counts
 * apart: nobody could know.
 */
export const uniquePins: Checker = {
  id: "S1",
  promise: "We never put a PIN on a lock beside another code that opens with it at the same time.",
  watch: (scene, object) => {
    /** What each process was last shown of each lock. */
    const shown = new Map<string, Seen>();
    /** When the provider took each call. */
    const takenAt = new Map<number, number>();
    return {
      saw: (happening) => {
        if (happening.kind === "keypad") {
          const { change } = happening;
          const other = clashAtLock(scene, happening.lock, change);
          if (other === undefined || change.by.kind !== "us") return;
          const { call, code } = change.by;
          if (other.changedBy.kind === "person" && other.changedAt > (takenAt.get(call) ?? happening.at))
            return scene.sometimes("somebody chose a PIN that was on its way");
          const pin = scene.aliasOf(change.entry.pin);
          object(`${pin} opens ${happening.lock} twice at one time: we made the later of the two for ${code}.`);
        }
        if (happening.kind === "call_done") takenAt.set(happening.call, happening.at);
        if (happening.kind === "call_answered" && happening.answer.kind === "seen")
          shown.set(`${happening.process} ${happening.lock}`, happening.answer);
        if (happening.kind !== "call_sent" || happening.step === "observe" || happening.step.kind !== "set") return;
        const { lock, process, step } = happening;
        const clash = shownClash(scene, lock, step, shown.get(`${process} ${lock}`));
        if (clash) object(`${process} was shown ${scene.aliasOf(step.pin)} on ${lock}, and sets it for ${step.code}.`);
      },
    };
  },
};

function clashAtLock(scene: Scene, id: NativeId, change: KeypadChange): Entry | undefined {
  if (change.what === "removed" || change.by.kind !== "us") return undefined;
  const { entry } = change;
  const isNewThere =
    change.what === "added" || !change.before.pin.equals(entry.pin) || !contains(change.before.window, entry.window);
  if (!isNewThere) return undefined;
  const { keypad } = scene.lock(id);
  const byLock = scene.now() + keypad.clockErrorMs;
  // One whose window is over by the lock's own clock opens no more, whatever else its PIN is given to.
  const opens = ({ window }: Entry) => window === undefined || window.endsAt > byLock;
  return keypad.entries.find(
    (one) => one.id !== entry.id && opens(one) && one.pin.equals(entry.pin) && overlap(one.window, entry.window),
  );
}

function shownClash(scene: Scene, id: NativeId, step: SetStep, seen: Seen | undefined): boolean {
  const { sharesPinAcrossWindows } = scene.lock(id).profile.capabilities;
  return (seen?.residents ?? []).some(
    ({ place, pin, window }) =>
      place !== step.into && step.pin.equals(pin) && (!sharesPinAcrossWindows || overlap(window, step.window)),
  );
}

type MaybeWindow = SetStep["window"];

function contains(outer: MaybeWindow, inner: MaybeWindow): boolean {
  if (outer === undefined) return true;
  return inner !== undefined && outer.startsAt <= inner.startsAt && inner.endsAt <= outer.endsAt;
}
