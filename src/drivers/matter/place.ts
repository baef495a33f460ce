import { createHash } from "node:crypto";
import type { AccessCodeId, Place } from "#domain/ids.ts";
import type { User } from "./wire.ts";

/** Where an entry stands: which user of the lock, and of a user of ours, the number by which we know it. */
export interface Spot {
  readonly index: number;
  readonly uniqueId: number | undefined;
}

/** Numbers up to this may be given to users; the one above it stands for none (Matter 1.3, `userUniqueId`). */
const highestUniqueId = 0xff_ff_ff_fe;

/** The number by which the lock knows the user of a code: the same at each try, so that a lost reply leaves one user. */
export function uniqueIdOf(code: AccessCodeId): number {
  const drawn = createHash("sha256").update(code).digest().readUInt32BE(0);
  return 1 + (drawn % highestUniqueId);
}

/** The name of a place is never given again: a user that takes an index over has another number, or none of ours. */
export function placeOf(user: User, fabric: number | undefined): Place {
  return (isTagged(user, fabric) ? `${user.index}-${user.uniqueId?.toString(16)}` : `${user.index}`) as Place;
}

/** Whether we made this user, and came to give it its number. */
export function isTagged(user: User, fabric: number | undefined): boolean {
  return isOurs(user, fabric) && user.uniqueId !== undefined;
}

export function isOurs({ creator }: User, fabric: number | undefined): boolean {
  return fabric !== undefined && creator === fabric;
}

export function readPlace(place: Place): Spot | undefined {
  const [, index, uniqueId] = /^(\d{1,5})(?:-([0-9a-f]{1,8}))?$/.exec(place) ?? [];
  if (index === undefined) return undefined;
  return { index: Number(index), uniqueId: uniqueId === undefined ? undefined : Number.parseInt(uniqueId, 16) };
}

/** Whether the user that stands there is the one that a place names. */
export function standsAt(user: User, spot: Spot, fabric: number | undefined): boolean {
  if (user.index !== spot.index) return false;
  return spot.uniqueId === undefined
    ? !isTagged(user, fabric)
    : isTagged(user, fabric) && user.uniqueId === spot.uniqueId;
}
