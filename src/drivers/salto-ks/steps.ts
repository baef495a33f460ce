import type { NativeId, Place } from "#domain/ids.ts";
import type { ClearStep, Outcome, SetStep, Step, TurnStep } from "#domain/step.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { passOn } from "#drivers/kit/reply.ts";
import { entriesAt } from "./codes.ts";
import { issue, schedule } from "./issue.ts";
import { aliasOf } from "./names.ts";
import { type Found, offline, reached, type Way } from "./site.ts";

/** Does one step at one lock. */
export async function take(way: Way, id: NativeId, step: Step): Promise<Outcome> {
  const found = await reached(way, id);
  if (found === "gone") return failed("provider", "The account no longer has this lock.");
  if ("kind" in found) return found;
  // The cloud takes orders for a lock that is offline, and nobody hears whether they were carried out.
  const cutOff = offline(found.lock);
  if (cutOff !== undefined) return cutOff;
  if (step.kind !== "turn" && found.lock.report.capabilities.programsOnlineCodes !== true)
    return refused("unsupported", "The lock has no keypad, or PINs are turned off at its site.");
  switch (step.kind) {
    case "issue":
      return step.online === true
        ? issue(way, found, step)
        : refused("unsupported", "Salto KS computes no codes for locks that are offline.");
    case "set":
      return change(way, found, step);
    case "clear":
      return clear(way, found, step);
    case "turn":
      return turn(way, found, step);
  }
}

/** Another time or another name for a code whose PIN stays: Salto chose it, and takes none from us. */
async function change(way: Way, found: Found, { into, label, window }: SetStep): Promise<Outcome> {
  if (into === undefined) return refused("unsupported", "Salto KS chooses every PIN itself.");
  const entries = await entriesAt(way, found);
  if ("kind" in entries) return entries;
  const entry = entries.find(({ guest }) => guest?.place === into);
  if (entry === undefined) return failed("provider", "The code that was to be changed is no longer there.");
  const scheduled = await schedule(way, found, entry.group, window);
  if (scheduled !== undefined) return scheduled;
  if (entry.label !== label) {
    const renamed = await rename(way, found, into, aliasOf(label, entry.group));
    if (renamed !== undefined) return renamed;
  }
  return { kind: "done", evidence: "acknowledged", place: into };
}

/** That a user's alias can be changed like its other fields is a guess: it is a field of the user, and nobody has written of doing it. */
async function rename(
  { cloud, signal }: Way,
  { site }: Found,
  place: Place,
  alias: string,
): Promise<Outcome | undefined> {
  const reply = await cloud.send("PATCH", "v1.2", ["sites", site.id, "users", place], signal, { alias });
  if (reply.kind === "answered") return undefined;
  return passOn(reply);
}

/** The guest goes, and with it its PIN and its user of the subscription. Its group stays, for the next code at the lock. */
async function clear({ cloud, signal }: Way, { site }: Found, { place }: ClearStep): Promise<Outcome> {
  const reply = await cloud.send("DELETE", "v1.2", ["sites", site.id, "users", place], signal);
  const isOff = reply.kind === "answered" || reply.kind === "missing";
  return isOff ? { kind: "done", evidence: "acknowledged", place: undefined } : passOn(reply);
}

async function turn({ cloud, signal }: Way, { site, lock }: Found, { to }: TurnStep): Promise<Outcome> {
  if (to === "locked") return refused("unsupported", "A Salto lock locks itself.");
  if (lock.report.capabilities.unlocksRemotely !== true)
    return refused("unsupported", "The lock's IQ asks for one-time passwords, which this driver does not make.");
  const path = ["sites", site.id, "locks", lock.id, "locking"];
  const reply = await cloud.send("PATCH", "v1.2", path, signal, { locked_state: "unlocked" });
  if (reply.kind === "answered") return { kind: "done", evidence: "acknowledged", place: undefined };
  return passOn(reply);
}
