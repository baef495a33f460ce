import type { AccessCodeId, NativeId } from "#domain/ids.ts";
import type { Pin } from "#domain/pin.ts";
import type { ClearStep, Outcome, SetStep, Step, TurnStep } from "#domain/step.ts";
import { closeWindow } from "#domain/window.ts";
import { type Failed, failed, refused } from "#drivers/kit/failed.ts";
import { passOn, type Reply, unreadable } from "#drivers/kit/reply.ts";
import type { Cloud } from "./cloud.ts";
import { codesOf, offline, reach } from "./look.ts";
import { later, type Site, untilTold } from "./until-told.ts";
import { type Entry, type Listing, readSecret, writeChange, writeCode, writeDeletion, writeName } from "./wire.ts";

/** Codes that this connection has sent and not seen through: what bears their names on the lock came of that. */
export type Tries = Map<AccessCodeId, { readonly device: NativeId; readonly pin: Pin; readonly label: string }>;

/** More are not remembered at once, so that codes that were given up do not fill the memory. */
const mostTries = 1_000;

/** What a step takes, beside the lock that it is about. */
export interface Hands extends Site {
  readonly tries: Tries;
  /** In whose name codes are made. */
  readonly userId: string;
}

/** Does one step at one lock, and waits some seconds for the lock's word. */
export async function take(hands: Hands, step: Step): Promise<Outcome> {
  if (step.kind === "issue") return refused("unsupported", "Wyze computes no codes.");
  if (step.kind === "set" && (step.pin.length < 4 || step.pin.length > 8))
    return refused("constraint", "A PIN of this lock has 4 to 8 digits.");
  const { cloud, device, signal } = hands;
  const reached = await reach(cloud, device, signal);
  if ("kind" in reached) return reached;
  if (reached.disconnected !== undefined) return offline(reached.disconnected);
  if (step.kind === "turn") return turn(hands, step);
  const listing = await codesOf(cloud, device, signal);
  if ("kind" in listing) return listing;
  if (step.kind === "clear") return clear(hands, listing, step);
  return step.into === undefined ? add(hands, listing, step) : change(hands, listing, step);
}

/** Puts a code on the lock, unless a try whose reply was lost has: digits are hidden, and a name says whose it is. */
async function add(hands: Hands, listing: Listing, step: SetStep): Promise<Outcome> {
  const { cloud, signal } = hands;
  const ours = isTried(hands, step);
  const there = listing.entries.find(({ label }) => label === step.label);
  if (there !== undefined && !isRefusedAdd(there)) {
    if (!ours || !closeWindow(there.window, step.window))
      return refused("name_taken", "Another code on this lock has this name.");
    return standing(there) ?? later(hands, there.place);
  }
  if (there !== undefined) {
    const trouble = await forget(hands, there);
    if (trouble !== undefined) return trouble;
    // The lock's word on the last try came late.
    if (ours) return duplicate(hands, step);
  }
  if (listing.entries.filter((entry) => !isRefusedAdd(entry)).length >= mostCodes)
    return refused("full", "Every place for codes on this lock is taken.");
  const secret = await secretOf(cloud, signal);
  if (typeof secret !== "string") return secret;
  const reply = await send(hands, step, secret);
  // An earlier try of this, whose reply was lost, has the name, and the records lag behind it.
  if (ours && reply.kind === "refused" && reply.because === "name_taken") return later(hands, undefined);
  if (reply.kind !== "answered") return passOn(reply);
  const made = (now: Listing) => now.entries.find(({ label }) => label === step.label);
  const told = await untilTold(hands, (now) => {
    const entry = made(now);
    return entry === undefined ? undefined : isRefusedAdd(entry) ? { failed: entry } : standing(entry);
  });
  if (!("failed" in told)) return told.kind === "untold" ? later(hands, told.last && made(told.last)?.place) : told;
  return (await forget(hands, told.failed)) ?? duplicate(hands, step);
}

/** Remembers what is sent for as long as it may be on its way. */
async function send({ cloud, device, signal, tries, userId }: Hands, step: SetStep, secret: string): Promise<Reply> {
  const { code, pin, label } = step;
  const before = tries.get(code);
  if (tries.size >= mostTries) tries.clear();
  tries.set(code, { device, pin, label });
  const reply = await cloud.order(`${codes}/add`, writeCode(device, step, { userId, secret }), signal);
  if (reply.kind === "answered" || (reply.kind === "failed" && reply.mayHaveHappened)) return reply;
  tries.delete(code);
  if (before !== undefined) tries.set(code, before);
  return reply;
}

