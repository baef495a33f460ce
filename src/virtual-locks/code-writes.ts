import { checkPlace, checkValues } from "./code-rules.ts";
import { hindrance, siteFull } from "./conditions.ts";
import { dropsThisWrite, type Scopes } from "./faults.ts";
import { issueOfflineCode } from "./issue-offline-code.ts";
import { isPaired, programmingMs, unreachable } from "./lock-state.ts";
import type { CodeRow, CodeValues, LockRow, NewCode } from "./rows.ts";
import { type Trouble, trouble } from "./trouble.ts";
import type { World } from "./world.ts";

/** Accepts a code for a lock: it stands there, "pending", until the lock has it. */
export function createCode(world: World, lock: LockRow, asked: NewCode, scopes: Scopes): CodeRow | Trouble {
  const { profile } = lock;
  if (asked.offline || profile.programsOnlineCodes === undefined) return issueOfflineCode(world, lock, asked);
  if (!profile.hasKeypad || !isPaired(lock)) return trouble("NOT_SUPPORTED", "This lock lacks its keypad or bridge.");
  if (asked.digits === undefined) return trouble("INVALID_PIN_FORMAT", "The caller chooses the code here.");
  const { name, digits, startsAt, endsAt } = asked;
  const values = { name, digits, startsAt, endsAt };
  const refusal =
    checkValues(world, lock, values, undefined) ??
    unreachable(world, lock) ??
    hindrance(world, lock) ??
    siteFull(world, lock) ??
    checkPlace(world, lock, values, undefined);
  if (refusal !== undefined) return refusal;
  const row: CodeRow = {
    id: world.runtime.uuid(),
    lockId: lock.id,
    madeBy: "api",
    offline: false,
    onLock: undefined,
    ...programming(world, lock, values, scopes),
  };
  world.commit("create_accepted", about(row), [{ table: "codes", id: row.id, row }]);
  return row;
}

/** Accepts other digits, another name or another window for a code. Until programmed, the old ones hold. */
export function changeCode(
  world: World,
  lock: LockRow,
  code: CodeRow,
  changed: Partial<CodeValues>,
  scopes: Scopes,
): CodeRow | Trouble {
  if (code.asked === "nothing") return trouble("NOT_FOUND", "This code is being deleted.");
  const before = code.asked ?? code.onLock;
  if (code.offline || !lock.profile.updatesInPlace || before === undefined) {
    return trouble("NOT_SUPPORTED", "A code on this lock cannot be changed: delete it and create another.");
  }
  if (code.madeBy === "person" && !lock.profile.unmanaged.convertible) {
    return trouble("NOT_SUPPORTED", "A code that was made at the lock cannot be changed from here.");
  }
  const values = { ...before, ...changed };
  const refusal =
    checkValues(world, lock, values, code) ??
    unreachable(world, lock) ??
    hindrance(world, lock) ??
    checkPlace(world, lock, values, code);
  if (refusal !== undefined) return refusal;
  const row = { ...code, ...programming(world, lock, values, scopes) };
  world.commit("change_accepted", about(row), [{ table: "codes", id: row.id, row }]);
  return row;
}

/** Accepts a deletion; the code opens until the lock has forgotten it. */
export function deleteCode(world: World, lock: LockRow, code: CodeRow, scopes: Scopes): CodeRow | Trouble {
  if (code.offline) return trouble("NOT_SUPPORTED", "An offline code cannot be deleted.");
  if (code.madeBy === "person" && !lock.profile.unmanaged.deletable) {
    return trouble("NOT_SUPPORTED", "A code that was made at the lock cannot be deleted from here.");
  }
  const refusal = unreachable(world, lock) ?? hindrance(world, lock);
  if (refusal !== undefined) return refusal;
  if (code.asked === "nothing" && !code.dropped) return code;
  const row: CodeRow = { ...code, ...programming(world, lock, "nothing", scopes) };
  world.commit("delete_accepted", about(row), [{ table: "codes", id: row.id, row }]);
  return row;
}

function programming(world: World, lock: LockRow, asked: CodeValues | "nothing", scopes: Scopes) {
  const dropped = dropsThisWrite(world, scopes);
  return { asked, dropped, dueAt: dropped ? undefined : world.now() + programmingMs(world, lock) };
}

function about(code: CodeRow) {
  return { lock_id: code.lockId, access_code_id: code.id, by: "api" };
}
