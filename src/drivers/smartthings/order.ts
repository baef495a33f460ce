import type { ClearStep, Outcome, SetStep } from "#domain/step.ts";
import { type Failed, failed, refused } from "#drivers/kit/failed.ts";
import { placeOf, slotOf } from "#drivers/kit/numbered-slots.ts";
import { passOn } from "#drivers/kit/reply.ts";
import { type Book, readBook } from "./book.ts";
import { statusOf } from "./look.ts";
import type { Site } from "./site.ts";
import type { Command, ListedDevice } from "./wire.ts";

/** A lock with its codes as they were a moment ago. */
export interface At {
  readonly site: Site;
  readonly book: Book;
  readonly radio: ListedDevice["radio"];
}

/**
 * After so long each the lock is looked at again, in milliseconds: radio takes seconds, and 20 s are given for a step.
 * More looks would not leave room for another step within the minute: a device answers 12 times in it.
 */
const looksAfterMs = [2_000, 3_000, 5_000] as const;
/** When a look may show what was not confirmed in that time. */
const laterMs = 10_000;

/** Sends one command; `undefined`: it was accepted, which is not done. */
export async function order({ cloud, id, signal }: Site, command: Command): Promise<Outcome | undefined> {
  const reply = await cloud.order(id, command, signal);
  return reply.kind === "answered" ? undefined : passOn(reply);
}

/** What `judge` makes of the lock once it makes something of it; `undefined`: nothing did in time. */
export async function untilTold<Verdict>(
  { site, radio }: At,
  judge: (now: Book) => Verdict | undefined,
): Promise<Verdict | Failed | undefined> {
  for (const ms of looksAfterMs) {
    await site.runtime.sleep(ms, site.signal);
    if (site.signal.aborted)
      return failed("provider", "Stopped while waiting for the lock.", { mayHaveHappened: true });
    const read = await statusOf(site);
    // What was ordered was accepted, whatever became of the question after it.
    if ("kind" in read && read.because === "throttled") return undefined;
    if ("kind" in read) return { ...read, mayHaveHappened: true };
    const book = readBook(read.status, { radio });
    const verdict = book && judge(book);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

/** Where a new code goes; what is in the way otherwise. */
export function slotFor({ free }: Book, { at }: SetStep): number | Outcome {
  const aim = at === undefined ? free?.[0] : slotOf(at);
  if (aim !== undefined) return aim;
  if (at !== undefined) return failed("provider", "There is no such slot.");
  return free === undefined
    ? failed("busy", "The hub has yet to find out which slots of this lock are taken.")
    : refused("full", "Every slot of this lock is taken.");
}

export function acknowledged(slot: number): Outcome {
  return { kind: "done", evidence: "acknowledged", place: placeOf(slot) };
}

/** A new code shows once the lock has it. */
export function expected({ runtime }: Site, slot: number): Outcome {
  return { kind: "pending", askAgainAt: runtime.now() + laterMs, place: placeOf(slot) };
}

/** A code that stood there before looks the same whether or not it was changed: only the lock's word tells. */
export function unconfirmed(): Outcome {
  return failed("unreachable", "The lock has not confirmed the change.", { mayHaveHappened: true });
}

export function occupied(): Outcome {
  return refused("occupied", "Another code than was expected stands in this slot.");
}

export function duplicate(): Outcome {
  return refused("duplicate", "The lock says that it has this PIN already.");
}

export function gone(evidence: "read_back" | "acknowledged"): Outcome {
  return { kind: "done", evidence, place: undefined };
}

export function leaving({ runtime }: Site, { place }: ClearStep): Outcome {
  return { kind: "pending", askAgainAt: runtime.now() + laterMs, place };
}
