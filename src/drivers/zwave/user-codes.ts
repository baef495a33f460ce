import type { Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import type { Pin } from "#domain/pin.ts";
import type { ClearStep, Outcome, SetStep } from "#domain/step.ts";
import { closeWindow, type Window } from "#domain/window.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { asObject } from "#drivers/kit/untrusted.ts";
import { isNewlyAltered, type Notes, tellAltered } from "./notes.ts";
import { keepsWindows, userCodeLengths } from "./report.ts";
import { readSchedule, writeSchedule } from "./schedule.ts";
import type { Reply } from "./server.ts";
import { occupied, type Site, troubleOf, tryAgain } from "./site.ts";
import { commandClass, placeOf, readPlace, readSlot, type Slot, writeUserCode } from "./wire.ts";

/** What is in the way of an answer. */
type Trouble = Exclude<Reply, { kind: "answered" }>;

/** Longer than this is not read in one look, in milliseconds: the rest is read by the next. */
const readingMs = 8_000;

/** What stands in the slots of a lock, as far as it could be found out in time. */
export async function lookAtSlots(site: Site, places: readonly Place[]): Promise<Looked | Trouble> {
  const { node, runtime, notes } = site;
  const until = runtime.now() + readingMs;
  const ours = new Set(places.flatMap((place) => readPlace(place)?.slot ?? []));
  const residents: Resident[] = [];
  const free: Place[] = [];
  const lookedInto: Place[] = [];
  // What one look had no time for comes first in the next.
  const askedAt = ({ slot }: Slot) => notes.askedAt.get(slot) ?? 0;
  const inOrder = [...node.slots].sort((one, other) => askedAt(one) - askedAt(other));
  for (const known of inOrder) {
    // The lock is asked about what is ours, for not every lock tells of a change; of the rest the server's memory does.
    const isAsked = known.isTaken === undefined || ours.has(known.slot);
    if (isAsked && runtime.now() > until) continue;
    if (isAsked) notes.askedAt.set(known.slot, runtime.now());
    const slot = isAsked ? await readOne(site, known.slot) : known;
    if ("kind" in slot) return slot;
    if (slot.isTaken === undefined) continue;
    const place = placeOf(slot.slot, slot.slot);
    const window = slot.isTaken && ours.has(slot.slot) ? await scheduleOf(site, slot.slot) : undefined;
    if (window !== undefined && "kind" in window) return window;
    lookedInto.push(place);
    if (slot.isTaken) residents.push(residentIn(slot, window, notes));
    else free.push(place);
    if (!slot.isTaken) notes.altered.delete(place);
  }
  free.sort((one, other) => Number(one) - Number(other));
  const complete = node.slots.length > 0 && lookedInto.length === node.slots.length;
  // Without an empty slot among those that are known, the next look may find one.
  return { residents, free: complete || free.length > 0 ? free : undefined, complete, lookedInto };
}

export interface Looked {
  readonly residents: readonly Resident[];
  readonly free: readonly Place[] | undefined;
  readonly complete: boolean;
  readonly lookedInto: readonly Place[];
}

/** One that is switched off opens nothing and is none of our doing: we never switch one off. */
function residentIn({ slot, isActive, pin }: Slot, window: Window | undefined, notes: Notes): Resident {
  const place = placeOf(slot, slot);
  const entry = { place, pin, label: undefined, window, state: "on_lock" } as const;
  if (!isActive) return { ...entry, pin: undefined, altered: true };
  return pin === undefined ? { ...entry, ...tellAltered(notes, place) } : entry;
}

async function readOne({ server, node, signal }: Site, slot: number): Promise<Slot | Trouble> {
  const call = { nodeId: node.nodeId, commandClass: commandClass.userCode, methodName: "get", args: [slot] };
  const reply = await server.invoke(call, signal);
  if (reply.kind !== "answered") return reply;
  const response = asObject(reply.result.response);
  // The server answers without a response where the lock said nothing in time.
  if (response === undefined) return { kind: "unheard", detail: "The lock did not answer in time." };
  return readSlot(slot, response.userIdStatus, response.userCode);
}

async function scheduleOf(site: Site, slot: number): Promise<Window | undefined | Trouble> {
  const { server, node, signal, zone } = site;
  if (!keepsWindows(node, zone)) return undefined;
  const reply = await server.invoke(schedules(site, "getYearDaySchedule", [{ userId: slot, slotId: 1 }]), signal);
  if (reply.kind !== "answered") return reply;
  const response = asObject(reply.result.response);
  return response && readSchedule(response, zone);
}

function schedules({ node }: Site, methodName: string, args: readonly unknown[]) {
  return { nodeId: node.nodeId, commandClass: commandClass.scheduleEntryLock, methodName, args };
}

/** Puts a code into a slot, and reads it back: a lock may refuse without a word, and a call that failed may be done. */
export async function setUserCode(site: Site, step: SetStep): Promise<Outcome> {
  if (!userCodeLengths.includes(step.pin.length))
    return refused("constraint", "A PIN of this lock has 4 to 10 digits.");
  const target = targetFor(site, step);
  if (typeof target !== "number") return target;
  const before = await readOne(site, target);
  if ("kind" in before) return troubleOf(before);
  const window = await scheduleOf(site, target);
  if (window !== undefined && "kind" in window) return troubleOf(window);
  const place = placeOf(target, target);
  const isSame = before.isTaken === true && before.isActive && step.pin.equals(before.pin);
  if (isSame && closeWindow(window, step.window)) return { kind: "done", evidence: "read_back", place };
  if (step.into === undefined && before.isTaken === true && !isSame && !mayBeOurs(site, step, before))
    return occupied();
  if (site.node.slots.some(({ slot, pin }) => slot !== target && step.pin.equals(pin)))
    return refused("duplicate", "Another slot of this lock has this PIN.");
  return isSame ? schedule(site, step, target) : write(site, step, { target, before, window });
}

/** Of an earlier try, as far as is seen: its digits would show, or else nobody has told of writing there since. */
function mayBeOurs({ notes }: Site, { again }: SetStep, { slot, pin }: Slot): boolean {
  return again === true && pin === undefined && !notes.altered.has(placeOf(slot, slot));
}

/** A slot that nobody has set down as where this goes is not written: after a lost reply nobody would know whose it is. */
function targetFor({ node }: Site, step: SetStep): number | Outcome {
  const aim = step.into ?? step.at;
  if (aim !== undefined) return readPlace(aim)?.slot ?? failed("provider", "There is no such slot.");
  return node.slots.length > 0 && node.slots.every(({ isTaken }) => isTaken)
    ? refused("full", "Every slot of this lock is taken.")
    : failed("busy", "No empty slot of this lock is known yet.");
}

interface Target {
  readonly target: number;
  readonly before: Slot;
  readonly window: Window | undefined;
}

/** The window first: without it the PIN would open the door from now on. */
async function write(site: Site, step: SetStep, { target, before, window }: Target): Promise<Outcome> {
  const { notes, runtime, server, signal, node } = site;
  const place = placeOf(target, target);
  // Where digits are hidden, only that an empty slot is taken afterwards shows that the PIN went in.
  if (before.isHidden) {
    const emptied = await empty(site, target);
    if (emptied !== undefined) return emptied;
  }
  const isEarly = await putSchedule(site, target, window, step.window);
  if (typeof isEarly !== "boolean") return isEarly;
  const startedAt = runtime.now();
  notes.wroteAt.set(place, startedAt);
  const args = writeUserCode(target, step.pin);
  const call = { nodeId: node.nodeId, commandClass: commandClass.userCode, methodName: "set", args };
  const reply = await server.invoke(call, signal, true);
  if (reply.kind !== "answered" && reply.kind !== "unheard") return troubleOf(reply);
  const after = await readOne(site, target);
  if ("kind" in after) return troubleOf(after, true);
  const stands = after.isTaken === true && after.isActive && (step.pin.equals(after.pin) || after.isHidden);
  if (!stands) {
    if (reply.kind === "unheard") return troubleOf(reply);
    return notes.duplicateAt !== undefined && notes.duplicateAt >= startedAt
      ? refused("duplicate", "The lock says that it has this PIN already.")
      : refused("constraint", "The lock did not take this PIN, and does not say why.");
  }
  notes.altered.delete(place);
  notes.wroteAt.set(place, runtime.now());
  if (!isEarly) return schedule(site, step, target);
  return { kind: "done", evidence: after.isHidden ? "acknowledged" : "read_back", place };
}

/** Gives the window to a code that stands already; one without the window that it should have is taken off again. */
async function schedule(site: Site, step: SetStep, target: number): Promise<Outcome> {
  const before = await scheduleOf(site, target);
  const kept =
    before !== undefined && "kind" in before
      ? troubleOf(before, true)
      : await putSchedule(site, target, before, step.window);
  if (kept === true) return { kind: "done", evidence: "acknowledged", place: placeOf(target, target) };
  const emptied = await empty(site, target);
  if (emptied !== undefined) return emptied;
  return kept === false ? refused("constraint", "The lock does not take this window.") : kept;
}

/** Whether the lock has the window by now; what is in the way otherwise. */
async function putSchedule(
  site: Site,
  slot: number,
  before: Window | undefined,
  window: Window | undefined,
): Promise<boolean | Outcome> {
  const { server, signal, zone, node } = site;
  if (!keepsWindows(node, zone)) return window === undefined || refused("unsupported", "This lock keeps no windows.");
  if (closeWindow(before, window)) return true;
  const where = { userId: slot, slotId: 1 };
  const args = window === undefined ? [where] : [where, writeSchedule(window, zone)];
  const reply = await server.invoke(schedules(site, "setYearDaySchedule", args), signal, true);
  if (reply.kind !== "answered" && reply.kind !== "unheard") return troubleOf(reply);
  const after = await scheduleOf(site, slot);
  if (after !== undefined && "kind" in after) return troubleOf(after, true);
  return closeWindow(after, window);
}

/** Empties a slot, and makes sure of it; `undefined`: it is empty. */
async function empty(site: Site, slot: number): Promise<Outcome | undefined> {
  const { server, signal, node, notes, runtime } = site;
  const call = { nodeId: node.nodeId, commandClass: commandClass.userCode, methodName: "clear", args: [slot] };
  notes.wroteAt.set(placeOf(slot, slot), runtime.now());
  const reply = await server.invoke(call, signal, true);
  if (reply.kind !== "answered" && reply.kind !== "unheard") return troubleOf(reply);
  const after = await readOne(site, slot);
  if ("kind" in after) return troubleOf(after, true);
  if (after.isTaken !== false) return reply.kind === "unheard" ? troubleOf(reply) : tryAgain();
  notes.altered.delete(placeOf(slot, slot));
  notes.wroteAt.set(placeOf(slot, slot), runtime.now());
  return undefined;
}

export async function clearUserCode(site: Site, { place, expecting }: ClearStep): Promise<Outcome> {
  const slot = readPlace(place)?.slot;
  if (slot === undefined) return failed("provider", "There is no such slot.");
  const there = await readOne(site, slot);
  if ("kind" in there) return troubleOf(there);
  if (there.isTaken === false) return { kind: "done", evidence: "read_back", place: undefined };
  if (there.isHidden ? isNewlyAltered(site.notes, place) : isAnother(there.pin, expecting.pin)) return occupied();
  return (await empty(site, slot)) ?? { kind: "done", evidence: "read_back", place: undefined };
}

function isAnother(there: Pin | undefined, expected: Pin | undefined): boolean {
  return there !== undefined && expected !== undefined && !there.equals(expected);
}
