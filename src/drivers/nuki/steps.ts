import type { DeviceReport } from "#domain/device.ts";
import type { NativeId, Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import type { ClearStep, Outcome, SetStep, Step } from "#domain/step.ts";
import { closeWindow } from "#domain/window.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { passOn } from "#drivers/kit/reply.ts";
import { listed, offline, reached, type Site } from "./look.ts";
import { flawOf, type Listing, writeChange, writeCode } from "./wire.ts";

/** "Some seconds" is what the maker gives a lock that is online (developer.nuki.io, topic 29886). */
const confirmationMs = 10_000;

/**
 * Does one step at one lock. An order for a lock that is offline is accepted all the same and may never be done (the same
 * topic): none is given.
 */
export async function take(site: Site, device: NativeId, step: Step, signal: AbortSignal): Promise<Outcome> {
  const lock = await reached(site, device, signal);
  if (lock === "gone") return failed("provider", "The account no longer has this lock.");
  if ("because" in lock) return lock;
  if (lock.disconnected !== undefined) return offline();
  switch (step.kind) {
    case "set":
      return set(site, lock, step, signal);
    case "clear":
      return clear(site, device, step, signal);
    case "issue":
      return refused("unsupported", "Nuki computes no codes.");
    case "turn": {
      const reply = await site.cloud.turn(device, step.to, signal);
      return reply.kind === "answered" ? pending(site, undefined) : passOn(reply);
    }
  }
}

async function set(site: Site, lock: DeviceReport, step: SetStep, signal: AbortSignal): Promise<Outcome> {
  if (!lock.hasKeypad) return refused("unsupported", "No keypad is paired with this lock.");
  const flaw = flawOf(step.pin);
  if (flaw !== undefined) return refused("constraint", flaw);
  const listing = await listed(site, lock.nativeId, signal);
  if ("kind" in listing) return passOn(listing);
  const standing = whatStands(site, lock, listing, step);
  if (standing !== undefined) return standing;
  return step.into === undefined ? add(site, lock, step, signal) : change(site, lock, step, step.into, signal);
}

/** What a listing, and what is still to be listed, say of a code that is to be set; `undefined`: nothing is in its way. */
function whatStands(site: Site, lock: DeviceReport, { residents }: Listing, step: SetStep): Outcome | undefined {
  const here = residents.find(({ place }) => place === step.into);
  if (step.into !== undefined && here === undefined) {
    return failed("provider", "The code that was to be changed is no longer on the lock.");
  }
  const same = residents.filter((resident) => step.pin.equals(resident.pin));
  const ours = same.find((resident) => (here === undefined || resident === here) && isAsWanted(resident, step));
  if (ours !== undefined) return standingAt(site, ours);
  if (same.some((resident) => resident !== here)) {
    return refused("duplicate", "Another code on this lock has the same PIN.");
  }
  const order = site.orders.of(lock.nativeId, step, site.runtime.now());
  if (order !== undefined) {
    return here === undefined && isAsWanted(order, step)
      ? pending(site, undefined)
      : failed("busy", "A code with the same PIN is on its way to the lock.");
  }
  const { maxCodes = Number.POSITIVE_INFINITY } = lock.capabilities;
  return here === undefined && residents.length >= maxCodes
    ? refused("full", "Every place for codes on this lock is taken.")
    : undefined;
}

function standingAt(site: Site, { place, state }: Resident): Outcome {
  return state === "on_lock" ? { kind: "done", evidence: "acknowledged", place } : pending(site, place);
}

/** Has the server make a code. It names none: what it made is known by its digits and name once it is listed. */
async function add(site: Site, lock: DeviceReport, step: SetStep, signal: AbortSignal): Promise<Outcome> {
  const reply = await site.cloud.addCode(lock.nativeId, writeCode(step), signal);
  const mayCome = reply.kind === "answered" || (reply.kind === "failed" && reply.mayHaveHappened);
  if (mayCome) site.orders.add(lock.nativeId, step, site.runtime.now());
  return reply.kind === "answered" ? pending(site, undefined) : passOn(reply);
}

async function change(
  site: Site,
  lock: DeviceReport,
  step: SetStep,
  place: Place,
  signal: AbortSignal,
): Promise<Outcome> {
  const reply = await site.cloud.changeCode(lock.nativeId, place, writeChange(step), signal);
  return reply.kind === "answered" ? pending(site, place) : passOn(reply);
}

/** Takes a code off the lock, after seeing that what stands in its place is still that code. */
async function clear(site: Site, device: NativeId, step: ClearStep, signal: AbortSignal): Promise<Outcome> {
  const { place, expecting } = step;
  const gone = { kind: "done", evidence: "acknowledged", place: undefined } as const;
  const listing = await listed(site, device, signal);
  if ("kind" in listing) return passOn(listing);
  const there = listing.residents.find((resident) => resident.place === place);
  if (there === undefined && listing.complete) return gone;
  if (there?.pin !== undefined && expecting.pin !== undefined && !there.pin.equals(expecting.pin)) {
    return refused("occupied", "The PIN in this place is no longer the one to be removed.");
  }
  const reply = await site.cloud.removeCode(device, place, signal);
  if (reply.kind === "missing") return gone;
  return reply.kind === "answered" ? pending(site, place) : passOn(reply);
}

function pending({ runtime }: Site, place: Place | undefined): Outcome {
  return { kind: "pending", askAgainAt: runtime.now() + confirmationMs, place };
}

function isAsWanted(shown: Pick<Resident, "pin" | "label" | "window">, step: SetStep): boolean {
  return step.pin.equals(shown.pin) && shown.label === step.label && closeWindow(shown.window, step.window);
}
