import type { Place } from "#domain/ids.ts";

/** Of a lock with numbered slots, on somebody's hub. */
const mostSlots = 9_999;
/** So many are believed in where the hub does not say, as the makers' own drivers on its hubs do. */
const unstatedMax = 20;

/** A number from 1 on. */
export function ordinal(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= mostSlots ? value : undefined;
}

export function placeOf(slot: number): Place {
  return `${slot}` as Place;
}

/** Of a place, or of a key in a listing by slots. */
export function slotOf(place: string): number | undefined {
  return /^[1-9]\d{0,3}$/.test(place) ? Number(place) : undefined;
}

/** The slots from 1 to the last that are not taken, the lowest first. */
export function emptySlots(taken: readonly (number | undefined)[], max = unstatedMax): readonly number[] {
  return Array.from({ length: max }, (_, at) => at + 1).filter((each) => !taken.includes(each));
}
