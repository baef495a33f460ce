import type { IssueStep, Outcome } from "#domain/step.ts";
import { closeWindow, type Window } from "#domain/window.ts";
import { type Failed, failed } from "#drivers/kit/failed.ts";
import { passOn, type Reply, unreadable } from "#drivers/kit/reply.ts";
import { type Entry, entriesAt, scheduleOf, zoneOf } from "./codes.ts";
import { aliasOf, groupNameOf } from "./names.ts";
import type { Found, Way } from "./site.ts";
import { type Group, type Guest, readGroup, readGuest, readId, readPin, type Site, writeSchedule } from "./wire.ts";

/** What went wrong on the way, and that the guest may stand there all the same. */
type Trouble = Exclude<Outcome, { kind: "done" | "pending" }>;

/**
 * Has Salto choose a PIN for a code on the lock: a group that holds the lock and the code's time, a guest in it, and the
 * guest's PIN. Each part is looked for before it is made, so that a try which broke off is carried on and not begun anew.
 */
export async function issue(way: Way, found: Found, step: IssueStep): Promise<Outcome> {
  const entries = await entriesAt(way, found);
  if ("kind" in entries) return entries;
  const before = entries.find((entry) => isOf(entry, step));
  const group = before?.group ?? freeGroup(entries) ?? (await makeGroup(way, found));
  if ("kind" in group) return group;
  // A lock hears of a group only by its schedule, and that takes longest: it goes first.
  const scheduled = await schedule(way, found, group, step.window);
  if (scheduled !== undefined) return scheduled;
  const locked = await join(way, found, group, "locks", found.lock.id);
  if (locked !== undefined) return locked;
  const guest = before?.guest ?? (await makeGuest(way, found, aliasOf(step.label, group)));
  if ("kind" in guest) return guest;
  const admitted =
    (await subscribe(way, found, guest)) ??
    (await usePin(way, found, guest)) ??
    (await join(way, found, group, "users", guest.userId));
  return admitted ?? choosePin(way, found, guest);
}

/** The code's own, by its place or by the name that an earlier try gave it. */
function isOf({ guest, label }: Entry, step: IssueStep): boolean {
  return step.into === undefined ? label === step.label : guest?.place === step.into;
}

function freeGroup(entries: readonly Entry[]): Group | undefined {
  return entries.find(({ guest }) => guest === undefined)?.group;
}

async function makeGroup({ cloud, signal }: Way, { site, lock }: Found): Promise<Group | Trouble> {
  const body = { customer_reference: groupNameOf(lock.id) };
  const reply = await cloud.send("POST", "v1.2", ["sites", site.id, "access_groups"], signal, body);
  if (reply.kind !== "answered") return troubleOf(reply);
  return readGroup(reply.body) ?? unreadable("an access group", true);
}

/** Gives the group this time. `undefined`: it has it. */
export async function schedule(
  way: Way,
  found: Found,
  group: Group,
  window: Window | undefined,
): Promise<Trouble | undefined> {
  const zone = zoneOf(found);
  if (typeof zone !== "string") return zone;
  const before = await scheduleOf(way, found, group);
  if (before !== undefined && "kind" in before) return before;
  if (before !== undefined && closeWindow(before.window, window)) return undefined;
  const path = ["sites", found.site.id, "access_groups", group.id, "time_schedules"];
  const body = writeSchedule(window, zone);
  const { cloud, signal } = way;
  const reply =
    before === undefined
      ? await cloud.send("POST", "v1.1", path, signal, body)
      : await cloud.send("PATCH", "v1.1", [...path, before.id], signal, body);
  return reply.kind === "answered" ? undefined : troubleOf(reply);
}

/** Puts the lock, or a user, into the group. `undefined`: it is there. */
async function join(
  { cloud, signal }: Way,
  { site }: Found,
  group: Group,
  what: "locks" | "users",
  id: string,
): Promise<Trouble | undefined> {
  const path = ["sites", site.id, "access_groups", group.id, what];
  const listed = await cloud.all("v1.2", path, signal);
  if (listed.kind !== "listed") return troubleOf(listed);
  if (listed.entries.some((entry) => readId(entry) === id)) return undefined;
  const reply = await cloud.send("POST", "v1.2", path, signal, what === "locks" ? { lock_id: id } : { user_id: id });
  if (reply.kind === "answered") return undefined;
  // The guest was made a moment ago, and is not known here yet (README.md, "Guests arrive late").
  if (reply.kind === "missing")
    return failed("busy", "Salto KS does not know everywhere yet what was made a moment ago.", {
      mayHaveHappened: true,
    });
  return troubleOf(reply);
}

/** A site without a user to spare makes the guest all the same, suspended, and gives it a PIN that opens nothing. */
async function makeGuest({ cloud, signal }: Way, { site }: Found, alias: string): Promise<Guest | Trouble> {
  if (isFull(site)) return notSubscribed(false);
  const reply = await cloud.send("POST", "v1.2", ["sites", site.id, "guests"], signal, { alias });
  if (reply.kind !== "answered") return troubleOf(reply);
  const guest = readGuest(reply.body);
  if (guest === undefined) return unreadable("a guest", true);
  if (guest.isLetIn) return guest;
  const removed = await cloud.send("DELETE", "v1.2", ["sites", site.id, "users", guest.place], signal);
  return notSubscribed(removed.kind !== "answered" && removed.kind !== "missing");
}

function isFull({ users }: Site): boolean {
  return users !== undefined && users.taken >= users.allowed;
}

function notSubscribed(mayHaveHappened: boolean): Failed {
  return failed("not_subscribed", "Every user that the site's subscription allows is taken.", { mayHaveHappened });
}

/** A guest that somebody has suspended, or that was made when the site was full, has no user of the subscription. */
async function subscribe({ cloud, signal }: Way, { site }: Found, guest: Guest): Promise<Trouble | undefined> {
  if (guest.isLetIn) return undefined;
  if (isFull(site)) return notSubscribed(true);
  const path = ["sites", site.id, "users", guest.place, "subscription"];
  const reply = await cloud.send("PATCH", "v1.2", path, signal, { state: "subscribed" });
  return reply.kind === "answered" ? undefined : troubleOf(reply);
}

async function usePin({ cloud, signal }: Way, { site }: Found, guest: Guest): Promise<Trouble | undefined> {
  if (guest.usesPin) return undefined;
  const path = ["sites", site.id, "users", guest.place];
  const reply = await cloud.send("PATCH", "v1.2", path, signal, { use_pin: true });
  return reply.kind === "answered" ? undefined : troubleOf(reply);
}

/** Each call makes another PIN, and the one before no longer opens. */
async function choosePin({ cloud, signal }: Way, { site }: Found, { place }: Guest): Promise<Outcome> {
  const reply = await cloud.send("PUT", "v1.2", ["sites", site.id, "users", place, "pin"], signal, {});
  if (reply.kind !== "answered") return troubleOf(reply);
  const issued = readPin(reply.body);
  return issued === undefined ? unreadable("a PIN", true) : { kind: "done", evidence: "acknowledged", place, issued };
}

/** Whatever broke off, an earlier part of it may stand there by now. */
function troubleOf(reply: Exclude<Reply, { kind: "answered" }>): Trouble {
  const outcome = passOn(reply);
  return outcome.kind === "refused" ? outcome : { ...(outcome as Failed), mayHaveHappened: true };
}
