import { placement } from "#domain/access-code.ts";
import type { AccessCodeId } from "#domain/ids.ts";
import type { Checker } from "#sim/checker.ts";
import { toldIn } from "./told.ts";
import { longestBackOffMs, promptMs, troublesIn } from "./troubles.ts";
import { type Wanted, wantedIn } from "./wanted.ts";

/** What is asked for so long before its start can be expected to work at its start. */
const bookedBeforeMs = 5 * 60_000;
/** Why a code may rightly not work at its start: see L1. */
const excuses = ["duplicate_code_on_device", "no_space_for_access_code_on_device"];

/**
 * At its start a code opens the door, and is said to be set, where it has been wanted so for five minutes and whatever
 * went wrong at the lock was to be overcome X before. A lock whose clock is wrong opens by that clock: there only what it is
 * told is looked at.
 */
export const inTime: Checker = {
  id: "L2",
  promise: "Who books in time finds the code working at the start.",
  watch: (scene, object) => {
    const wanted = wantedIn(scene);
    const told = toldIn(scene);
    const troubles = troublesIn(scene);
    const planned = new Set<string>();
    const look = async (id: AccessCodeId, startsAt: number) => {
      const code = wanted.get(id);
      const isDue = code?.isManaged && code.retiredAt === undefined && code.window?.startsAt === startsAt;
      if (!isDue || code.since > startsAt - bookedBeforeMs || code.allowsExternalModification) return;
      const lock = scene.lock(code.lock);
      const place = placement({ ...code, retired: undefined }, lock.profile.capabilities);
      const dueAt = Math.max(code.since, place?.from ?? startsAt);
      const by = Math.max(dueAt, troubles.overcomeBy(code.lock)) + promptMs;
      // Its place on the lock may have been taken until just now by one that ended.
      if (by > startsAt || dueAt > startsAt - longestBackOffMs) return;
      const { digits, status, errors } = await told.ask(id);
      if (status === "unknown" || errors.some((error) => excuses.includes(error))) return;
      const opens = lock.keypad.entries.some(
        (entry) =>
          entry.pin.reveal() === digits &&
          (lock.keypad.clockErrorMs !== 0 || lock.keypad.isLive(entry, scene.now() + promptMs)),
      );
      if (!opens) object(`${code.lock} does not open for ${scene.aliasOf(digits)} of ${id} at its start (${status}).`);
      else if (status !== "set") object(`${id} opens ${code.lock} at its start, and is said to be ${status}.`);
      else scene.sometimes("a code worked at its start");
    };
    const plan = ({ id, lock, window }: Wanted) => {
      if (window === undefined || planned.has(`${id} ${window.startsAt}`) || window.startsAt < scene.now()) return;
      planned.add(`${id} ${window.startsAt}`);
      // Some locks open at the next whole minute.
      const step = scene.lock(lock).profile.windowStepMs;
      const opensAt = Math.ceil(window.startsAt / step) * step;
      scene.at(opensAt, () => look(id, window.startsAt));
    };
    wanted.onChange(plan);
    return {
      saw: (happening) => {
        told.saw(happening);
        troubles.saw(happening);
      },
    };
  },
};
