import type { AccessCodeId, NativeId } from "#domain/ids.ts";
import type { Checker } from "#sim/checker.ts";
import { toldIn } from "./told.ts";
import { promptMs } from "./troubles.ts";
import { wantedIn } from "./wanted.ts";

/**
 * No entry of ours stands on a lock beyond its places, at the moment at which a call of ours puts it there: a lock that
 * loses places later keeps what it holds. Within one pass, new places go to whoever starts first, and to spare codes last. A lock that refused a
 * code as one too many has the code say so X later, unless it is on the lock or no longer wanted by then.
 *
 * Weaker than the reference: a code that stands on the lock is never taken off for one that starts earlier.
 */
export const places: Checker = {
  id: "S14",
  promise:
    "A lock is never overfilled; where places are scarce, who starts first comes first, and who has none says so.",
  watch: (scene, object) => {
    const wanted = wantedIn(scene);
    const told = toldIn(scene);
    /** By process and lock, when the last code starts that was set into a new place since the last look. */
    const order = new Map<string, number>();
    const startOf = (id: AccessCodeId) => {
      const code = wanted.get(id);
      if (code?.isBackup === true && code.pulledFor === undefined) return Number.POSITIVE_INFINITY;
      return code === undefined ? undefined : (code.window?.startsAt ?? code.createdAt);
    };
    const say = async (id: AccessCodeId, lock: NativeId, version: number | undefined) => {
      const code = wanted.get(id);
      const isSame = code?.version === version && code?.isManaged === true && code.retiredAt === undefined;
      if (!isSame || code.trouble?.because !== "full") return;
      const { status, errors } = await told.ask(id);
      if (status === "setting" && !errors.includes("no_space_for_access_code_on_device"))
        object(`${lock} has no place for ${id}, and it does not say so.`);
    };
    return {
      saw: (happening) => {
        told.saw(happening);
        if (happening.kind === "keypad") {
          const { change, lock: id } = happening;
          const lock = scene.lock(id);
          if (change.what === "added" && change.by.kind === "us" && lock.keypad.entries.length > lock.capacity)
            object(`${id} has ${lock.capacity} places, and holds ${lock.keypad.entries.length} codes by our doing.`);
        }
        if (happening.kind !== "call_sent" && happening.kind !== "call_answered") return;
        const { step, lock, process } = happening;
        const pass = `${process} ${lock}`;
        if (step === "observe") return void order.delete(pass);
        if (step.kind !== "set") return;
        if (happening.kind === "call_sent") {
          const start = startOf(step.code);
          if (start === undefined || step.into !== undefined) return;
          if (start < (order.get(pass) ?? start))
            object(`${process} puts ${step.code} on ${lock} after one that starts later.`);
          order.set(pass, start);
        } else if (happening.answer.kind === "refused" && happening.answer.because === "full") {
          scene.sometimes("a lock had no place left");
          const version = wanted.get(step.code)?.version;
          scene.at(happening.at + promptMs, () => say(step.code, lock, version));
        }
      },
    };
  },
};
