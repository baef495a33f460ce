import { checkDigits, checkPlace } from "./code-rules.ts";
import { announce, type Happening } from "./events.ts";
import { judge, type Verdict } from "./keypad.ts";
import { isObstructed } from "./lock-state.ts";
import { codeHappening, turn } from "./programming.ts";
import type { Change, CodeRow, CodeValues, LockRow } from "./rows.ts";
import { type Trouble, trouble } from "./trouble.ts";
import type { World } from "./world.ts";

/** Types digits at the keypad: the bolt moves or does not, and the lock tells of it. */
export function typeCode(world: World, lock: LockRow, digits: string): Verdict {
  const verdict = judge(world, lock, digits);
  const about = { lock_id: lock.id, code: digits, access_code_id: verdict.code?.id ?? null };
  const { namesCodeOnEntry, readsPins } = lock.profile;
  const named = namesCodeOnEntry && verdict.code !== undefined ? { access_code_id: verdict.code.id } : {};
  if (verdict.opens) {
    const used: Happening = {
      event_type: "access_code.used",
      fromLock: true,
      fields: { ...named, performed_via: "pin_code" },
    };
    world.commit("code_typed", { ...about, opened: true, because: null }, [
      {
        table: "locks",
        id: lock.id,
        row: turn(verdict.offline ? remembering(world, lock, digits) : lock, "unlock", world.now()),
      },
      ...announce(world, lock, [used, turned("unlock", "pin_code")]),
    ]);
    return verdict;
  }
  const denied: Happening = {
    event_type: "access_code.incorrect_attempt",
    fromLock: true,
    fields: { ...named, ...(readsPins ? { pin: digits } : {}) },
  };
  const tells = verdict.because !== "no_keypad" && verdict.because !== "bolt_obstructed";
  world.commit(
    "code_typed",
    { ...about, opened: false, because: verdict.because },
    announce(world, lock, tells ? [denied] : []),
  );
  return verdict;
}

/** A lock remembers the offline PINs that were typed: a one-time one is used up, another will not lapse. */
function remembering(world: World, lock: LockRow, digits: string): LockRow {
  return { ...lock, offlineUses: { [digits]: world.now() + lock.clockErrorMs, ...lock.offlineUses } };
}

/** Turns the bolt by its knob, from inside. */
export function turnByHand(world: World, lock: LockRow, to: "locked" | "unlocked"): Trouble | undefined {
  if (isObstructed(world, lock)) return trouble("BOLT_OBSTRUCTED", "The bolt does not move.");
  const action = to === "locked" ? "lock" : "unlock";
  world.commit("turned", { lock_id: lock.id, action, by: "manual_turn", failure: null }, [
    { table: "locks", id: lock.id, row: turn(lock, action, world.now()) },
    ...announce(world, lock, [turned(action, "manual_turn")]),
  ]);
  return undefined;
}

/** Programs a code at the lock itself. The keypad's own rules hold for a person too. */
export function addByHand(world: World, lock: LockRow, values: CodeValues): CodeRow | Trouble {
  const refusal = checkByHand(world, lock, values, undefined);
  if (refusal !== undefined) return refusal;
  const code: CodeRow = {
    id: world.runtime.uuid(),
    lockId: lock.id,
    madeBy: "person",
    offline: false,
    onLock: values,
    asked: undefined,
    dueAt: undefined,
    dropped: false,
  };
  commitByHand(world, lock, "code_created", code.id, [
    { table: "codes", id: code.id, row: code },
    ...tell(world, lock, "created", code),
  ]);
  return code;
}

/** Changes a code at the lock itself, behind the cloud's back; what the cloud is programming it still will. */
export function changeByHand(
  world: World,
  lock: LockRow,
  code: CodeRow,
  changed: Partial<CodeValues>,
): Trouble | undefined {
  if (code.onLock === undefined) return trouble("NOT_FOUND", "This code is not on the lock yet.");
  const values = { ...code.onLock, ...changed };
  const refusal = checkByHand(world, lock, values, code);
  if (refusal !== undefined) return refusal;
  const row = { ...code, onLock: values };
  commitByHand(world, lock, "code_updated", code.id, [
    { table: "codes", id: code.id, row },
    ...tell(world, lock, "updated", row),
  ]);
  return undefined;
}

/** Takes a code off at the lock itself. */
export function removeByHand(world: World, lock: LockRow, code: CodeRow): void {
  commitByHand(world, lock, "code_deleted", code.id, [
    { table: "codes", id: code.id, row: null },
    ...tell(world, lock, "deleted", code),
  ]);
}

/** Resets the lock's memory. Offline codes are computed, not kept, and go on working. */
export function wipeByHand(world: World, lock: LockRow): void {
  const codes = world.codesOf(lock.id).filter((code) => !code.offline);
  const changes = codes.flatMap((code): Change[] => [
    { table: "codes", id: code.id, row: null },
    ...tell(world, lock, "deleted", code),
  ]);
  world.commit("codes_wiped", { lock_id: lock.id, by: "person", count: codes.length }, changes);
}

function commitByHand(world: World, lock: LockRow, what: string, codeId: string, changes: readonly Change[]): void {
  world.commit(what, { lock_id: lock.id, access_code_id: codeId, by: "person" }, changes);
}

/** A cloud that does not list a person's codes does not tell of them either. */
function tell(world: World, lock: LockRow, what: "created" | "updated" | "deleted", code: CodeRow): Change[] {
  const isKnown = code.madeBy === "api" || lock.profile.unmanaged.listed;
  return isKnown ? announce(world, lock, [codeHappening(what, code)]) : [];
}

function checkByHand(world: World, lock: LockRow, values: CodeValues, self: CodeRow | undefined): Trouble | undefined {
  if (!lock.profile.hasKeypad) return trouble("NOT_SUPPORTED", "This device has no keypad.");
  const hasWindow = values.startsAt !== undefined || values.endsAt !== undefined;
  if (hasWindow && !lock.profile.schedulesNatively) return trouble("INVALID_WINDOW", "This lock keeps no windows.");
  return checkDigits(lock, values.digits) ?? checkPlace(world, lock, values, self);
}

function turned(action: "lock" | "unlock", via: "pin_code" | "manual_turn"): Happening {
  const fields = { action_id: null, custom_id: null, action, status: "success", performed_via: via };
  return { event_type: "lock.action_completed", fromLock: true, fields };
}
