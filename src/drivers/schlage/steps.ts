import type { NativeId } from "#domain/ids.ts";
import type { ClearStep, Outcome, SetStep, Step } from "#domain/step.ts";
import { closeWindow } from "#domain/window.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { passOn, unreadable } from "#drivers/kit/reply.ts";
import type { Runtime } from "#runtime/runtime.ts";
import type { Cloud } from "./cloud.ts";
import { listed, lookedUpAt, offline, reached } from "./look.ts";
import { type ListedCode, placeIn, readLock, type SchlageLock, writeCode } from "./wire.ts";

/** How long a lock is given for what its cloud has accepted, before it is looked at. */
const confirmationMs = 10_000;

/** Does one step at one lock. */
export async function take(
  cloud: Cloud,
  runtime: Runtime,
  device: NativeId,
  step: Step,
  signal: AbortSignal,
): Promise<Outcome> {
  const lock = await reached(cloud, device, signal);
  if (lock === "gone") return failed("provider", "The account no longer has this lock.");
  if ("kind" in lock) return lock;
  if (!lock.connected) return offline();
  switch (step.kind) {
    case "issue":
      return refused("unsupported", "Schlage computes no codes.");
    case "set":
      return set(cloud, runtime, lock, step, signal);
    case "clear":
      return clear(cloud, runtime, device, step, signal);
    case "turn":
      return turn(cloud, runtime, device, step.to, signal);
  }
}

/**
 * Puts a code on the lock, or changes it where it stands. Neither PINs nor lengths nor room are certain to be looked at
 * by the cloud, so that they are here, before anything is written.
 */
async function set(
  cloud: Cloud,
  runtime: Runtime,
  lock: SchlageLock,
  step: SetStep,
  signal: AbortSignal,
): Promise<Outcome> {
  if (lock.isGuest) return refused("unsupported", "The account is only a guest at this lock.");
  if (step.pin.length !== lock.codeLength) {
    return refused("constraint", `Every code on this lock has ${lock.codeLength} digits.`);
  }
  const listing = await listed(cloud, lock.id, signal);
  if ("kind" in listing) return passOn(listing);
  const others = listing.codes.filter(({ resident }) => resident.place !== step.into);
  const same = others.filter(({ resident }) => step.pin.equals(resident.pin));
  const ours = step.into === undefined ? same.find((code) => isOurs(code, step)) : undefined;
  if (ours !== undefined) return { kind: "done", evidence: "acknowledged", place: ours.resident.place };
  if (same.length > 0) return refused("duplicate", "Another code on this lock has the same PIN.");
  const { maxCodes = Number.POSITIVE_INFINITY } = lock.report.capabilities;
  if (step.into === undefined && others.length >= maxCodes) {
    return refused("full", "Every place for codes on this lock is taken.");
  }
  const name = step.into === undefined ? "addaccesscode" : "updateaccesscode";
  const reply = await cloud.command(lock.id, name, writeCode(step, step.into), signal);
  if (reply.kind === "missing" && step.into !== undefined) {
    return failed("provider", "The code that was to be changed is no longer on the lock.");
  }
  if (reply.kind !== "answered") return passOn(reply);
  const place = step.into ?? placeIn(reply.body);
  return place === undefined ? unreadable("a code", true) : accepted(runtime, place);
}

/** Takes a code off the lock, after seeing that what stands in its place is still that code. */
async function clear(
  cloud: Cloud,
  runtime: Runtime,
  device: NativeId,
  { place, expecting }: ClearStep,
  signal: AbortSignal,
): Promise<Outcome> {
  const listing = await listed(cloud, device, signal);
  if ("kind" in listing) return passOn(listing);
  const shown = listing.codes.find(({ resident }) => resident.place === place);
  const there = shown ?? (await lookedUpAt(cloud, device, place, signal));
  if (there === "certainly_gone") return { kind: "done", evidence: "read_back", place: undefined };
  if ("kind" in there) return there;
  const { pin } = there.resident;
  if (pin !== undefined && expecting.pin !== undefined && !pin.equals(expecting.pin)) {
    return refused("occupied", "The PIN in this place is no longer the one to be removed.");
  }
  const reply = await cloud.command(device, "deleteaccesscode", there.record, signal);
  if (reply.kind === "missing") return { kind: "done", evidence: "acknowledged", place: undefined };
  return reply.kind === "answered" ? accepted(runtime, place) : passOn(reply);
}

async function turn(
  cloud: Cloud,
  runtime: Runtime,
  device: NativeId,
  to: "locked" | "unlocked",
  signal: AbortSignal,
): Promise<Outcome> {
  const reply = await cloud.turn(device, to, signal);
  if (reply.kind !== "answered") return passOn(reply);
  // The answer is the lock as it stands, which has mostly not turned yet.
  const isDone = readLock(reply.body)?.report.locked === (to === "locked");
  return isDone ? { kind: "done", evidence: "acknowledged", place: undefined } : accepted(runtime, undefined);
}

function accepted(runtime: Runtime, place: ClearStep["place"] | undefined): Outcome {
  return { kind: "pending", askAgainAt: runtime.now() + confirmationMs, place };
}

/** What an earlier try of this step has left, whose reply was lost. */
function isOurs({ resident: { label, window } }: ListedCode, step: SetStep): boolean {
  return label === step.label && closeWindow(window, step.window);
}
