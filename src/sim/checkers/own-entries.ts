import type { AccessCodeId } from "#domain/ids.ts";
import type { LockView } from "#sim/checker.ts";
import type { Entry } from "#sim/keypad.ts";

/** An entry that is there by our doing: a call of ours gave it the PIN that it has, for this code. */
export interface Own {
  readonly entry: Entry;
  readonly code: AccessCodeId;
}

/** What is on a lock by our doing. What a person changed since is theirs, until we change it again. */
export function ownOn({ keypad }: Pick<LockView, "keypad">): readonly Own[] {
  return keypad.entries.flatMap((entry) => {
    const own = ownOf(entry);
    return own === undefined ? [] : [own];
  });
}

export function ownOf(entry: Entry): Own | undefined {
  return entry.changedBy.kind === "us" ? { entry, code: entry.changedBy.code } : undefined;
}

/** From when until when an entry opens the door, in true time by the lock's clock as it is now. */
export function opensBetween(entry: Entry, { keypad }: LockView): { readonly from: number; readonly until: number } {
  if (entry.window === undefined) return { from: entry.changedAt, until: Number.POSITIVE_INFINITY };
  const from = entry.window.startsAt - keypad.clockErrorMs;
  return { from: Math.max(from, entry.changedAt), until: entry.window.endsAt - keypad.clockErrorMs };
}
