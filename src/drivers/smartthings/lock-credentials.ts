import type { ClearStep, Outcome, SetStep } from "#domain/step.ts";
import { type Failed, failed, refused } from "#drivers/kit/failed.ts";
import { slotOf } from "#drivers/kit/numbered-slots.ts";
import { asObject, text } from "#drivers/kit/untrusted.ts";
import type { Book, Entry, Told } from "./book.ts";
import {
  type At,
  acknowledged,
  expected,
  gone,
  leaving,
  occupied,
  order,
  slotFor,
  unconfirmed,
  untilTold,
} from "./order.ts";
import { type Command, command } from "./wire.ts";

const pinType = "pin";

/** Makes a user of the code's name with this PIN, or gives another PIN to the one that is there. */
export async function setCredential(at: At, step: SetStep): Promise<Outcome> {
  const { book } = at;
  const ours = entryOf(book, step);
  if (step.into !== undefined)
    return ours === undefined
      ? failed("provider", "The code that was to be changed is no longer on the lock.")
      : change(at, step, ours);
  if (ours !== undefined) return step.again === true && ours.label === step.label ? change(at, step, ours) : occupied();
  const user = await userFor(at, step);
  return typeof user === "number" ? add(at, step, user) : user;
}

function entryOf({ entries }: Book, { into, at }: SetStep): Entry | undefined {
  const place = into ?? at;
  const slot = place && slotOf(place);
  return entries.find((entry) => slot !== undefined && entry.slot === slot);
}

/**
 * The user who is to have the PIN, by whose name the entry is known. The drivers of Z-Wave and Zigbee locks put the PIN
 * of user N into slot N, whatever stands there, and make a user of any number where its name is set; a Matter lock
 * numbers users itself (SmartThings' Edge drivers, 53c74eb, August 2026).
 */
async function userFor(at: At, step: SetStep): Promise<number | Outcome> {
  const { book, radio } = at;
  const known = book.users.find(({ name }) => name === step.label);
  // Left by a try that did not end, unless it is somebody else's.
  if (known !== undefined)
    return isIdle(at, known.index) ? known.index : refused("name_taken", "Another user of this lock has this name.");
  if (radio === "matter") {
    const added = await named(at, step, command("lockUsers", "addUser", step.label, userType(at)));
    const isFull = typeof added === "object" && added.kind === "refused" && added.because === "full";
    const idle = isFull ? book.users.find(({ index }) => isIdle(at, index)) : undefined;
    return idle === undefined ? added : named(at, step, naming(at, step, idle.index));
  }
  const slot = slotFor(book, step);
  if (typeof slot !== "number") return slot;
  // An idle user is somebody's for as long as there are other numbers.
  if (book.users.some(({ index }) => index === slot) && book.free?.includes(slot) !== true) return occupied();
  return named(at, step, naming(at, step, slot));
}

function naming(at: At, { label }: SetStep, user: number): Command {
  return command("lockUsers", "updateUser", user, label, userType(at));
}

/** Whoever has nothing to come in with: most often left by a code whose removal or refusal nobody heard of in time. */
function isIdle({ book, radio }: At, user: number): boolean {
  const isIn = ({ slot, userIndex }: Entry) => userIndex === user || (radio !== "matter" && slot === user);
  return !book.otherwiseKnown.includes(user) && !book.entries.some(isIn);
}

/** Nothing goes into a slot before its name is there: under another name nobody would know it again. */
async function named(at: At, { label }: SetStep, how: Command): Promise<number | Outcome> {
  const trouble = await order(at.site, how);
  if (trouble !== undefined) return trouble;
  const outcome = await untilTold(at, (now): { readonly user: number } | Outcome | undefined => {
    const user = now.users.find(({ name }) => name === label)?.index;
    return user === undefined ? resultOf(how.command, at.book.toldOfUsers, now.toldOfUsers)?.trouble : { user };
  });
  if (outcome === undefined) return failed("unreachable", "The hub has not confirmed the user.");
  return "user" in outcome ? outcome.user : outcome;
}

/** A Matter lock lets a guest in by schedule alone, and not every lock has one. */
function userType({ radio }: At): string {
  return radio === "matter" ? "adminMember" : "guest";
}

