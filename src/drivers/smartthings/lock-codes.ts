import type { ClearStep, Outcome, SetStep } from "#domain/step.ts";
import { failed, refused } from "#drivers/kit/failed.ts";
import { slotOf } from "#drivers/kit/numbered-slots.ts";
import type { Book, Told } from "./book.ts";
import {
  type At,
  acknowledged,
  duplicate,
  expected,
  gone,
  leaving,
  occupied,
  order,
  slotFor,
  unconfirmed,
  untilTold,
} from "./order.ts";
import { command } from "./wire.ts";

/** Puts a code into a slot, and waits for the lock's word: a hub overwrites whatever stands there without asking. */
export async function setCode(at: At, step: SetStep): Promise<Outcome> {
  const { site, book } = at;
  const slot = step.into === undefined ? slotFor(book, step) : slotOf(step.into);
  if (slot === undefined) return failed("provider", "There is no such slot.");
  if (typeof slot !== "number") return slot;
  const standing = book.entries.find((entry) => entry.slot === slot);
  const isOurs = step.again === true && standing?.label === step.label;
  if (step.into === undefined && standing !== undefined && !isOurs) return occupied();
  if (step.into !== undefined && standing === undefined)
    return failed("provider", "The code that was to be changed is no longer on the lock.");
  const trouble = await order(site, command("lockCodes", "setCode", slot, step.pin, step.label));
  if (trouble !== undefined) return trouble;
  const isNew = standing === undefined;
  const outcome = await untilTold(at, (now) => {
    const said = verdictOn(slot, book.told, now.told);
    if (said !== undefined) return said;
    const shows = now.entries.some((entry) => entry.slot === slot && entry.label === step.label);
    return isNew && shows ? acknowledged(slot) : undefined;
  });
  return outcome ?? (isNew ? expected(site, slot) : unconfirmed());
}

/** `codeChanged` says the slot and what became of it; `failed` is a duplicate, as SmartThings' drivers have it. */
function verdictOn(slot: number, before: Told, now: Told): Outcome | undefined {
  switch (wordOn(slot, before, now)) {
    case "set":
    case "changed":
      return acknowledged(slot);
    case "failed":
    case "is not unique":
      return duplicate();
    case "unset":
    case "is not set":
    case "deleted":
      return refused("constraint", "The lock did not take this PIN, and does not say why.");
    default:
      return undefined;
  }
}

/** What was told of a slot since; only the last event of a lock shows. */
function wordOn(slot: number, before: Told, now: Told): string | undefined {
  if (now.mark === before.mark || typeof now.value !== "string") return undefined;
  const [, number, word] = /^(\d{1,4}) ([a-z ]{1,40})$/.exec(now.value) ?? [];
  return number !== undefined && Number(number) === slot ? word : undefined;
}

/** Empties a slot, after seeing that what stands there is still called what ours was. */
export async function clearCode(at: At, step: ClearStep): Promise<Outcome> {
  const { site, book } = at;
  const slot = slotOf(step.place);
  if (slot === undefined) return failed("provider", "There is no such slot.");
  const standing = book.entries.find((entry) => entry.slot === slot);
  if (standing === undefined && isEmpty(book, slot)) return gone("read_back");
  if (isAnother(standing?.label, step)) return occupied();
  const trouble = await order(site, command("lockCodes", "deleteCode", slot));
  if (trouble !== undefined) return trouble;
  const outcome = await untilTold(at, (now) => {
    const word = wordOn(slot, book.told, now.told);
    if (word === "failed") return failed("provider", "The lock did not delete the code.");
    return isEmpty(now, slot) || (word !== undefined && absences.has(word)) ? gone("acknowledged") : undefined;
  });
  return outcome ?? leaving(site, step);
}

const absences: ReadonlySet<string> = new Set(["deleted", "unset", "is not set"]);

function isEmpty({ free }: Book, slot: number): boolean {
  return free?.includes(slot) === true;
}

/** Somebody else has the slot by now, or has given our code another name: nobody can tell which. */
function isAnother(label: string | undefined, { expecting }: ClearStep): boolean {
  return label !== undefined && expecting.label !== undefined && label !== expecting.label;
}
