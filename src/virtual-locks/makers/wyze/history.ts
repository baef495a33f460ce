import { factsReadOut } from "#virtual-locks/makers/facts-read-out.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import type { Fact, World } from "#virtual-locks/world.ts";
import { numberOf } from "./passwords.ts";

const usualLimit = 20;

/** What happened at the lock within a time, newest first. It names the code that was typed by its number. */
export function presentHistory(world: World, lock: LockRow, asked: Readonly<Record<string, string>>): object {
  const { begin = "0", end = `${world.now()}`, offset = "0", limit = `${usualLimit}` } = asked;
  const within = factsReadOut(world, lock).filter(({ at }) => Number(begin) <= at && at <= Number(end));
  const records = within.flatMap((fact) => recordOf(lock, fact) ?? []).reverse();
  return { family_record: records.slice(Number(offset), Number(offset) + Number(limit)) };
}

function recordOf(lock: LockRow, fact: Fact): object | undefined {
  const read = eventOf(fact);
  if (read === undefined) return undefined;
  const { eventid, source, sourceid } = read;
  const time = fact.at;
  const details = { source, source_name: "", ...(sourceid === undefined ? {} : { sourceid }), time };
  return { eventid, uuid: lock.id, master: lock.accountId, priority: 0, processed: 0, time, details };
}

const [unlocked, locked, jammed] = [2203, 2216, 2221];
const [keypad, manual, remote] = [102, 5, 9];

function eventOf({ what, about }: Fact) {
  if (what === "code_typed" && about.opened === true) {
    const id = about.access_code_id;
    return { eventid: unlocked, source: keypad, sourceid: typeof id === "string" ? numberOf(id) : undefined };
  }
  if (what !== "turned") return undefined;
  const source = about.by === "manual_turn" ? manual : remote;
  if (about.failure === "BOLT_OBSTRUCTED") return { eventid: jammed, source, sourceid: undefined };
  if (about.failure !== null) return undefined;
  return { eventid: about.action === "lock" ? locked : unlocked, source, sourceid: undefined };
}