/** Gives a code another PIN or other times where it stands, and another name. */
async function change(hands: Hands, listing: Listing, step: SetStep): Promise<Outcome> {
  const { cloud, device, signal } = hands;
  hands.tries.delete(step.code);
  const there = listing.entries.find(({ place }) => place === step.into);
  if (there === undefined) return failed("provider", "The code that was to be changed is no longer on the lock.");
  const { place } = there;
  if (there.order === "delete" && there.stage !== "failed") return failed("busy", "This code is being removed.");
  if (there.label !== step.label) {
    const named = await cloud.order(
      "/openapi/lock/v1/pwd/nickname",
      writeName(device, place, step.label),
      signal,
      "PUT",
    );
    if (named.kind !== "answered") return passOn(named);
  }
  const secret = await secretOf(cloud, signal);
  if (typeof secret !== "string") return secret;
  const reply = await cloud.order(`${codes}/update`, writeChange(device, step, { place, secret }), signal);
  if (reply.kind !== "answered") return passOn(reply);
  let isMoving = false;
  const told = await untilTold(hands, ({ entries }): Outcome | undefined => {
    const now = entries.find((entry) => entry.place === place);
    isMoving ||= now !== undefined && now.mark !== there.mark;
    // The record may yet be that of an earlier change.
    if (!isMoving || now?.order !== "update") return undefined;
    if (now.stage === "failed") return refused("duplicate", notTaken);
    return now.stage === "done" ? { kind: "done", evidence: "acknowledged", place } : undefined;
  });
  // Digits are hidden: a code that was not changed looks the same.
  if (told.kind !== "untold") return told;
  return failed("unreachable", "The lock has not confirmed the change.", { mayHaveHappened: true });
}

/** Takes a code off the lock. An entry has its number for life. */
async function clear(hands: Hands, listing: Listing, { code, place }: ClearStep): Promise<Outcome> {
  const { cloud, device, signal } = hands;
  hands.tries.delete(code);
  const entryIn = ({ entries }: Listing) => entries.find((entry) => entry.place === place);
  const there = entryIn(listing);
  if (there === undefined && listing.complete) return { kind: "done", evidence: "read_back", place: undefined };
  if (there !== undefined && isLeft(there)) return { kind: "done", evidence: "acknowledged", place: undefined };
  if (there?.order === "delete" && there.stage === "pending") return later(hands, place);
  const reply = await cloud.order(`${codes}/delete`, writeDeletion(device, place), signal);
  if (reply.kind !== "answered" && reply.kind !== "missing") return passOn(reply);
  const told = await untilTold(hands, (now): Outcome | undefined => {
    const entry = entryIn(now);
    if (entry === undefined ? now.complete : isLeft(entry))
      return { kind: "done", evidence: "acknowledged", place: undefined };
    const isFailed = entry?.order === "delete" && entry.stage === "failed" && entry.mark !== there?.mark;
    return isFailed ? failed("provider", "The lock did not remove the code.") : undefined;
  });
  return told.kind === "untold" ? later(hands, place) : told;
}

/** That it is accepted says little: orders were seen that were answered well and never done (wyze-sdk, issue 147). */
async function turn(hands: Hands, { to }: TurnStep): Promise<Outcome> {
  const { cloud, device, signal } = hands;
  const action = to === "locked" ? "remoteLock" : "remoteUnlock";
  const reply = await cloud.order("/openapi/lock/v1/control", { uuid: device, action }, signal);
  return reply.kind === "answered" ? later(hands, undefined) : passOn(reply);
}

const codes = "/openapi/lock/v1/pwd/operations";
/** See `maxCodes` in devices.ts. */
const mostCodes = 50;
const notTaken = "The lock did not take the PIN, and does not say why: another code may have it.";

/** Of a code that was to be added: the lock did not take it. */
function isRefusedAdd({ order, stage }: Entry): boolean {
  return order === "add" && stage === "failed";
}

function isLeft(entry: Entry): boolean {
  return isRefusedAdd(entry) || (entry.order === "delete" && entry.stage === "done");
}

function standing({ order, stage, place }: Entry): Outcome | undefined {
  const isThere = stage === "done" && order !== "delete";
  return isThere ? { kind: "done", evidence: "acknowledged", place } : undefined;
}

function isTried({ tries, device }: Hands, { code, pin, label }: SetStep): boolean {
  const tried = tries.get(code);
  return tried?.device === device && tried.label === label && tried.pin.equals(pin);
}

/**
 * A guess: a lock that says no to a PIN which is well formed, while it has room, has that PIN already. Its cloud may say
 * more in `description`, whose values nobody has written down; the contract, too, calls this a potential duplicate.
 */
function duplicate({ tries }: Hands, { code }: SetStep): Outcome {
  tries.delete(code);
  return refused("duplicate", notTaken);
}

/** Takes a record away that stands for nothing on the lock, and is in the way of its name. */
async function forget({ cloud, device, signal }: Hands, { place }: Entry): Promise<Failed | undefined> {
  const reply = await cloud.order(`${codes}/delete`, writeDeletion(device, place), signal);
  if (reply.kind === "answered" || reply.kind === "missing") return undefined;
  return failed("provider", "A record of a code that the lock did not take is in the way.");
}

async function secretOf(cloud: Cloud, signal: AbortSignal): Promise<string | Outcome> {
  const reply = await cloud.ask("/openapi/v1/crypt_secret", {}, signal);
  if (reply.kind !== "answered") return passOn(reply);
  return readSecret(reply.body) ?? unreadable("a secret");
}
