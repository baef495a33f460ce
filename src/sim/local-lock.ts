import type { Place } from "#domain/ids.ts";
import { closesAt, earliestShownFrom, instantsOf, latestShownUntil } from "#domain/local-time.ts";
import type { Observation, Resident } from "#domain/observation.ts";
import type { ClearStep, Outcome, Refusal, SetStep } from "#domain/step.ts";
import { closeWindow, type Window } from "#domain/window.ts";
import type { Doer, Entry } from "./keypad.ts";
import type { SimLock } from "./lock.ts";
import type { LocalHabits } from "./lock-profile.ts";

type Shown = Pick<Extract<Observation, { kind: "seen" }>, "residents" | "complete" | "lookedInto" | "free">;

/** What one process knows of a lock since it listens, and loses when it dies. */
export interface LineMemory {
  /** Entries that somebody else wrote, by what the lock said, and whether a look has told of it. */
  readonly heard: Map<Place, "heard" | "told">;
  /** Where the next look goes on reading beside what it is asked for. */
  next: number;
}

export interface LookedFor {
  readonly asked: readonly Place[];
  /** How old what it shows may be, in milliseconds. */
  readonly staleMs: number;
  /** Of so many places, how many the look comes to. */
  readonly reach: (places: number) => number;
}

/** What a driver that speaks to the lock itself shows of it. */
export function lookLocally(lock: SimLock, local: LocalHabits, memory: LineMemory, wish: LookedFor): Shown {
  if (local.places === "tags") {
    const all = lock.residents().map((one) => withRecords(lock, one));
    const shown = all.slice(0, wish.reach(all.length));
    return { residents: shown, complete: shown.length === all.length };
  }
  const order = slotsInOrder(lock, local, memory, wish.asked);
  const covered = order.slice(0, wish.reach(order.length));
  memory.next += covered.filter((place) => !wish.asked.includes(place)).length;
  const [fresh, old] = [lock.residents(), lock.residents(wish.staleMs)];
  const isFresh = (place: Place) =>
    local.lags === "never" || (local.lags === "elsewhere" && wish.asked.includes(place));
  const found = covered.flatMap((place) => (isFresh(place) ? fresh : old).find((one) => one.place === place) ?? []);
  const empty = covered.filter((place) => found.every((one) => one.place !== place));
  for (const place of empty) memory.heard.delete(place);
  const residents = found.map((one) => asHeard(lock, memory, one));
  const complete = covered.length >= slotCount(lock);
  const isFull = complete && residents.length >= lock.capacity;
  const free = isFull ? [] : empty.filter((place) => Number(place) <= lock.capacity).sort(byNumber);
  return {
    residents,
    complete,
    ...(!complete && { lookedInto: covered }),
    // Without an empty slot among those that were read, the next look may come to one.
    ...((complete || free.length > 0) && { free }),
  };
}

/** What a driver finds to be said before it writes anything; `undefined`: it writes. */
export function beforeWriting(lock: SimLock, memory: LineMemory, step: SetStep | ClearStep): Outcome | undefined {
  const { capabilities, local } = lock.profile;
  if (local?.places === "tags") return undefined;
  const place = targetOf(lock, step);
  const there = place === undefined ? undefined : lock.keypad.at(place);
  if (step.kind === "clear") {
    if (there === undefined) return { kind: "done", evidence: "read_back", place: undefined };
    const isAnother = capabilities.readsPins
      ? step.expecting.pin !== undefined && !there.pin.equals(step.expecting.pin)
      : memory.heard.get(there.place) === "heard";
    return isAnother ? refused("occupied") : undefined;
  }
  if (place === undefined) return refused("full");
  if (Number(place) > lock.capacity && there === undefined) return refused("constraint");
  const isShown = there !== undefined && capabilities.readsPins;
  if (isShown && isSame(there, step, capabilities.names === "none"))
    return { kind: "done", evidence: "read_back", place };
  if (there !== undefined && step.into === undefined && (isShown || step.again !== true)) return refused("occupied");
  if (capabilities.readsPins && isElsewhere(lock, step, place)) return refused("duplicate");
  return undefined;
}

/** Where a step goes; `undefined`: no slot is free. */
export function targetOf(lock: SimLock, step: SetStep | ClearStep): Place | undefined {
  if (step.kind === "clear") return step.place;
  const given = step.into ?? step.at;
  if (given !== undefined) return given;
  return lock.keypad.entries.length < lock.capacity ? (String(lock.keypad.firstFree()) as Place) : undefined;
}

interface Writing {
  readonly by: Doer;
  readonly now: number;
  /** The slot is emptied, and what was to follow never arrives. */
  readonly isHalf: boolean;
  /** Of two messages, the last one alone comes late. */
  readonly isLate: boolean;
}

