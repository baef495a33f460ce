import type { ClearStep, Outcome, SetStep, Step, TurnStep } from "#domain/step.ts";
import { type Failed, failed, refused } from "#drivers/kit/failed.ts";
import { text } from "#drivers/kit/untrusted.ts";
import { capabilitiesOf } from "./capabilities.ts";
import { type Conversation, learnLimits, placeCount, readPlace, whySilent } from "./conversation.ts";
import { placeOf, type User, userIn, writeAskBolt, writeClear, writeSet, writeTurn } from "./wire.ts";

/** A lock takes its time to write, and what Zigbee2MQTT kept for it goes out when it is heard of again. */
const readBacks = 4;
const betweenReadBacksMs = 1_200;
/** A bolt that has not moved by then is looked at again. */
const turnsWithinMs = 30_000;
/** To tell why a lock kept nothing, so many places are searched for the same PIN. */
const searchedPlaces = 32;

/** Does one step at one lock. Nothing says whether it was done, so that every change is read back. */
export async function take(talk: Conversation, step: Step): Promise<Outcome> {
  switch (step.kind) {
    case "set":
      return set(talk, step);
    case "issue":
      return refused("unsupported", "Nobody computes PINs for this lock.");
    case "clear":
      return clear(talk, step);
    case "turn":
      return turn(talk, step);
  }
}

async function set(talk: Conversation, step: SetStep): Promise<Outcome> {
  if (step.window !== undefined) return refused("unsupported", "What Zigbee2MQTT says of schedules proves none.");
  const place = step.into ?? step.at;
  if (place === undefined) return whyNowhere(talk);
  const user = userIn(place);
  if (user === undefined) return refused("constraint", "The lock has no such place.");
  const there = await readPlace(talk, user);
  if (there === undefined) return whySilent(talk, false);
  await learnLimits(talk);
  const { codeLengths } = capabilitiesOf(talk.notes.limits, talk.bridge.isExposed(talk.lock.id));
  if (codeLengths.length > 0 && !codeLengths.includes(step.pin.length))
    return refused("constraint", "The lock takes no PIN of this length.");
  if (user >= placeCount(talk.notes)) return refused("constraint", "The lock has no such place.");
  if (there.kind === "unreadable") return unreadable(false);
  const standing = before(talk, step, user, there);
  if (standing !== undefined) return standing;
  const isHidden = there.kind === "taken" && there.pin === undefined;
  const written = isHidden ? await replaceHidden(talk, user, step) : await put(talk, user, step);
  if (written.kind === "unchanged") return whyRefused(talk, user, step);
  if (written.kind !== "changed") return written;
  talk.notes.altered.delete(user);
  return { kind: "done", evidence: written.isShown ? "read_back" : "acknowledged", place: placeOf(user) };
}

function put(talk: Conversation, user: number, step: SetStep): Promise<Changed> {
  return change(talk, user, writeSet(user, step.pin), (found) => holds(found, step));
}

/**
 * Puts a PIN where another stands, neither of which shows. That it was replaced is known where the lock tells of what
 * is written over the air. Of another lock the place is emptied first: that can be seen, and that it is filled again.
 */
async function replaceHidden(talk: Conversation, user: number, step: SetStep): Promise<Changed> {
  const { notes } = talk;
  if (notes.tellsWrites) {
    notes.lastWritten = undefined;
    return change(
      talk,
      user,
      writeSet(user, step.pin),
      (found) =>
        holds(found, step) && (found.kind !== "taken" || found.pin !== undefined || notes.lastWritten === user),
    );
  }
  const emptied = await change(talk, user, writeClear(user), ({ kind }) => kind === "empty");
  if (emptied.kind === "unchanged") return kept();
  return emptied.kind === "changed" ? put(talk, user, step) : emptied;
}

/** What is to be said before anything is written: the code stands there already, or another does. */
function before({ notes }: Conversation, step: SetStep, user: number, there: User): Outcome | undefined {
  if (there.kind !== "taken") return undefined;
  if (there.isEnabled && there.pin !== undefined && step.pin.equals(there.pin))
    return { kind: "done", evidence: "read_back", place: placeOf(user) };
  if (step.into !== undefined) return undefined;
  const isOurs = step.again === true && there.pin === undefined && !notes.altered.has(user);
  return isOurs ? undefined : refused("occupied", "Another code stands in this place.");
}

async function clear(talk: Conversation, step: ClearStep): Promise<Outcome> {
  const gone = { kind: "done", evidence: "read_back", place: undefined } as const;
  const user = userIn(step.place);
  if (user === undefined) return gone;
  const there = await readPlace(talk, user);
  if (there === undefined) return whySilent(talk, false);
  if (there.kind === "empty") return gone;
  if (there.kind === "unreadable") return unreadable(false);
  if (isAnother(talk, step, user, there))
    return refused("occupied", "The PIN in this place is no longer the one to be removed.");
  const emptied = await change(talk, user, writeClear(user), ({ kind }) => kind === "empty");
  if (emptied.kind === "unchanged") return kept();
  if (emptied.kind !== "changed") return emptied;
  talk.notes.altered.delete(user);
  return gone;
}

