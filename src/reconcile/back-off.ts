import type { Outcome } from "#domain/step.ts";

const minute = 60_000;
/** A refused step is tried again this much later, should what the lock refused it for have gone unseen. */
const refusedRetryMs = 60 * minute;
const firstRetryMs = 15_000;
const longestRetryMs = 10 * minute;

/**
 * When to try again after so many unsuccessful tries in a row, epoch milliseconds: doubling from 15 s to
 * 10 min, spread by up to a quarter so that a provider that comes back is not met by everybody at once.
 */
export function retryAfter(tries: number, now: number, random: () => number, notBefore?: number): number {
  const delay = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(tries, 10));
  // Whole milliseconds, as the table keeps them: a pass that is due a fraction early would find nothing to do yet.
  return Math.ceil(Math.max(now + delay * (1 + random() / 4), notBefore ?? 0));
}

/** When to try a step again after this outcome; `tries` counts the unsuccessful ones before it. */
export function retryAfterStep(outcome: Outcome, tries: number, now: number, random: () => number): number {
  // What stands in the place is another by now, and the next look shows which.
  if (outcome.kind === "refused" && outcome.because !== "occupied") return now + refusedRetryMs;
  return retryAfter(tries, now, random, outcome.kind === "failed" ? outcome.notBefore : undefined);
}