async function add(at: At, step: SetStep, user: number): Promise<Outcome> {
  const { site, book } = at;
  const args = [user, userType(at), pinType, step.pin, step.label] as const;
  const trouble = await order(site, command("lockCredentials", "addCredential", ...args));
  if (trouble !== undefined) return trouble;
  const outcome = await untilTold(at, (now) => {
    const result = resultOf("addCredential", book.told, now.told);
    if (result?.trouble !== undefined) return result.trouble;
    const entry = now.entries.find(({ userIndex }) => userIndex === user);
    return entry && acknowledged(entry.slot);
  });
  // A user without a PIN takes a number that another code could have. Where the slot is somebody's, so may be the user.
  if (outcome?.kind === "refused" && outcome.because !== "occupied")
    await order(site, command("lockUsers", "deleteUser", user));
  if (outcome !== undefined) return outcome;
  const late = failed("unreachable", "The lock has not confirmed the code.", { mayHaveHappened: true });
  return at.radio === "matter" ? late : expected(site, user);
}

async function change(at: At, step: SetStep, { slot, userIndex = slot, label }: Entry): Promise<Outcome> {
  const { site, book } = at;
  const renaming = command("lockUsers", "updateUser", userIndex, step.label, userType(at));
  const unnamed = label === step.label ? undefined : await order(site, renaming);
  if (unnamed !== undefined) return unnamed;
  const args = [userIndex, slot, pinType, step.pin, step.label] as const;
  const trouble = await order(site, command("lockCredentials", "updateCredential", ...args));
  if (trouble !== undefined) return trouble;
  const outcome = await untilTold(at, (now) => {
    const result = resultOf("updateCredential", book.told, now.told);
    return result && (result.trouble ?? acknowledged(slot));
  });
  return outcome ?? unconfirmed();
}

/** Deletes a PIN, and its user where that had nothing else. */
export async function clearCredential(at: At, step: ClearStep): Promise<Outcome> {
  const { site, book } = at;
  const slot = slotOf(step.place);
  const standing = book.entries.find((entry) => entry.slot === slot);
  if (slot === undefined) return failed("provider", "There is no such slot.");
  if (standing === undefined)
    return book.complete ? gone("read_back") : failed("provider", "What stands on the lock could not be read.");
  if (standing.label !== undefined && step.expecting.label !== undefined && standing.label !== step.expecting.label)
    return occupied();
  const trouble = await order(site, command("lockCredentials", "deleteCredential", slot, pinType));
  if (trouble !== undefined) return trouble;
  const outcome = await untilTold(at, (now): Outcome | undefined => {
    if (now.complete && now.entries.every((entry) => entry.slot !== slot)) return gone("acknowledged");
    return resultOf("deleteCredential", book.told, now.told)?.trouble;
  });
  if (outcome === undefined) return leaving(site, step);
  // The drivers of Z-Wave locks leave the user behind.
  const { userIndex: user } = standing;
  const hadMore = book.entries.some((one) => one.slot !== slot && one.userIndex === user);
  if (outcome.kind === "done" && user !== undefined && !hadMore && !book.otherwiseKnown.includes(user))
    await order(site, command("lockUsers", "deleteUser", user));
  return outcome;
}

/** What came of a command since; `undefined`: nothing was told of it. Only the last result of a lock shows. */
function resultOf(
  name: string,
  before: Told,
  now: Told,
): { readonly trouble: Extract<Outcome, { kind: "refused" }> | Failed | undefined } | undefined {
  const result = asObject(now.value);
  if (now.mark === before.mark || result === undefined || text(result, "commandName") !== name) return undefined;
  return { trouble: troubleBy(text(result, "statusCode") ?? "") };
}

function troubleBy(status: string): Extract<Outcome, { kind: "refused" }> | Failed | undefined {
  switch (status) {
    case "success":
      return undefined;
    case "duplicate":
      return refused("duplicate", "The lock says that it has this PIN already.");
    case "occupied":
      return refused("occupied", "Another code stands in this slot.");
    case "resourceExhausted":
      return refused("full", "The lock says that every place for codes is taken.");
    case "invalidCommand":
      return refused("constraint", "The lock does not take this PIN.");
    case "busy":
      return failed("busy", "The hub is at work on another code of this lock.");
    default:
      return failed("provider", "The lock did not do it, and does not say why.");
  }
}
