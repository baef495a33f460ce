import type { NativeId } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import type { ClearStep, Outcome, SetStep, Step, TurnStep } from "#domain/step.ts";
import { closeWindow } from "#domain/window.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import type { Cloud } from "./cloud.ts";
import { listed, passOn } from "./look.ts";
import { readMade, writeChange, writeDeletion, writePasscode } from "./wire.ts";

/** Does one step at one lock. The cloud answers once the lock has done it, through its gateway. */
export async function take(cloud: Cloud, device: NativeId, step: Step, signal: AbortSignal): Promise<Outcome> {
  switch (step.kind) {
    case "set":
      return set(cloud, device, step, signal);
    case "issue":
      return refused("unsupported", "Computed passcodes are not asked of this provider.");
    case "clear":
      return clear(cloud, device, step, signal);
    case "turn":
      return turn(cloud, device, step, signal);
  }
}

async function set(cloud: Cloud, device: NativeId, step: SetStep, signal: AbortSignal): Promise<Outcome> {
  const listing = await listed(cloud, device, signal);
  if ("kind" in listing) return passOn(listing);
  const { residents } = listing;
  if (step.into !== undefined) {
    const there = residents.find(({ place }) => place === step.into);
    if (there === undefined) return failed("provider", "The code that was to be changed is no longer on the lock.");
    return change(cloud, device, there, step, signal);
  }
  // What is as wanted to the last detail stands there since an earlier try, whose reply was lost.
  const same = residents.find((resident) => isAsWanted(resident, step));
  if (same !== undefined) return { kind: "done", evidence: "read_back", place: same.place };
  return add(cloud, device, step, signal);
}

async function add(cloud: Cloud, device: NativeId, step: SetStep, signal: AbortSignal): Promise<Outcome> {
  const reply = await cloud.order("/v3/keyboardPwd/add", writePasscode(device, step), signal);
  if (reply.kind !== "answered") return passOn(reply);
  const place = readMade(reply.body);
  return place === undefined ? unreadable("a code", true) : { kind: "done", evidence: "acknowledged", place };
}

/**
 * Changes a code where it stands. A change names no type: one that comes to have an end, or is to have none any more,
 * is taken off and made anew.
 */
async function change(
  cloud: Cloud,
  device: NativeId,
  there: Resident,
  step: SetStep,
  signal: AbortSignal,
): Promise<Outcome> {
  const { place } = there;
  if (isAsWanted(there, step)) return { kind: "done", evidence: "read_back", place };
  if ((there.window === undefined) !== (step.window === undefined)) {
    const removed = await cloud.order("/v3/keyboardPwd/delete", writeDeletion(device, place), signal);
    return removed.kind === "answered" ? add(cloud, device, step, signal) : passOn(removed);
  }
  const reply = await cloud.order("/v3/keyboardPwd/change", writeChange(device, there, step), signal);
  return reply.kind === "answered" ? { kind: "done", evidence: "acknowledged", place } : passOn(reply);
}

/** Takes a code off the lock, after seeing that what stands in its place is still that code. */
async function clear(cloud: Cloud, device: NativeId, step: ClearStep, signal: AbortSignal): Promise<Outcome> {
  const listing = await listed(cloud, device, signal);
  if ("kind" in listing) return passOn(listing);
  const there = listing.residents.find(({ place }) => place === step.place);
  if (there === undefined && listing.complete) return { kind: "done", evidence: "read_back", place: undefined };
  const { pin } = step.expecting;
  if (there?.pin !== undefined && pin !== undefined && !there.pin.equals(pin)) {
    return refused("occupied", "The PIN in this place is no longer the one to be removed.");
  }
  const reply = await cloud.order("/v3/keyboardPwd/delete", writeDeletion(device, step.place), signal);
  const isGone = reply.kind === "answered" || (reply.kind === "missing" && reply.what === "passcode");
  return isGone ? { kind: "done", evidence: "acknowledged", place: undefined } : passOn(reply);
}

async function turn(cloud: Cloud, device: NativeId, step: TurnStep, signal: AbortSignal): Promise<Outcome> {
  const path = step.to === "locked" ? "/v3/lock/lock" : "/v3/lock/unlock";
  const reply = await cloud.order(path, { lockId: device }, signal);
  return reply.kind === "answered" ? { kind: "done", evidence: "acknowledged", place: undefined } : passOn(reply);
}

function isAsWanted({ pin, label, window }: Resident, step: SetStep): boolean {
  return step.pin.equals(pin) && label === step.label && closeWindow(window, step.window);
}
