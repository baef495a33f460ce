import type { AccessCodeId, NativeId, Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import type { Pin } from "#domain/pin.ts";
import type { ClearStep, Outcome, SetStep, Step } from "#domain/step.ts";
import { closeWindow } from "#domain/window.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import type { Cloud } from "./cloud.ts";
import { asFailed, passOn } from "./look.ts";
import { type Listing, readPins, readTurned, readUser, writeDelete, writeLoad, writeUser } from "./wire.ts";

/** What a step takes. */
export interface Hands {
  readonly cloud: Cloud;
  readonly now: () => number;
  readonly spareUsers: SpareUsers;
}

/**
 * Users that were made for a code and were not given its PIN, by code: the next try takes the same one, so that a busy
 * lock does not leave a user in the owner's account with every try.
 */
export type SpareUsers = Map<AccessCodeId, { readonly user: Place; readonly pin: Pin; readonly label: string }>;

/** More than these are not remembered at once, so that codes that were given up do not fill the memory. */
const mostSpareUsers = 1_000;

/** A lock usually has a PIN some 30 s after the cloud took it (a client that waits for it, read 2026): it is looked at before. */
const confirmationMs = 20_000;

/** Does one step at one lock. */
export async function take(hands: Hands, device: NativeId, step: Step, signal: AbortSignal): Promise<Outcome> {
  switch (step.kind) {
    case "set":
      return step.into === undefined
        ? add(hands, device, step, signal)
        : refused("unsupported", "A PIN is not changed where it stands: it is deleted and loaded anew.");
    case "issue":
      return refused("unsupported", "This maker computes no PINs.");
    case "clear":
      return clear(hands, device, step, signal);
    case "turn":
      return turn(hands.cloud, device, step.to, signal);
  }
}

/** Makes a user of its own for the code and gives it the PIN, unless an earlier try, whose reply was lost, did. */
async function add(hands: Hands, device: NativeId, step: SetStep, signal: AbortSignal): Promise<Outcome> {
  const { cloud } = hands;
  const listing = await listed(cloud, device, signal);
  if ("kind" in listing) return listing;
  const standing = whatStands(hands, listing, step);
  if (standing !== undefined) return standing;
  const user = await userFor(hands, device, step, signal);
  if (typeof user !== "string") return user;
  const loaded = await cloud.command(device, writeLoad(step, user), signal);
  if (loaded.kind === "conflict") return whyConflict(hands, device, step, signal);
  if (loaded.kind !== "answered") return passOn(loaded);
  hands.spareUsers.delete(step.code);
  return pending(hands, user);
}

/** Somebody who has no PIN: made for this code, by this try or by one before. */
async function userFor(
  { cloud, spareUsers }: Hands,
  device: NativeId,
  step: SetStep,
  signal: AbortSignal,
): Promise<Place | Outcome> {
  const { code, pin, label } = step;
  const spare = spareUsers.get(code);
  if (spare?.label === label && spare.pin.equals(pin)) return spare.user;
  const made = await cloud.addUser(writeUser(step), device, signal);
  if (made.kind !== "answered") return passOn(made);
  const user = readUser(made.body);
  if (user === undefined) return unreadable("a user", true);
  if (spareUsers.size >= mostSpareUsers) spareUsers.clear();
  spareUsers.set(code, { user, pin, label });
  return user;
}

/** What a listing says of a PIN that is to be set: it is there by our doing, or in the way. `undefined`: neither. */
function whatStands(hands: Hands, { residents }: Listing, step: SetStep): Outcome | undefined {
  const same = residents.filter((resident) => step.pin.equals(resident.pin));
  const ours = same.find((resident) => fits(resident, step));
  if (ours !== undefined) {
    return ours.state === "on_lock"
      ? { kind: "done", evidence: "read_back", place: ours.place }
      : pending(hands, ours.place);
  }
  if (same.some(({ state }) => state === "leaving")) {
    return failed("busy", "A code with the same PIN is still being removed.");
  }
  return same.length > 0 ? refused("duplicate", "The provider has this PIN on this lock already.") : undefined;
}

/**
 * A load is answered with the same conflict for a PIN that is taken and, it seems, for a lock that has no place: only
 * reserving a PIN is documented to tell the second.
 */
async function whyConflict(hands: Hands, device: NativeId, step: SetStep, signal: AbortSignal): Promise<Outcome> {
  const { cloud } = hands;
  const listing = await listed(cloud, device, signal);
  const standing = "kind" in listing ? undefined : whatStands(hands, listing, step);
  if (standing !== undefined) return standing;
  const reserved = await cloud.reservePin(device, signal);
  if (reserved.kind === "conflict") return refused("full", "The provider says that the lock has no place for a PIN.");
  if (reserved.kind !== "answered") return asFailed(reserved);
  return refused("duplicate", "The provider says that this PIN is taken on this lock.");
}

/** Takes a code off the lock, after seeing that its user still has that PIN. */
async function clear(hands: Hands, device: NativeId, step: ClearStep, signal: AbortSignal): Promise<Outcome> {
  const { cloud } = hands;
  const listing = await listed(cloud, device, signal);
  if ("kind" in listing) return listing;
  const there = listing.residents.find(({ place }) => place === step.place);
  if (there === undefined && listing.complete) return { kind: "done", evidence: "read_back", place: undefined };
  if (there !== undefined && isAnother(there, step)) {
    return refused("occupied", "The PIN in this place is no longer the one to be removed.");
  }
  if (there?.state === "leaving") return pending(hands, step.place);
  const reply = await cloud.command(device, writeDelete(step.place), signal);
  return reply.kind === "answered" ? pending(hands, step.place) : passOn(reply);
}

/** The cloud answers once the bolt has turned. */
async function turn(cloud: Cloud, device: NativeId, to: "locked" | "unlocked", signal: AbortSignal): Promise<Outcome> {
  const reply = await cloud.operate(device, to === "locked" ? "lock" : "unlock", signal);
  if (reply.kind !== "answered") return passOn(reply);
  const bolt = readTurned(reply.body);
  if (bolt === to) return { kind: "done", evidence: "acknowledged", place: undefined };
  return failed("provider", "The lock did not say that it turned.", { mayHaveHappened: bolt === undefined });
}

async function listed(cloud: Cloud, device: NativeId, signal: AbortSignal): Promise<Listing | Outcome> {
  const reply = await cloud.pins(device, signal);
  if (reply.kind !== "answered") return passOn(reply);
  return readPins(reply.body, device) ?? unreadable("a list of PINs");
}

function pending({ now }: Hands, place: Place): Outcome {
  return { kind: "pending", askAgainAt: now() + confirmationMs, place };
}

function fits({ state, label, window }: Resident, step: SetStep): boolean {
  return state !== "leaving" && label === step.label && closeWindow(window, step.window);
}

/** A user keeps its id while its PIN is changed: the PIN is then somebody's choice. */
function isAnother({ pin }: Resident, { expecting }: ClearStep): boolean {
  return pin !== undefined && expecting.pin !== undefined && !pin.equals(expecting.pin);
}
