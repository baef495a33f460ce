import type { Place } from "#domain/ids.ts";
import type { Observation } from "#domain/observation.ts";

/** Whether a look covered a place, and showed nothing there. */
export function isShownEmpty(place: string, look: Extract<Observation, { kind: "seen" }>): boolean {
  const isCovered = look.complete || look.lookedInto?.includes(place as Place) === true;
  return isCovered && look.residents.every((one) => one.place !== place);
}
