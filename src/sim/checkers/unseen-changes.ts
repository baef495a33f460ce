import type { AccessCodeId, NativeId, Place } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";
import type { LockView, Scene } from "#sim/checker.ts";
import type { Happening, Phase } from "#sim/happening.ts";
import { type Observer, shared } from "./shared.ts";
import { isShownEmpty } from "./shown-empty.ts";

/** What we put last into a place. */
interface Put {
  readonly lock: NativeId;
  readonly place: Place;
  readonly code: AccessCodeId;
  readonly call: number;
}

/**
 * Where a lock shows no digits, what stands in the place of a code of ours looks as the code does, whatever its PIN: a
 * person has changed it, or on a lock without names has put another there that nobody heard of, or an older call of ours
 * came after a newer one. A lock's own records tell of it, and so does a look by whoever heard it: then it is no excuse.
 * Where nothing lists what stands on a lock, nobody ever knows that somebody took a code of ours off it.
 */
export interface UnseenChanges extends Observer {
  /** To be asked at the end of the liveness phase, in which all is well: what was told before may have been lost. */
  hides(lock: LockView, code: AccessCodeId): boolean;
}

export const unseenChangesIn = shared((scene: Scene): UnseenChanges => {
  const puts = new Map<string, Put>();
  /** Places of which a look has said, in the liveness phase, that somebody else wrote them. */
  const told = new Set<string>();
  /** Codes of ours that others have taken off their lock or changed there, and that we have not put there again. */
  const spoilt = new Set<AccessCodeId>();
  let phase: Phase = "safety";
  const noteChange = ({ lock, change }: Extract<Happening, { kind: "keypad" }>) => {
    const place = `${lock} ${change.entry.place}`;
    told.delete(place);
    const before = change.what === "changed" ? change.before : change.entry;
    if (change.by.kind !== "us") {
      if (before.changedBy.kind === "us") spoilt.add(before.changedBy.code);
      return;
    }
    const { code, call } = change.by;
    spoilt.delete(code);
    const put = puts.get(place);
    if (change.what === "removed") puts.delete(place);
    else if (put?.code !== code || put.call < call) puts.set(place, { lock, place: change.entry.place, code, call });
  };
  const noteLook = (lock: NativeId, look: Extract<Observation, { kind: "seen" }>) => {
    for (const { place, altered } of look.residents)
      if (altered === true && phase === "liveness") told.add(`${lock} ${place}`);
    for (const [key, put] of puts) if (put.lock === lock && isShownEmpty(put.place, look)) puts.delete(key);
  };
  return {
    hides: ({ nativeId, keypad, profile: { capabilities, local, listsNothing } }, code) => {
      if (listsNothing) {
        if (spoilt.has(code)) scene.sometimes("a code was taken off a lock that nothing lists");
        return spoilt.has(code);
      }
      if (capabilities.readsPins || local?.knowsOthers === "from_records") return false;
      const isHidden = keypad.entries.some(({ place, madeBy, changedBy }) => {
        const put = puts.get(`${nativeId} ${place}`);
        if (put?.code !== code || told.has(`${nativeId} ${place}`)) return false;
        if (changedBy.kind === "person") return madeBy.kind === "us" || capabilities.names === "none";
        return changedBy.kind === "us" && capabilities.names === "none" && changedBy.call < put.call;
      });
      if (isHidden) scene.sometimes("digits that are hidden are not ours, and nothing shows it");
      return isHidden;
    },
    saw: (happening) => {
      if (happening.kind === "phase") phase = happening.phase;
      if (happening.kind === "keypad") noteChange(happening);
      if (happening.kind === "call_answered" && happening.answer.kind === "seen")
        noteLook(happening.lock, happening.answer);
    },
  };
});
