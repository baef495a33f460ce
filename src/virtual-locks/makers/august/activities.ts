import type { Hono } from "hono";
import { unreachable } from "#virtual-locks/lock-state.ts";
import type { MakerServing } from "#virtual-locks/makers/serving.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import { trouble } from "#virtual-locks/trouble.ts";
import type { Fact, World } from "#virtual-locks/world.ts";
import { houseOf, locksOf } from "./locks.ts";
import { userIdOf, userOf } from "./users.ts";

const usualLimit = 8;
const mostEvents = 100;

/** What happened at the locks of a house, newest first, in the fourth version of its shape. */
export function addActivities(app: Hono, world: World, serve: MakerServing): void {
  app.get(
    "/houses/:houseID/activities",
    serve.account(({ accountId }, c) => {
      if (c.req.param("houseID") !== houseOf(accountId)) return trouble("NOT_FOUND", "There is no such house.");
      const asked = Number(c.req.query("limit") ?? usualLimit);
      const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, mostEvents) : usualLimit;
      return { events: eventsOf(world, accountId).slice(-limit).reverse() };
    }),
  );
}

function eventsOf(world: World, accountId: string): object[] {
  const locks = new Map(locksOf(world, accountId).map((lock) => [lock.id, lock]));
  const facts = world.factsSince(0);
  const unheardFrom = new Map([...locks.values()].map((lock) => [lock.id, silentSince(world, lock, facts)]));
  return facts.flatMap((fact) => {
    const lock = locks.get(String(fact.about.lock_id));
    if (lock === undefined || fact.n > (unheardFrom.get(lock.id) ?? Number.POSITIVE_INFINITY)) return [];
    const event = eventOf(world, lock, fact);
    return event === undefined ? [] : [{ id: `activity-${fact.n}`, timestamp: fact.at, ...event }];
  });
}

/** The number of the fact that cut it off, while it is: the cloud hears of what happens then once it is back. */
function silentSince(world: World, lock: LockRow, facts: readonly Fact[]): number | undefined {
  if (unreachable(world, lock) === undefined) return undefined;
  const isCut = ({ what, about }: Fact) =>
    what === "connection" && about.online === false && (about.lock_id === lock.id || about.lock_id === lock.hubId);
  return facts.findLast(isCut)?.n ?? 0;
}

function eventOf(world: World, lock: LockRow, { what, about }: Fact): object | undefined {
  const device = { deviceID: lock.id, deviceType: "lock" };
  if (what === "code_typed" && about.opened === true) {
    const id = String(about.access_code_id);
    const { firstName, lastName } = userOf(world, lock, { id }, "");
    const user = { UserID: userIdOf(world, lock, { id }), FirstName: firstName, LastName: lastName };
    return { ...device, action: "pin_unlock", user };
  }
  if (what !== "turned" || about.failure !== null) return undefined;
  if (about.by === "manual_turn") return { ...device, action: `manual_${String(about.action)}`, user: {} };
  const owner = { UserID: lock.accountId, FirstName: "Owner", LastName: "Owner" };
  return { ...device, action: `remote_${String(about.action)}`, user: owner };
}
