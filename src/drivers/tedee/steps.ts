import type { Resident } from "#domain/observation.ts";
import type { ClearStep, Outcome, SetStep, Step } from "#domain/step.ts";
import { closeWindow } from "#domain/window.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { unreadable } from "#drivers/kit/reply.ts";
import { passOn } from "./cloud.ts";
import type { PinBook } from "./pin-book.ts";
import { type AtLock, turn } from "./turn.ts";
import { readMade, readPin, writePin } from "./wire.ts";

/** What a step takes. */
export interface Hands extends AtLock {
  readonly book: PinBook;
}

/** Does one step at one lock. A change of PINs is answered once the lock has it. */
export async function take(hands: Hands, step: Step): Promise<Outcome> {
  switch (step.kind) {
    case "set":
      return set(hands, step);
    case "issue":
      return refused("unsupported", "Tedee computes no codes.");
    case "clear":
      return clear(hands, step);
    case "turn":
      return turn(hands, step.to);
  }
}

async function set(hands: Hands, step: SetStep): Promise<Outcome> {
  const { cloud, book, device, signal } = hands;
  const places = step.into === undefined ? [] : [step.into];
  const listing = await book.read(device, { places, label: step.label }, signal);
  if (listing.kind !== "listed") return passOn(listing);
  if (step.into !== undefined) {
    const there = listing.residents.find(({ place }) => place === step.into);
    if (there === undefined) return failed("provider", "The code that was to be changed is no longer on the lock.");
    return change(hands, there, step);
  }
  // What is as wanted to the last detail stands there since an earlier try, whose reply was lost.
  const same = listing.residents.find((resident) => isAsWanted(resident, step));
  if (same !== undefined) return { kind: "done", evidence: "read_back", place: same.place };
  const reply = await cloud.addPin(device, writePin(step), signal);
  if (reply.kind !== "answered") return passOn(reply);
  const place = readMade(reply.body);
  if (place === undefined) return unreadable("a PIN", true);
  book.wrote(device, place);
  return { kind: "done", evidence: "acknowledged", place };
}

async function change(hands: Hands, there: Resident, step: SetStep): Promise<Outcome> {
  const { cloud, book, device, signal } = hands;
  const { place } = there;
  if (isAsWanted(there, step)) return { kind: "done", evidence: "read_back", place };
  const reply = await cloud.changePin(device, place, writePin(step), signal);
  if (reply.kind !== "answered") return passOn(reply);
  book.wrote(device, place);
  return { kind: "done", evidence: "acknowledged", place };
}

/** Takes a code off the lock, after seeing that what stands in its place is still that code. */
async function clear(hands: Hands, { place, expecting }: ClearStep): Promise<Outcome> {
  const { cloud, book, device, signal } = hands;
  const shown = await cloud.pin(device, place, signal);
  if (shown.kind === "missing") return { kind: "done", evidence: "read_back", place: undefined };
  if (shown.kind !== "answered") return passOn(shown);
  const there = readPin(shown.body, place);
  if (there?.pin === undefined) return unreadable("a PIN");
  if (expecting.pin !== undefined && !there.pin.equals(expecting.pin)) {
    return refused("occupied", "The PIN in this place is no longer the one to be removed.");
  }
  const reply = await cloud.removePin(device, place, signal);
  if (reply.kind !== "answered" && reply.kind !== "missing") return passOn(reply);
  if (reply.kind === "answered") book.wrote(device, place);
  return { kind: "done", evidence: "acknowledged", place: undefined };
}

function isAsWanted({ pin, label, window }: Resident, step: SetStep): boolean {
  return step.pin.equals(pin) && label === step.label && closeWindow(window, step.window);
}
