import { isObstructed } from "./lock-state.ts";
import { offlineMeaning } from "./offline-pins.ts";
import type { CodeRow, CodeValues, LockRow } from "./rows.ts";
import { wallTime } from "./wall-clock.ts";
import type { World } from "./world.ts";

/** What a keypad does with some digits. */
export type Verdict =
  | {
      readonly opens: true;
      /** `undefined`: an offline PIN that the cloud knows nothing of. */
      readonly code: CodeRow | undefined;
      /** The keypad knew these digits by computation. */
      readonly offline: boolean;
    }
  | {
      readonly opens: false;
      readonly because: "no_keypad" | "unknown_code" | "outside_window" | "used_up" | "bolt_obstructed" | "blocked";
      readonly code: CodeRow | undefined;
    };

const minuteMs = 60_000;

/** Whether the door would open for these digits at this instant. Goes by the lock's memory and clock alone. */
export function judge(world: World, lock: LockRow, digits: string): Verdict {
  if (!lock.profile.hasKeypad) return { opens: false, because: "no_keypad", code: undefined };
  const lockTime = world.now() + lock.clockErrorMs;
  const all = world.codesOf(lock.id).filter((code) => code.onLock?.digits === digits);
  const known = all.filter((code) => !code.offline);
  const computed = known.length === 0 ? judgeOffline(lock, digits, lockTime) : undefined;
  if (computed !== undefined) {
    const code = all[0];
    if (computed !== "opens") return { opens: false, because: computed, code };
    if (isBlocked(lock)) return { opens: false, because: "blocked", code };
    return isObstructed(world, lock)
      ? { opens: false, because: "bolt_obstructed", code }
      : { opens: true, code, offline: true };
  }
  const code = known.find((each) => each.onLock !== undefined && isInside(lock, each.onLock, lockTime));
  if (code === undefined) {
    const because = known.length === 0 ? "unknown_code" : "outside_window";
    return { opens: false, because, code: known[0] };
  }
  if (isBlocked(lock)) return { opens: false, because: "blocked", code };
  if (isObstructed(world, lock)) return { opens: false, because: "bolt_obstructed", code };
  return { opens: true, code, offline: false };
}

/**
 * An offline PIN is known by computation alone: by the lock's secret, its wall clock, and what it remembers
 * of PINs that were typed. `undefined`: these digits are none.
 */
function judgeOffline(
  lock: LockRow,
  digits: string,
  lockTime: number,
): "opens" | "outside_window" | "used_up" | undefined {
  const meaning = offlineMeaning(lock, digits, lockTime);
  if (meaning === undefined) return undefined;
  const now = wallTime(lock, lockTime);
  const { kind, from, to } = meaning;
  if (now < from || (to !== undefined && now >= to)) return "outside_window";
  const isKnown = lock.offlineUses?.[digits] !== undefined;
  if (kind.lasts === "once") return isKnown ? "used_up" : "opens";
  const { firstUseWithinHours } = kind;
  const isLate = firstUseWithinHours !== undefined && now - from >= firstUseWithinHours * 60 * minuteMs;
  return isLate && !isKnown ? "outside_window" : "opens";
}

/** Somebody inside wants privacy, or the door is free to pass and its keypad off. */
function isBlocked({ conditions = {} }: LockRow): boolean {
  return conditions.privacy_mode !== undefined || conditions.office_mode !== undefined;
}

/**
 * Whether a lock that keeps windows lets a code in at `lockTime`. The end is exclusive. A lock that counts
 * in minutes begins with the first whole minute and ends with the last, so that it opens at no second
 * outside the window it was given.
 */
function isInside(lock: LockRow, { startsAt, endsAt }: CodeValues, lockTime: number): boolean {
  const step = lock.profile.windowPrecision === "minute" ? minuteMs : 1_000;
  const shown = (at: number) => (lock.profile.keepsWallClock === true ? wallTime(lock, at) : at);
  const from = startsAt === undefined ? Number.NEGATIVE_INFINITY : Math.ceil(shown(startsAt) / step) * step;
  const to = endsAt === undefined ? Number.POSITIVE_INFINITY : Math.floor(shown(endsAt) / step) * step;
  const now = shown(lockTime);
  return from <= now && now < to;
}
