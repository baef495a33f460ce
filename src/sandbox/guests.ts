import { instantsOf, wallTime } from "#domain/local-time.ts";
import type { Window } from "#domain/window.ts";

/** Who may go where, as the portfolio's letting agent has it in the books. Doors are those of `sandboxPortfolio`. */
export interface Guest {
  readonly name: string;
  /** One PIN for all of them. */
  readonly doors: readonly [string, ...string[]];
  /** Absent: ongoing, for whoever works there. */
  readonly stay?: Stay;
  /** Absent: any PIN. */
  readonly digits?: string;
}

export interface Stay {
  /** `soon`: within the hour, as somebody who was promised an early check-in; a number: the coming check-in, or so many days after it. */
  readonly checkIn: "soon" | number;
  readonly nights: number;
}

/** What a newcomer finds in the books. */
export const sandboxGuests: readonly Guest[] = [
  { name: "Cleaning team", doors: ["Harbour Loft, studio", "Orchard Cottage, porch"], digits: "73916" },
  { name: "Cleaning team", doors: ["Mill House, courtyard door"], digits: "8264" },
  {
    name: "Ana Ribeiro",
    doors: ["Harbour Loft, front door", "Harbour Loft, garden gate"],
    stay: { checkIn: "soon", nights: 3 },
  },
  { name: "Okafor family", doors: ["Orchard Cottage, porch"], stay: { checkIn: 0, nights: 5 } },
  {
    name: "Lena Brandt",
    doors: ["Mill House, courtyard door", "Mill House, bike cellar"],
    stay: { checkIn: 0, nights: 2 },
  },
  { name: "Tom and Sofia", doors: ["Harbour Loft, studio"], stay: { checkIn: 1, nights: 2 } },
  { name: "Jun Tanaka", doors: ["Shophouse 22, street door"], stay: { checkIn: 1, nights: 4 } },
  // The lock takes names of nine characters.
  { name: "Mia Chen", doors: ["Orchard Cottage, barn studio"], stay: { checkIn: 0, nights: 1 } },
  { name: "Petr Novák", doors: ["Mill House, attic"], stay: { checkIn: 2, nights: 3 } },
  { name: "Harper wedding", doors: ["Bay Bungalow, deck"], stay: { checkIn: 1, nights: 2 } },
];

/** What is amiss in the portfolio on the day it is opened, and who has been there. */
export const sandboxDay = {
  offline: "Orchard Cottage, barn studio",
  lowBattery: { door: "Harbour Loft, studio", percent: 12 },
  keepsSpares: "Orchard Cottage, porch",
  /** People whom nobody manages: their codes are on the locks already. */
  entries: [
    { door: "Harbour Loft, front door", digits: "2580" },
    { door: "Mill House, courtyard door", digits: "4711" },
  ],
} as const;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const checkInMs = 16 * hourMs;
const checkOutMs = 11 * hourMs;
const quarterMs = 15 * minuteMs;

/** When a stay is, by the clock on the wall of a door's place. */
export function windowOf({ checkIn, nights }: Stay, zone: string, now: number): Window {
  const startsAt = checkIn === "soon" ? nextQuarter(now + 20 * minuteMs) : comingCheckIn(now, zone, checkIn);
  const lastDay = dayOf(wallTime(startsAt, zone)) + nights * dayMs;
  return { startsAt, endsAt: instantsOf(lastDay + checkOutMs, zone).first };
}

function nextQuarter(at: number): number {
  return Math.ceil(at / quarterMs) * quarterMs;
}

function comingCheckIn(now: number, zone: string, daysAfter: number): number {
  const wall = wallTime(now, zone);
  const today = dayOf(wall) + checkInMs;
  const coming = today > wall ? today : today + dayMs;
  return instantsOf(coming + daysAfter * dayMs, zone).first;
}

function dayOf(wall: number): number {
  return Math.floor(wall / dayMs) * dayMs;
}
