import type { NativeId, Place } from "#domain/ids.ts";
import type { ClearStep, Outcome, SetStep, Step } from "#domain/step.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { passOn, unreadable } from "#drivers/kit/reply.ts";
import { type Filled, filledPlaces, singleFileMs } from "./filled-places.ts";
import { type Account, offline, reached } from "./look.ts";
import { type LockNotes, slotNow } from "./notes.ts";
import { placeOf, readPlace, withoutToken } from "./place.ts";
import { flawOf, type KwiksetLock, readStored, readToken, writeCode, writeRemoval } from "./wire.ts";

/** How long a lock is given for what its cloud has accepted, before it is looked at. */
const confirmationMs = 20_000;

/** Does one step at one lock. */
export async function take(
  account: Account,
  notes: LockNotes,
  device: NativeId,
  step: Step,
  signal: AbortSignal,
): Promise<Outcome> {
  if (step.kind === "issue") return refused("unsupported", "Kwikset computes no codes.");
  const lock = await reached(account, device, signal);
  if (lock === "gone") return failed("provider", "The account no longer has this lock.");
  if ("kind" in lock) return lock;
  if (!lock.connected) return offline();
  if (step.kind === "turn") return turn(account, device, step.to, signal);
  if (lock.taken === undefined) return refused("unsupported", "This lock does not say which of its places are taken.");
  const { id, taken } = lock;
  const filled = await filledPlaces(account.cloud, notes, { id, taken, now: account.runtime.now() }, signal);
  return step.kind === "set"
    ? set(account, notes, { lock, filled }, step, signal)
    : clear(account, notes, { lock, filled }, step, signal);
}

interface Scene {
  readonly lock: KwiksetLock;
  readonly filled: Filled;
}

/**
 * Has the lock store a code. It goes to the lowest slot that is free, whatever slot one asks for, so that it is sent only
 * when that is the one it is meant for: afterwards nothing but its slot tells whose code is whose.
 */
async function set(
  { cloud, runtime }: Account,
  notes: LockNotes,
  { lock, filled }: Scene,
  step: SetStep,
  signal: AbortSignal,
): Promise<Outcome> {
  const flaw = flawOf(step.pin);
  if (flaw !== undefined) return refused("constraint", flaw);
  if (step.into !== undefined) return refused("unsupported", "Codes on this lock are deleted and made anew.");
  const { taken, coming, next, isBusy } = filled;
  const aim = step.at ?? next;
  if (aim === undefined) return refused("full", "Every place for codes on this lock is taken.");
  const named = readPlace(aim);
  if (named === undefined) return refused("unsupported", "This lock has no such place.");
  const { slot, turn } = named;
  const place = placeOf({ slot, turn, window: step.window });
  const pending = (sent: Place) =>
    ({ kind: "pending", askAgainAt: runtime.now() + confirmationMs, place: sent }) as const;
  const sent = coming.find((order) => withoutToken(order.place) === place);
  if (sent !== undefined && step.again === true) return pending(sent.place);
  if (taken.has(slot)) {
    const name = notes.names.get(slot);
    if (step.again !== true || (name !== undefined && withoutToken(name) !== place)) return occupied;
    return { kind: "done", evidence: name === undefined ? "assumed" : "acknowledged", place: name ?? place };
  }
  if (isBusy) return failed("busy", "Another code is on its way to the lock, which gives out the places itself.");
  if (sent !== undefined) return occupied;
  if (aim !== next) return failed("busy", "The lock would put the code into another place than it is meant for.");
  const reply = await cloud.storeCode(lock.id, writeCode(step, slot, lock.report.timeZone), signal);
  if (reply.kind !== "answered") return passOn(reply);
  const token = readToken(reply.body);
  if (token === undefined) return unreadable("a token", true);
  const at = runtime.now();
  const ordered = placeOf({ slot, turn, window: step.window, token });
  notes.storing = [...notes.storing, { place: ordered, slot, turn, token, at, isDoomed: false }];
  const told = await cloud.follow(lock.id, token, signal);
  const isStored = told.kind === "answered" && readStored(told.body) !== undefined;
  return isStored ? { kind: "done", evidence: "acknowledged", place: ordered } : pending(ordered);
}

const occupied = refused("occupied", "Something else has come to stand in this place.");

/**
 * Has the lock empty a slot. It erases whatever stands there, and says nothing of it: an order that may be under way is
 * not sent again, for somebody may have come to stand there since.
 */
async function clear(
  { cloud, runtime }: Account,
  notes: LockNotes,
  { lock, filled }: Scene,
  { place }: ClearStep,
  signal: AbortSignal,
): Promise<Outcome> {
  const gone = { kind: "done", evidence: "acknowledged", place: undefined } as const;
  const leaving = { kind: "pending", askAgainAt: runtime.now() + confirmationMs, place } as const;
  const slot = slotNow(notes, place);
  if (slot === undefined) return gone;
  const coming = filled.coming.find((order) => order.place === place);
  // Until the lock has it there is nothing to empty, and whoever looks then may be another process.
  if (coming !== undefined && runtime.now() - coming.at < singleFileMs)
    return failed("busy", "The code is still on its way to the lock.");
  const isComing = coming !== undefined;
  const isTaken = filled.taken.has(slot);
  const name = notes.names.get(slot);
  const isAnothers = isTaken && (isComing || (name !== undefined && name !== place));
  if (isAnothers) {
    notes.storing = notes.storing.map((order) => (order.place === place ? { ...order, isDoomed: true } : order));
    return isComing ? leaving : gone;
  }
  if (!isTaken && !isComing) return gone;
  if (notes.removing.has(slot)) return leaving;
  const reply = await cloud.removeCode(lock.id, writeRemoval(slot), signal);
  if (reply.kind !== "answered") return passOn(reply);
  notes.storing = notes.storing.filter((order) => order.place !== place);
  notes.removing.set(slot, runtime.now());
  return leaving;
}

async function turn(
  { cloud, runtime }: Account,
  device: NativeId,
  to: "locked" | "unlocked",
  signal: AbortSignal,
): Promise<Outcome> {
  const reply = await cloud.turn(device, to, signal);
  if (reply.kind !== "answered") return passOn(reply);
  return { kind: "pending", askAgainAt: runtime.now() + confirmationMs, place: undefined };
}