/** The lock does what it is told, now or late: it compares nothing but PINs. */
export function writeLocally(
  lock: SimLock,
  step: SetStep | ClearStep,
  place: Place,
  { by, now, isHalf, isLate }: Writing,
): Outcome {
  if (lock.profile.local?.places === "tags") return writeTagged(lock, step, by, now);
  const there = lock.keypad.at(place);
  if (step.kind === "clear") {
    if (there !== undefined) lock.keypad.remove(there, by);
    return { kind: "done", evidence: "read_back", place: undefined };
  }
  const { readsPins } = lock.profile.capabilities;
  const isEmptied = !isLate && there !== undefined && lock.profile.local?.emptiesFirst === true && !readsPins;
  if (isEmptied) lock.keypad.remove(there, by);
  if (isEmptied && isHalf) return refused("constraint");
  if (isElsewhere(lock, step, place)) return refused("duplicate");
  const standing = lock.keypad.at(place);
  if (standing === undefined && lock.keypad.entries.length >= lock.capacity) return refused("full");
  const given = { pin: step.pin, label: labelOf(lock, step), window: keptByWall(lock, step.window) };
  if (standing === undefined) lock.keypad.add({ place, ...given }, by, now);
  else lock.keypad.change(standing, given, by, now);
  return { kind: "done", evidence: readsPins ? "read_back" : "acknowledged", place };
}

/** A lock that keeps our mark with each code finds it again by that, wherever it stands. */
function writeTagged(lock: SimLock, step: SetStep | ClearStep, by: Doer, now: number): Outcome {
  const { keypad } = lock;
  if (step.kind === "clear") {
    const there = keypad.at(step.place);
    if (there === undefined) return { kind: "done", evidence: "read_back", place: undefined };
    const isAltered = isTagged(there) && there.changedBy.kind === "person";
    if (isAltered && step.expecting.pin !== undefined) return refused("occupied");
    if (!isTagged(there) && there.label !== step.expecting.label) return refused("occupied");
    keypad.remove(there, by);
    return { kind: "done", evidence: "acknowledged", place: undefined };
  }
  const mine = keypad.entries.find((entry) => isTagged(entry) && entry.place.endsWith(`-${step.code}`));
  if (step.into !== undefined && mine?.place !== step.into)
    return failed("The code that was to be changed is no longer on the lock.");
  if (isElsewhere(lock, step, mine?.place)) return refused("duplicate");
  const given = { pin: step.pin, label: step.label, window: keptByWall(lock, step.window) };
  if (mine !== undefined) keypad.change(mine, given, by, now);
  else if (keypad.entries.length >= lock.capacity) return refused("full");
  const place = mine?.place ?? (`${keypad.firstFree()}-${step.code}` as Place);
  if (mine === undefined) keypad.add({ place, ...given }, by, now);
  return { kind: "done", evidence: "acknowledged", place };
}

function isTagged({ place }: Pick<Entry, "place">): boolean {
  return place.includes("-");
}

function withRecords(lock: SimLock, resident: Resident): Resident {
  const entry = lock.keypad.at(resident.place);
  const isAltered = isTagged(resident) && entry?.changedBy.kind === "person";
  return isAltered ? { ...resident, altered: true } : resident;
}

function asHeard({ profile }: SimLock, { heard }: LineMemory, resident: Resident): Resident {
  if (!heard.has(resident.place)) return resident;
  heard.set(resident.place, "told");
  return profile.capabilities.readsPins ? resident : { ...resident, altered: true };
}

/** Those that are asked for, and others in turn; more of them until one is empty, for a new code needs one. */
function slotsInOrder(
  lock: SimLock,
  { readsBeside }: LocalHabits,
  { next }: LineMemory,
  asked: readonly Place[],
): readonly Place[] {
  const count = slotCount(lock);
  const turned = Array.from({ length: count }, (_one, at) => String(((next + at) % count) + 1) as Place);
  const others = turned.filter((place) => !asked.includes(place));
  const first = asked.filter((place) => Number(place) <= count);
  if (readsBeside === undefined) return [...first, ...others];
  const isEmpty = (place: Place) => lock.keypad.at(place) === undefined;
  const least = others.slice(0, readsBeside);
  const more = [...first, ...least].some(isEmpty) ? -1 : others.findIndex(isEmpty);
  return [...first, ...others.slice(0, Math.max(readsBeside, more + 1))];
}

function slotCount({ capacity, keypad }: SimLock): number {
  return Math.max(capacity, ...keypad.entries.map(({ place }) => Number(place)));
}

/** From the first instant at which the clock on the wall shows the start until it shows the end for good. */
function keptByWall({ profile }: SimLock, window: Window | undefined): Window | undefined {
  const { stepMs = 1, zone } = profile.capabilities.windows ?? {};
  if (window === undefined || zone === undefined) return undefined;
  const [start, stop] = [earliestShownFrom(window.startsAt, zone), latestShownUntil(window.endsAt, zone)];
  const shown = (wall: number) => Math.floor(wall / stepMs) * stepMs;
  return { startsAt: instantsOf(shown(start), zone).first, endsAt: closesAt(shown(stop), zone) };
}

function isSame(there: Entry, step: SetStep, isNameless: boolean): boolean {
  return (
    there.pin.equals(step.pin) && closeWindow(there.window, step.window) && (isNameless || there.label === step.label)
  );
}

function isElsewhere({ keypad }: SimLock, { pin }: SetStep, place: Place | undefined): boolean {
  return keypad.entries.some((entry) => entry.place !== place && entry.pin.equals(pin));
}

function labelOf({ profile }: SimLock, { label }: SetStep): string | undefined {
  return profile.capabilities.names === "none" ? undefined : label;
}

function byNumber(one: Place, other: Place): number {
  return Number(one) - Number(other);
}

function refused(because: Refusal): Outcome {
  return { kind: "refused", because, detail: "The lock does not take it." };
}

function failed(detail: string): Outcome {
  return { kind: "failed", because: "provider", detail, notBefore: undefined, mayHaveHappened: false };
}
