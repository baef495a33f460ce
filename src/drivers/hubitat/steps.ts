import type { ClearStep, Outcome, SetStep, Step } from "#domain/step.ts";
import { type Failed, failed, refused } from "#drivers/kit/failed.ts";
import { placeOf, slotOf } from "#drivers/kit/numbered-slots.ts";
import { passOn } from "#drivers/kit/reply.ts";
import type { Book, Entry } from "./book.ts";
import { reach, type Site } from "./look.ts";
import { type Command, command } from "./wire.ts";

/** After so long each the lock is looked at again, in milliseconds: radio takes seconds, and 20 s are given for a step. */
const looksAfterMs = [2_000, 3_000, 5_000] as const;
/** When a look may show what was not confirmed in that time. */
const laterMs = 10_000;
/** How long a bolt is given before the lock is looked at. */
const turningMs = 5_000;
/** A hub asks a lock for each of its codes by itself. */
const readingMs = 60_000;

/** Does one step at one lock. */
export async function take(site: Site, step: Step): Promise<Outcome> {
  if (step.kind === "issue") return refused("unsupported", "Hubitat computes no PINs.");
  const lock = await reach(site);
  if (lock === "gone") return failed("provider", "The hub no longer has this lock.");
  if ("kind" in lock) return lock;
  if (step.kind === "turn") {
    const trouble = await order(site, command(step.to === "locked" ? "lock" : "unlock"));
    return trouble ?? { kind: "pending", askAgainAt: site.runtime.now() + turningMs, place: undefined };
  }
  const { book } = lock;
  if (book === undefined) return refused("unsupported", "This lock takes no codes from its hub.");
  if (book.state !== "read") return withoutBook(site, book.state);
  return step.kind === "clear" ? clear(site, book, step) : set(site, book, step);
}

/** Without knowing what stands where, nothing is put anywhere and nothing taken away. */
async function withoutBook(site: Site, state: "unread" | "encrypted"): Promise<Outcome> {
  if (state === "encrypted")
    return failed("provider", "The hub encrypts this lock's codes: switch that off in the lock's preferences.");
  const trouble = await order(site, command("getCodes"));
  const notBefore = site.runtime.now() + readingMs;
  return trouble ?? failed("busy", "The hub has yet to read which codes are on this lock.", { notBefore });
}

/** A hub drops a code without a word whose PIN, name or length it does not take: each is looked at before. */
async function set(site: Site, book: Book, step: SetStep): Promise<Outcome> {
  const { pin, label } = step;
  if (step.window !== undefined) return refused("unsupported", "This lock keeps no windows.");
  if (!book.codeLengths.includes(pin.length))
    return refused("constraint", `A PIN of this lock has ${book.codeLengths.join(", ")} digits.`);
  const ours = book.entries.find((entry) => isWanted(entry, step) && isWhereItGoes(entry, step));
  if (ours !== undefined) return acknowledged(ours.position);
  const position = positionFor(book, step);
  if (typeof position !== "number") return position;
  const others = book.entries.filter((entry) => entry.position !== position);
  if (others.some((entry) => entry.pin?.equals(pin))) return refused("duplicate", "Another code has this PIN.");
  if (others.some(({ name }) => name === label)) return refused("name_taken", "Another code has this name.");
  const trouble = await order(site, command("setCode", position, pin, label));
  if (trouble !== undefined) return trouble;
  const outcome = await untilTold(site, (now) => {
    const there = now.entries.find((entry) => entry.position === position);
    if (there !== undefined && isWanted(there, step)) return acknowledged(position);
    const refusal = refused("constraint", "The lock did not take this PIN, and its hub does not say why.");
    return hasJustFailed(book, now) ? refusal : undefined;
  });
  return outcome ?? { kind: "pending", askAgainAt: site.runtime.now() + laterMs, place: placeOf(position) };
}

function isWanted({ pin, name }: Entry, step: SetStep): boolean {
  return step.pin.equals(pin) && name === step.label;
}

