import type { NativeId } from "#domain/ids.ts";
import type { ClearStep, Outcome, SetStep, Step } from "#domain/step.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { keepsWindows } from "./capabilities.ts";
import { asFailed, isAltered, listUsers, readChanges, readFacts } from "./look.ts";
import { isOurs, isTagged, readPlace, standsAt, uniqueIdOf } from "./place.ts";
import { addUser, changeUser } from "./set-user.ts";
import { type LockTalk, lockTalk, type Reply, type Talk } from "./talk.ts";
import { type LockFacts, readUserEntry, type User } from "./wire.ts";

/** Does one step at one lock. */
export async function take(talk: Talk, device: NativeId, step: Step, zone: string | undefined): Promise<Outcome> {
  const lock = lockTalk(talk, device);
  switch (step.kind) {
    case "set":
      return set(lock, step, zone);
    case "clear":
      return clear(lock, step);
    case "turn":
      return turn(lock, step.to);
    case "issue":
      return refused("unsupported", "This lock computes no PINs.");
  }
}

/** Puts a code on the lock, into the user that an earlier try of it made, or where it stands. */
async function set(lock: LockTalk, step: SetStep, zone: string | undefined): Promise<Outcome> {
  const facts = await readFacts(lock);
  if (facts === "gone") return asFailed({ kind: "gone" });
  if ("kind" in facts) return facts;
  const misfit = whatDoesNotFit(facts, step, facts.zone ?? zone);
  if (misfit !== undefined) return misfit;
  const found = await listUsers(lock, facts);
  if ("kind" in found) return found;
  if (!found.complete) return failed("provider", "The lock does not show every user: nobody knows which are free.");
  const spot = step.into === undefined ? { index: 0, uniqueId: uniqueIdOf(step.code) } : readPlace(step.into);
  const mine = found.users.find(
    (user) =>
      isTagged(user, facts.fabric) &&
      user.uniqueId === spot?.uniqueId &&
      (step.into === undefined || user.index === spot?.index),
  );
  const order = { step, zone: facts.zone ?? zone };
  if (mine !== undefined && mine.pins.length > 0) return changeUser(lock, facts, mine, order);
  if (mine === undefined && step.into !== undefined)
    return failed("provider", "The code that was to be changed is no longer on the lock.");
  const left = await clearUnfinished(lock, facts, found.users);
  return "kind" in left ? left : addUser(lock, facts, left.users, order);
}

/**
 * What a try that was cut short left: users of ours without a number, or without a PIN. Nobody else writes in our
 * name, and one lock has one step at a time, so that none of them can be under way.
 */
async function clearUnfinished(
  lock: LockTalk,
  { fabric }: LockFacts,
  users: readonly User[],
): Promise<{ readonly users: readonly User[] } | Outcome> {
  const unfinished = users.filter(
    (user) => isOurs(user, fabric) && (user.pins.length === 0 || !isTagged(user, fabric)),
  );
  for (const { index } of unfinished) {
    const reply = await lock.write("clearUser", { userIndex: index });
    if (reply.kind !== "answered") return asFailed(reply);
  }
  return { users: users.filter((user) => !unfinished.includes(user)) };
}

function whatDoesNotFit(facts: LockFacts, { pin, window }: SetStep, zone: string | undefined): Outcome | undefined {
  if (!facts.features.pins || !facts.features.users) return refused("unsupported", "This lock takes no PINs.");
  if (pin.length < facts.shortest || pin.length > facts.longest)
    return refused("constraint", `The lock takes PINs of ${facts.shortest} to ${facts.longest} digits.`);
  if (window !== undefined && !keepsWindows(facts, zone))
    return refused("constraint", "This lock keeps no windows, or nobody knows its time zone.");
  return undefined;
}

/** Takes a user off the lock, after seeing that it is still the one, and that nobody gave it another PIN. */
async function clear(lock: LockTalk, step: ClearStep): Promise<Outcome> {
  const gone = { kind: "done", evidence: "read_back", place: undefined } as const;
  const spot = readPlace(step.place);
  if (spot === undefined) return failed("provider", "There is no such place on this lock.");
  const facts = await readFacts(lock);
  if (facts === "gone") return asFailed({ kind: "gone" });
  if ("kind" in facts) return facts;
  const reply = await lock.read("getUser", { userIndex: spot.index });
  if (reply.kind !== "answered") return asFailed(reply);
  const entry = readUserEntry(reply.body);
  if (entry === undefined) return failed("provider", "The lock answered with a user that could not be read.");
  const { user } = entry;
  if (user === undefined || !standsAt(user, spot, facts.fabric)) return gone;
  if (step.expecting.label !== undefined && user.name !== step.expecting.label && spot.uniqueId === undefined)
    return refused("occupied", "Somebody else's code stands in this place by now.");
  const records = await readChanges(lock);
  if ("kind" in records) return records;
  const altered = await isAltered(lock, facts, user, records);
  if (typeof altered !== "boolean") return altered;
  if (altered && step.expecting.pin !== undefined)
    return refused("occupied", "By the lock's own records somebody changed the PIN in this place.");
  const cleared = await lock.write("clearUser", { userIndex: user.index });
  return cleared.kind === "answered" ? { ...gone, evidence: "acknowledged" } : asFailed(cleared);
}

async function turn(lock: LockTalk, to: "locked" | "unlocked"): Promise<Outcome> {
  const reply: Reply = await lock.write(to === "locked" ? "lockDoor" : "unlockDoor", {});
  return reply.kind === "answered" ? { kind: "done", evidence: "acknowledged", place: undefined } : asFailed(reply);
}
