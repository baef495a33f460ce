import { isObstructed } from "./lock-state.ts";
import type { CodeRow, CodeValues, LockRow } from "./rows.ts";
import type { World } from "./world.ts";

/** What a keypad does with some digits. */
export type Verdict =
  | { readonly opens: true; readonly code: CodeRow }
  | {
      readonly opens: false;
      readonly because: "no_keypad" | "unknown_code" | "outside_window" | "bolt_obstructed";
      readonly code: CodeRow | undefined;
    };

const minuteMs = 60_000;

/** Whether the door would open for these digits at this instant. Goes by the lock's memory and clock alone. */
export function judge(world: World, lock: LockRow, digits: string): Verdict {
  if (!lock.profile.hasKeypad) return { opens: false, because: "no_keypad", code: undefined };
  const known = world.codesOf(lock.id).filter((code) => code.onLock?.digits === digits);
  const lockTime = world.now() + lock.clockErrorMs;
  const code = known.find((each) => each.onLock !== undefined && isInside(lock, each.onLock, lockTime));
  if (code === undefined) {
    const because = known.length === 0 ? "unknown_code" : "outside_window";
    return { opens: false, because, code: known[0] };
  }
  if (isObstructed(world, lock)) return { opens: false, because: "bolt_obstructed", code };
  return { opens: true, code };
}

/**
 * Whether a lock that keeps windows lets a code in at `lockTime`. The end is exclusive. A lock that counts
 * in minutes begins with the first whole minute and ends with the last, so that it opens at no second
 * outside the window it was given.
 */
function isInside(lock: LockRow, { startsAt, endsAt }: CodeValues, lockTime: number): boolean {
  const step = lock.profile.windowPrecision === "minute" ? minuteMs : 1_000;
  const from = startsAt === undefined ? Number.NEGATIVE_INFINITY : Math.ceil(startsAt / step) * step;
  const to = endsAt === undefined ? Number.POSITIVE_INFINITY : Math.floor(endsAt / step) * step;
  return from <= lockTime && lockTime < to;
}
