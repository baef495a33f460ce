import type { Context } from "hono";
import { z } from "zod";
import type { Caller, Served } from "#virtual-locks/makers/serving.ts";
import type { World } from "#virtual-locks/world.ts";
import { tellLocks } from "./doors.ts";
import { locksOf } from "./site.ts";
import { type Group, keepNotes, type Schedule, siteNotes, withGroup } from "./site-notes.ts";
import { bodyOf } from "./users.ts";
import { invalid, notFound } from "./words.ts";

/** Who may come in where and when. */
export interface Groups {
  list(caller: Caller, c: Context): Served;
  make(caller: Caller, c: Context): Promise<Served>;
  locks(caller: Caller, c: Context): Served;
  addLock(caller: Caller, c: Context): Promise<Served>;
  users(caller: Caller, c: Context): Served;
  addUser(caller: Caller, c: Context): Promise<Served>;
  schedules(caller: Caller, c: Context): Served;
  schedule(caller: Caller, c: Context): Promise<Served>;
}

const named = z.object({ customer_reference: z.string().min(1).max(200) });
const lockNamed = z.object({ lock_id: z.string() });
const userNamed = z.object({ user_id: z.string() });
const clock = z.string().regex(/^\d{2}:\d{2}(:\d{2})?$/);
const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/)
  .nullish();
const scheduled = z.object({
  start_time: clock,
  end_time: clock,
  start_date: date,
  end_date: date,
  monday: z.boolean().default(false),
  tuesday: z.boolean().default(false),
  wednesday: z.boolean().default(false),
  thursday: z.boolean().default(false),
  friday: z.boolean().default(false),
  saturday: z.boolean().default(false),
  sunday: z.boolean().default(false),
});

export function groups(world: World): Groups {
  const page = (items: readonly object[]) => ({ items, next_page_link: null, count: null });
  const groupAt = ({ accountId }: Caller, c: Context) =>
    siteNotes(world, accountId).groups.find(({ id }) => id === c.req.param("group"));
  const keep = ({ accountId, scopes }: Caller, what: string, group: Group) => {
    keepNotes(world, accountId, what, withGroup(siteNotes(world, accountId), group));
    tellLocks(world, accountId, scopes);
  };
  /** What is done with a group that the address names. */
  const within = (work: (group: Group, caller: Caller, c: Context) => Served) => (caller: Caller, c: Context) => {
    const group = groupAt(caller, c);
    return group === undefined ? notFound("Access group") : work(group, caller, c);
  };
  const shown = ({ id, name }: Group) => ({ id, customer_reference: name });
  return {
    list: ({ accountId }, c) => {
      const name = /^customer_reference eq '(.*)'$/.exec(c.req.query("$filter") ?? "")?.[1];
      const all = siteNotes(world, accountId).groups.filter((group) => name === undefined || group.name === name);
      return page(all.map(shown));
    },
    make: async (caller, c) => {
      const read = named.safeParse(await bodyOf(c));
      if (!read.success) return invalid("The customer_reference field is required.");
      const group = {
        id: world.runtime.uuid(),
        name: read.data.customer_reference,
        locks: [],
        users: [],
        schedules: [],
      };
      keep(caller, "group_made", group);
      return shown(group);
    },
    locks: within(({ locks }) => page(locks.map((id) => ({ id })))),
    addLock: async (caller, c) => {
      const read = lockNamed.safeParse(await bodyOf(c));
      return within((group) => {
        const lock = locksOf(world, caller.accountId).find(({ id }) => id === read.data?.lock_id);
        if (lock === undefined) return notFound("Lock");
        keep(caller, "group_lock", { ...group, locks: [...new Set([...group.locks, lock.id])] });
        return { id: lock.id, customer_reference: lock.name };
      })(caller, c);
    },
    users: within(({ users }) => page(users.map((id) => ({ id })))),
    // By the second id of a user; the first is nobody's here.
    addUser: async (caller, c) => {
      const read = userNamed.safeParse(await bodyOf(c));
      return within((group) => {
        const guest = siteNotes(world, caller.accountId).guests.find(({ userId }) => userId === read.data?.user_id);
        if (guest === undefined || world.now() < guest.arrivesAt) return notFound("User");
        keep(caller, "group_user", { ...group, users: [...new Set([...group.users, guest.userId])] });
        return { id: guest.userId };
      })(caller, c);
    },
    schedules: within(({ schedules }) => page(schedules.map(presentSchedule))),
    schedule: async (caller, c) => {
      const body = await bodyOf(c);
      return within((group) => {
        const schedule = scheduleFrom(world, group, body, c.req.param("schedule"));
        if (schedule instanceof Response) return schedule;
        const others = group.schedules.filter(({ id }) => id !== schedule.id);
        keep(caller, "group_scheduled", { ...group, schedules: [...others, schedule] });
        return presentSchedule(schedule);
      })(caller, c);
    },
  };
}

/** A schedule as it is asked for; `before`: the one that is changed. */
function scheduleFrom(world: World, group: Group, body: unknown, before: string | undefined): Schedule | Response {
  const read = scheduled.safeParse(body);
  if (!read.success) return invalid("The request is not valid.");
  const { start_time, end_time, start_date = null, end_date = null, ...days } = read.data;
  if (!Object.values(days).includes(true)) return invalid("At least one day should be selected");
  if (before !== undefined && group.schedules.every(({ id }) => id !== before)) return notFound("Time schedule");
  return { id: before ?? world.runtime.uuid(), days, start_time, end_time: toTheEnd(end_time), start_date, end_date };
}

function presentSchedule({ days, ...schedule }: Schedule) {
  return { ...days, ...schedule };
}

/** An end to the minute is taken for the minute's last second, and told so. */
function toTheEnd(time: string): string {
  return `${time.slice(0, 5)}:59`;
}
