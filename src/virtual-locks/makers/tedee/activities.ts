import type { Context } from "hono";
import { factsReadOut } from "#virtual-locks/makers/facts-read-out.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import type { Fact, World } from "#virtual-locks/world.ts";
import { ok } from "./words.ts";

const mostElements = 200;
/** Numbers of the page "Event type" (read November 2026). */
const events = {
  lockedRemote: 32,
  unlockedRemote: 33,
  lockedManual: 38,
  unlockedManual: 39,
  unlockByPin: 61,
  incorrectPin: 62,
  unauthorizedPin: 75,
};

/** What the lock has told of, newest first. Dates are UTC and do not say so. */
export function listActivities(world: World, lock: LockRow, c: Context): Response {
  const elements = Math.min(Number(c.req.query("elements") ?? mostElements) || mostElements, mostElements);
  const before = c.req.query("lastElemDate");
  const all = factsReadOut(world, lock).flatMap((fact) => {
    const told = activityOf(world, lock, fact);
    const date = new Date(fact.at).toISOString().replace("Z", "");
    return told === undefined ? [] : [{ id: fact.n, deviceId: lock.id, source: 0, date, userId: null, ...told }];
  });
  const older = all.reverse().filter(({ date }) => before === undefined || date < before);
  return ok(c, 200, older.slice(0, elements));
}

function activityOf(world: World, lock: LockRow, { what, about }: Fact): object | undefined {
  if (what === "code_typed") {
    const code = typeof about.access_code_id === "string" ? world.get("codes", about.access_code_id) : undefined;
    const username = code?.onLock?.name ?? null;
    if (about.opened === true) return { event: events.unlockByPin, username };
    if (about.because === "outside_window") return { event: events.unauthorizedPin, username };
    return about.because === "unknown_code" ? { event: events.incorrectPin, username: null } : undefined;
  }
  if (what !== "turned" || typeof about.failure === "string") return undefined;
  const isLock = about.action === "lock";
  if (about.by === "manual_turn")
    return { event: isLock ? events.lockedManual : events.unlockedManual, username: null };
  const username = world.get("accounts", lock.accountId)?.email ?? null;
  return { event: isLock ? events.lockedRemote : events.unlockedRemote, username };
}