/** Somebody has put another PIN there since the look that this step was decided by. */
function isAnother({ notes }: Conversation, { expecting }: ClearStep, user: number, there: User): boolean {
  if (there.kind !== "taken") return false;
  if (there.pin === undefined) return notes.altered.get(user) === "heard";
  return expecting.pin !== undefined && !there.pin.equals(expecting.pin);
}

async function turn(talk: Conversation, step: TurnStep): Promise<Outcome> {
  const { bridge, lock, runtime, signal } = talk;
  const sent = await bridge.tell(lock, writeTurn(step.to));
  if (sent !== undefined) return sent;
  for (let tries = 0; tries < readBacks; tries += 1) {
    if (tries > 0) await runtime.sleep(betweenReadBacksMs, signal);
    const question = { verb: "get", payload: writeAskBolt(), read: readBolt } as const;
    const bolt = await bridge.ask(lock, question, signal);
    if (bolt === undefined) return whySilent(talk, true);
    if (bolt === step.to) return { kind: "done", evidence: "acknowledged", place: undefined };
  }
  return { kind: "pending", askAgainAt: runtime.now() + turnsWithinMs, place: undefined };
}

function readBolt(state: Parameters<typeof text>[0]): string | undefined {
  return text(state, "lock_state");
}

type Changed =
  | { readonly kind: "changed"; readonly isShown: boolean }
  /** The lock answers, and nothing is new in the place. */
  | { readonly kind: "unchanged" }
  | Failed;

/** Has one place changed, and reads it until the change shows. */
async function change(
  talk: Conversation,
  user: number,
  payload: string,
  isSo: (found: User) => boolean,
): Promise<Changed> {
  const { bridge, lock, runtime, signal } = talk;
  const sent = await bridge.tell(lock, payload);
  if (sent !== undefined) return sent;
  for (let tries = 0; tries < readBacks; tries += 1) {
    if (tries > 0) await runtime.sleep(betweenReadBacksMs, signal);
    const found = await readPlace(talk, user);
    // Zigbee2MQTT may keep it for a lock that sleeps, for as long as a day.
    if (found === undefined) return whySilent(talk, true);
    if (found.kind === "unreadable") return unreadable(true);
    if (isSo(found)) return { kind: "changed", isShown: found.kind === "taken" && found.pin !== undefined };
  }
  return { kind: "unchanged" };
}

function holds(found: User, { pin }: SetStep): boolean {
  return found.kind === "taken" && found.isEnabled && (found.pin === undefined || found.pin.equals(pin));
}

/**
 * Why a code has no place to go to: no look has come upon an empty one, or there is none. One that is found here is left to
 * the next look: where a code goes is set down before it is sent, so that one that lands unheard is known again.
 */
async function whyNowhere(talk: Conversation): Promise<Outcome> {
  let isSure = true;
  for (let user = 0; user < placeCount(talk.notes); user += 1) {
    const there = await readPlace(talk, user);
    if (there === undefined) return whySilent(talk, false);
    if (there.kind === "empty") {
      talk.notes.nextUser = user;
      return failed("busy", "An empty place was found, and is given to the code by the next look.");
    }
    if (there.kind === "unreadable") isSure = false;
    if (user === 0) await learnLimits(talk);
  }
  return isSure ? refused("full", "Every place of the lock is taken.") : unreadable(false);
}

/**
 * The lock kept none of what was written, and Zigbee2MQTT passes no reason on. Where its PINs show, another place with
 * this one tells why; where they do not, it is the likeliest reason, for length and place were right.
 */
async function whyRefused(talk: Conversation, except: number, { pin }: SetStep): Promise<Outcome> {
  const count = placeCount(talk.notes);
  const isExposed = talk.bridge.isExposed(talk.lock.id);
  if (!isExposed || count > searchedPlaces) return duplicate();
  for (let user = 0; user < count; user += 1) {
    if (user === except) continue;
    const there = await readPlace(talk, user);
    if (there === undefined) return whySilent(talk, true);
    if (there.kind === "taken" && (there.pin === undefined || pin.equals(there.pin))) return duplicate();
  }
  return refused("constraint", "The lock does not keep this PIN, and does not say why.");
}

function duplicate(): Outcome {
  return refused("duplicate", "The lock does not keep this PIN, as it does with one that it holds already.");
}

function kept() {
  return failed("provider", "The lock answers, and has not emptied the place.", { mayHaveHappened: true });
}

function unreadable(mayHaveHappened: boolean) {
  return failed("provider", "What the lock says of this place cannot be read.", { mayHaveHappened });
}
