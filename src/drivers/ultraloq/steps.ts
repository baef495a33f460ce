import type { NativeId } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import type { ClearStep, Outcome, SetStep, Step } from "#domain/step.ts";
import { closeWindow } from "#domain/window.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { passOn } from "#drivers/kit/reply.ts";
import { type Account, type Listing, listed, offline, type ReachedLock, reach } from "./look.ts";
import { type Command, flawOf, readPatience, writeUser } from "./wire.ts";

/**
 * Does one step at one lock. The cloud takes whatever it is told, also for a lock that is away: that it was told is no word
 * of the lock's, and a lock that is away is told nothing.
 */
export async function take(account: Account, device: NativeId, step: Step, signal: AbortSignal): Promise<Outcome> {
  if (step.kind === "issue") return refused("unsupported", "This maker computes no PINs.");
  const flaw = step.kind === "set" ? flawOf(step.pin) : undefined;
  if (flaw !== undefined) return refused("constraint", flaw);
  const lock = await reach(account, device, signal);
  if (lock === "gone") return failed("provider", "The account no longer has this lock.");
  if ("kind" in lock) return lock;
  if (lock.report.disconnected !== undefined) return offline();
  if (step.kind === "turn") {
    const name = step.to === "locked" ? "lock" : "unlock";
    return order(account, lock, { capability: "st.lock", name }, undefined, signal);
  }
  const listing = await listed(account, lock.addressed, signal);
  if ("kind" in listing) return listing;
  const at = { account, lock, listing };
  return step.kind === "set" ? set(at, step, signal) : clear(at, step, signal);
}

/** Where a step is done, and what stands there. */
interface Scene {
  readonly account: Account;
  readonly lock: ReachedLock;
  readonly listing: Listing;
}

async function set({ account, lock, listing }: Scene, step: SetStep, signal: AbortSignal): Promise<Outcome> {
  const { residents } = listing;
  if (step.window !== undefined && account.zone === undefined)
    return refused("unsupported", "Nobody has said in which time zone this lock hangs.");
  const same = residents.filter(({ pin }) => step.pin.equals(pin));
  // The cloud gives no id to what it is told to add: it is found again by its digits, its name and its times.
  const ours = same.find((resident) => isAsWanted(resident, step));
  if (ours !== undefined && (step.into === undefined || step.into === ours.place)) return asFound(account, ours);
  const others = same.filter(({ place }) => place !== step.into);
  if (others.some(({ state }) => state === "leaving"))
    return failed("busy", "A code with the same PIN is still being removed.");
  if (others.length > 0) return refused("duplicate", "Another user of this lock has this PIN.");
  const user = writeUser(step, account.zone);
  if (step.into === undefined)
    return order(account, lock, { capability: "st.lockUser", name: "add", about: user }, undefined, signal);
  if (!residents.some(({ place }) => place === step.into))
    return failed("provider", "The code that was to be changed is no longer on the lock.");
  const about = { id: Number(step.into), ...user };
  return order(account, lock, { capability: "st.lockUser", name: "update", about }, step.into, signal);
}

function asFound({ now }: Account, { state, place }: Resident): Outcome {
  return state === "on_lock"
    ? { kind: "done", evidence: "acknowledged", place }
    : { kind: "pending", askAgainAt: now() + usualPatienceMs, place };
}

/** Takes a user off the lock, after seeing that it still has that PIN. */
async function clear({ account, lock, listing }: Scene, step: ClearStep, signal: AbortSignal): Promise<Outcome> {
  const { place, expecting } = step;
  const there = listing.residents.find((resident) => resident.place === place);
  if (there === undefined && listing.complete) return { kind: "done", evidence: "acknowledged", place: undefined };
  if (there?.pin !== undefined && expecting.pin !== undefined && !there.pin.equals(expecting.pin))
    return refused("occupied", "The PIN in this place is no longer the one to be removed.");
  if (there?.state === "leaving") return { kind: "pending", askAgainAt: account.now() + usualPatienceMs, place };
  const command = { capability: "st.lockUser", name: "delete", about: { id: Number(place) } } as const;
  const outcome = await order(account, lock, command, place, signal);
  if (outcome.kind === "pending") account.removals.ordered(lock.addressed.id, place);
  return outcome;
}

/** What the cloud named for other commands is not said for one that is found under way. */
const usualPatienceMs = 10_000;

/** The answer says only how long the lock may take. */
async function order(
  { cloud, now }: Account,
  { addressed }: ReachedLock,
  command: Command,
  place: Resident["place"] | undefined,
  signal: AbortSignal,
): Promise<Outcome> {
  const reply = await cloud.command(addressed, command, signal);
  if (reply.kind !== "answered") return passOn(reply);
  return { kind: "pending", askAgainAt: now() + readPatience(reply.body), place };
}

function isAsWanted({ state, label, window }: Resident, step: SetStep): boolean {
  return state !== "leaving" && label === step.label && closeWindow(window, step.window);
}
