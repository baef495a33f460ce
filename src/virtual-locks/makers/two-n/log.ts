import { z } from "zod";
import type { LockCaller, Served } from "#virtual-locks/makers/serving.ts";
import type { LockRow } from "#virtual-locks/rows.ts";
import type { Fact, World } from "#virtual-locks/world.ts";
import { uuidOf } from "./directory.ts";
import { fail, succeed } from "./words.ts";

/** A channel that somebody reads events from; by `<account id>/two_n/channel/<lock id>/<id>`. */
const channel = z.object({ since: z.number(), filter: z.array(z.string()), openMs: z.number(), closesAt: z.number() });

const usualSeconds = 90;
const longestSeconds = 3_600;
const batch = 128;

/** Opens a channel: for what comes, for all that is remembered, or for what was within so many seconds. */
export function subscribe(world: World, { lock }: LockCaller, query: URLSearchParams): Served {
  const include = query.get("include") ?? "new";
  const seconds = Number(query.get("duration") ?? usualSeconds);
  const back = include === "new" ? 0 : include === "all" ? Number.POSITIVE_INFINITY : -Number(include);
  if (Number.isNaN(back) || back < 0) return fail("invalid", "include");
  if (!(seconds >= 10 && seconds <= longestSeconds)) return fail("invalid", "duration");
  const facts = world.factsSince(0);
  const since = facts.findLast(({ at }) => include === "new" || at < world.now() - back * 1_000)?.n ?? 0;
  const filter = (query.get("filter") ?? "").split(",").filter((name) => name !== "");
  const id = (facts.at(-1)?.n ?? 0) + 1;
  const row = { since, filter, openMs: seconds * 1_000, closesAt: world.now() + seconds * 1_000 };
  world.commit("log_subscribed", { lock_id: lock.id }, [{ table: "notes", id: keyOf(lock, id), row }]);
  return succeed({ id });
}

/** What has happened since the last time, at most one batch. */
export function pull(world: World, { lock }: LockCaller, query: URLSearchParams): Served {
  const key = keyOf(lock, Number(query.get("id")));
  const open = channel.safeParse(world.get("notes", key)).data;
  if (open === undefined || open.closesAt <= world.now()) return fail("invalid", "id");
  const all = world
    .factsSince(open.since)
    .filter(({ about }) => about.lock_id === lock.id)
    .flatMap((fact) => eventsOf(world, lock, fact))
    .filter(({ event }) => open.filter.length === 0 || open.filter.includes(event));
  const events = all.slice(0, batch);
  // A batch may end within one fact, whose other events then come again.
  const since = all.length > batch ? (events.at(-1)?.n ?? 0) - 1 : (world.factsSince(0).at(-1)?.n ?? 0);
  const row = { ...open, since, closesAt: world.now() + open.openMs };
  world.commit("log_pulled", { lock_id: lock.id }, [{ table: "notes", id: key, row }]);
  return succeed({ events: events.map(({ n, ...event }) => event) });
}

export function unsubscribe(world: World, { lock }: LockCaller, query: URLSearchParams): Served {
  const key = keyOf(lock, Number(query.get("id")));
  if (world.get("notes", key) === undefined) return fail("invalid", "id");
  world.commit("log_unsubscribed", { lock_id: lock.id }, [{ table: "notes", id: key, row: null }]);
  return succeed();
}

interface Event {
  readonly n: number;
  readonly id: number;
  readonly event: string;
  readonly utcTime: number;
  readonly params: object;
}

function eventsOf(world: World, lock: LockRow, { n, at, what, about }: Fact): readonly Event[] {
  const session = `${n}`;
  const first = { ap: 0, session };
  const happened = (events: readonly (readonly [string, object])[]): readonly Event[] =>
    events.map(([event, params], turn) => ({
      n,
      id: n * 4 + turn,
      tzShift: 0,
      utcTime: Math.floor((at + lock.clockErrorMs) / 1_000),
      upTime: 1,
      event,
      params,
    }));
  if (what === "turned" && about.failure === null && about.action === "unlock")
    return about.by === "remote_api"
      ? happened([["SwitchStateChanged", { switch: 1, state: true, originator: "api" }]])
      : happened([
          ["RexActivated", first],
          ["SwitchStateChanged", { switch: 1, state: true, originator: "rex" }],
        ]);
  if (what !== "code_typed") return [];
  const code = world.get("codes", typeof about.access_code_id === "string" ? about.access_code_id : "");
  const whose = code && { uuid: uuidOf(world, code) };
  const entered = { ...first, direction: "in", code: about.code, type: "user" };
  const user = { ...first, name: code?.onLock?.name ?? "", ...whose };
  if (about.opened === true)
    return happened([
      ["CodeEntered", { ...entered, ...whose, valid: true }],
      ["UserAuthenticated", { ...user, apbBroken: false }],
      ["SwitchStateChanged", { switch: 1, state: true, originator: "ap" }],
    ]);
  // Whose code it was at the wrong time, the second event tells.
  return whose === undefined
    ? happened([["CodeEntered", { ...entered, valid: false }]])
    : happened([
        ["CodeEntered", { ...entered, ...whose, valid: true }],
        ["UserRejected", { ...user, reason: "invalidTime" }],
      ]);
}

function keyOf({ accountId, id: lockId }: LockRow, id: number): string {
  return `${accountId}/two_n/channel/${lockId}/${id}`;
}