function isWhereItGoes({ position }: Entry, { into, at }: SetStep): boolean {
  const aim = into ?? at;
  return aim === undefined || slotOf(aim) === position;
}

/** Where a code goes; what is in the way otherwise. A hub overwrites whatever stands there. */
function positionFor({ entries, complete, free }: Book, step: SetStep): number | Outcome {
  const aim = step.into ?? step.at;
  if (aim === undefined && free === undefined) return failed("busy", "The hub shows a code that cannot be read.");
  const position = aim === undefined ? free?.[0] : slotOf(aim);
  if (position === undefined)
    return aim === undefined
      ? refused("full", "Every position of this lock is taken.")
      : failed("provider", "There is no such position.");
  const standing = entries.find((entry) => entry.position === position);
  if (step.into !== undefined)
    return standing === undefined
      ? failed("provider", "The code that was to be changed is no longer on the lock.")
      : position;
  const isOurs = step.again === true && standing?.name === step.label;
  if (standing !== undefined && !isOurs) return refused("occupied", "Another code has come to stand in this position.");
  return complete ? position : failed("busy", "The hub shows a code that cannot be read.");
}

/** Empties a position, after seeing that what stands there is still ours. */
async function clear(site: Site, book: Book, { place, expecting }: ClearStep): Promise<Outcome> {
  const position = slotOf(place);
  if (position === undefined) return failed("provider", "There is no such position.");
  const standing = book.entries.find((entry) => entry.position === position);
  if (standing === undefined) return book.complete ? gone : failed("busy", "The hub shows a code that cannot be read.");
  const { pin, name } = standing;
  if (pin !== undefined && expecting.pin !== undefined && !pin.equals(expecting.pin)) {
    // Ours is gone where the position has another name as well; with the old name it may be ours, changed at the lock.
    return name === expecting.label ? refused("occupied", "The PIN in this position is another by now.") : gone;
  }
  if (pin === undefined && expecting.label !== undefined && name !== expecting.label)
    return refused("occupied", "The code in this position has another name.");
  const trouble = await order(site, command("deleteCode", position));
  if (trouble !== undefined) return trouble;
  const outcome = await untilTold(site, (now) =>
    now.complete && now.entries.every((entry) => entry.position !== position) ? gone : undefined,
  );
  return outcome ?? { kind: "pending", askAgainAt: site.runtime.now() + laterMs, place };
}

/** Sends one command; `undefined`: the hub has it, which is not done. */
async function order({ hub, id, signal }: Site, what: Command): Promise<Outcome | undefined> {
  const reply = await hub.order(id, what, signal);
  return reply.kind === "answered" ? undefined : passOn(reply);
}

/** What `judge` makes of the lock's codes once it makes something of them; `undefined`: nothing did in time. */
async function untilTold(site: Site, judge: (now: Book) => Outcome | undefined): Promise<Outcome | undefined> {
  const stopped = (): Failed => failed("provider", "Stopped while waiting for the lock.", { mayHaveHappened: true });
  for (const ms of looksAfterMs) {
    await site.runtime.sleep(ms, site.signal);
    if (site.signal.aborted) return stopped();
    const lock = await reach(site);
    if (lock === "gone") return failed("provider", "The hub no longer has this lock.", { mayHaveHappened: true });
    // The command was heard, whatever became of the question after it.
    if ("kind" in lock && lock.because === "throttled") return undefined;
    if ("kind" in lock) return { ...lock, mayHaveHappened: true };
    const verdict = lock.book?.state === "read" ? judge(lock.book) : undefined;
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

/** The last word stays until the next one: where it was this one before, it may be of an earlier code. */
function hasJustFailed(before: Book, now: Book): boolean {
  return now.lastWord === "failed" && before.lastWord !== "failed";
}

function acknowledged(position: number): Outcome {
  return { kind: "done", evidence: "acknowledged", place: placeOf(position) };
}

const gone: Outcome = { kind: "done", evidence: "acknowledged", place: undefined };
