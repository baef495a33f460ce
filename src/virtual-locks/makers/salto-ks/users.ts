import type { Context } from "hono";
import { z } from "zod";
import type { Caller } from "#virtual-locks/makers/serving.ts";
import type { World } from "#virtual-locks/world.ts";
import { tellLocks } from "./doors.ts";
import { presentUser, seats } from "./site.ts";
import { type Guest, keepNotes, siteNotes, withGuest } from "./site-notes.ts";
import { invalid, notAllowedThere, notFound } from "./words.ts";

/** Where a site's users are made, changed and taken out. */
export interface Users {
  make(caller: Caller, c: Context): Promise<Response>;
  change(caller: Caller, c: Context): Promise<Response>;
  subscribe(caller: Caller, c: Context): Promise<Response>;
  choosePin(caller: Caller, c: Context): Promise<Response>;
  remove(caller: Caller, c: Context): Response;
}

const made = z.object({ alias: z.string().min(1).max(200), expires_at: z.string().nullish() });
const changed = z.object({ alias: z.string().min(1).max(200), use_pin: z.boolean() }).partial();
const subscription = z.object({ state: z.enum(["subscribed", "suspended"]) });

/** `arrivalMs`: for so long after it was made, a guest is unknown to other addresses. */
export function users(world: World, arrivalMs: number): Users {
  const guestAt = ({ accountId }: Caller, c: Context) =>
    siteNotes(world, accountId).guests.find(({ siteUserId }) => siteUserId === c.req.param("user"));
  const keep = ({ accountId, scopes }: Caller, what: string, guest: Guest) => {
    keepNotes(world, accountId, what, withGuest(siteNotes(world, accountId), guest));
    tellLocks(world, accountId, scopes);
  };
  return {
    make: async (caller, c) => {
      const read = made.safeParse(await bodyOf(c));
      if (!read.success) return invalid("The alias field is required.");
      const { taken, allowed } = seats(world, caller.accountId, siteNotes(world, caller.accountId));
      const guest: Guest = {
        siteUserId: world.runtime.uuid(),
        userId: world.runtime.uuid(),
        alias: read.data.alias,
        usesPin: false,
        // Nothing says that the site is full but this.
        isSubscribed: taken < allowed,
        digits: undefined,
        arrivesAt: world.now() + arrivalMs,
        codes: {},
      };
      keep(caller, "guest_made", guest);
      return c.json(presentUser(guest), 201);
    },
    change: async (caller, c) => {
      const guest = guestAt(caller, c);
      const read = changed.safeParse(await bodyOf(c));
      if (guest === undefined) return notFound("User");
      if (!read.success) return invalid("The request is not valid.");
      const { alias = guest.alias, use_pin = guest.usesPin } = read.data;
      const next = { ...guest, alias, usesPin: use_pin };
      keep(caller, "guest_changed", next);
      return c.json(presentUser(next));
    },
    subscribe: async (caller, c) => {
      const guest = guestAt(caller, c);
      const read = subscription.safeParse(await bodyOf(c));
      if (guest === undefined) return notFound("User");
      if (!read.success) return invalid("The state field is required.");
      const { taken, allowed } = seats(world, caller.accountId, siteNotes(world, caller.accountId));
      const isSubscribed = read.data.state === "subscribed" && (guest.isSubscribed || taken < allowed);
      keep(caller, "guest_subscription", { ...guest, isSubscribed });
      return c.body(null, 204);
    },
    // A suspended guest is given a PIN too: it opens nothing.
    choosePin: async (caller, c) => {
      const guest = guestAt(caller, c);
      if (guest === undefined) return notFound("User");
      if (world.now() < guest.arrivesAt) return notAllowedThere();
      const digits = freeDigits(world, caller.accountId);
      keep(caller, "pin_chosen", { ...guest, digits });
      return c.json(digits);
    },
    remove: (caller, c) => {
      const guest = guestAt(caller, c);
      if (guest === undefined) return notFound("User");
      const notes = siteNotes(world, caller.accountId);
      const rest = notes.guests.filter(({ siteUserId }) => siteUserId !== guest.siteUserId);
      const groups = notes.groups.map((group) => ({
        ...group,
        users: group.users.filter((id) => id !== guest.userId),
      }));
      keepNotes(world, caller.accountId, "guest_removed", { guests: rest, groups });
      tellLocks(world, caller.accountId, caller.scopes);
      return c.body(null, 202);
    },
  };
}

/** Six digits that nobody at the site has. */
function freeDigits(world: World, siteId: string): string {
  const locks = world.all("locks").filter(({ accountId }) => accountId === siteId);
  const taken = new Set(locks.flatMap(({ id }) => world.codesOf(id).map(({ onLock }) => onLock?.digits)));
  for (;;) {
    const [a = 0, b = 0, c = 0, d = 0] = world.runtime.randomBytes(4);
    const digits = String((((a * 256 + b) * 256 + c) * 256 + d) % 1_000_000).padStart(6, "0");
    if (!taken.has(digits)) return digits;
  }
}

export async function bodyOf(c: Context): Promise<unknown> {
  return c.req.json().catch(() => undefined);
}
