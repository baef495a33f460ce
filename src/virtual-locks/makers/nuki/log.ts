import { factsReadOut } from "#virtual-locks/makers/facts-read-out.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import type { Fact, World } from "#virtual-locks/world.ts";

const largestPage = 50;
const usualPage = 20;
const actions = { unlock: 1, lock: 2 };
const triggers = { manual: 1, web: 4, keypad: 255 };

/** A page of what happened at a lock, newest first; `id`: only what is older than that entry. */
export function listLog(world: World, lock: LockRow, query: Readonly<Record<string, string>>): object[] {
  const asked = Number(query.limit ?? usualPage);
  const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, largestPage) : usualPage;
  const entries = logOf(world, lock).reverse();
  const from = query.id === undefined ? 0 : entries.findIndex(({ id }) => id === query.id) + 1;
  return entries.slice(from, from + limit);
}

/** The newest entry, as it is told when it is made. */
export function lastEntry(world: World, lock: LockRow): object | undefined {
  return logOf(world, lock).at(-1);
}

function logOf(world: World, lock: LockRow) {
  return factsReadOut(world, lock).flatMap((fact) => {
    const entry = entryOf(world, fact);
    const told = { id: `log-${fact.n}`, smartlockId: lock.id, deviceType: 0, date: new Date(fact.at).toISOString() };
    return entry === undefined ? [] : [{ ...told, autoUnlock: false, ...entry }];
  });
}

/** Digits that open nothing are in no entry. */
function entryOf(world: World, { what, about }: Fact): object | undefined {
  if (what === "code_typed" && about.opened === true) {
    const authId = typeof about.access_code_id === "string" ? about.access_code_id : undefined;
    const name = (authId && world.get("codes", authId)?.onLock?.name) || "Keypad";
    return { action: actions.unlock, trigger: triggers.keypad, source: 1, state: 0, name, authId };
  }
  if (what !== "turned") return undefined;
  const by =
    about.by === "manual_turn" ? { trigger: triggers.manual, name: "" } : { trigger: triggers.web, name: "Web" };
  const state = about.failure === null ? 0 : 1;
  return { action: about.action === "lock" ? actions.lock : actions.unlock, source: 0, state, ...by };
}
