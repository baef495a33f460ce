import type { UnsettledAttempt } from "./access-code.ts";
import type { Place } from "./ids.ts";
import type { Step } from "./step.ts";

/** The place of a code of which nothing but its digits is known: it is taken off by these, wherever it stands. */
export const anywhere = "?" as Place;

/** A step that takes off whatever has its digits, of which no place is known. */
export function isByPinAlone(step: Step): boolean {
  return step.kind === "clear" && step.place === anywhere;
}

/** A try to set a code of which nothing is known but that it was to be sent. */
export function isLost({ kind, place, wasSeen }: UnsettledAttempt): boolean {
  return kind === "set" && place === undefined && wasSeen !== true;
}

/** A removal by the digits alone. That its end was seen, and that it came to nothing, is `wasSeen`. */
export function isRemovalByPin({ kind, pin }: UnsettledAttempt): boolean {
  return kind === "clear" && pin !== undefined;
}
