import type { Place } from "#domain/ids.ts";
import type { Resident } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";
import type { SetStep } from "#domain/step.ts";
import type { Window } from "#domain/window.ts";
import { asObject, instant, list, number, numbered, text, type Untrusted } from "#drivers/kit/untrusted.ts";

/** The PINs of one lock by name. `complete` is false where an entry could not be read. */
export interface PinList {
  /** Goes up with each change of the list. */
  readonly version: number | undefined;
  readonly entries: readonly PinName[];
  readonly complete: boolean;
}

export interface PinName {
  readonly place: Place;
  readonly label: string | undefined;
}

export function readPinList(body: unknown): PinList | undefined {
  const of = asObject(body);
  const pins = of && list(of, "pins");
  if (of === undefined || pins === undefined) return undefined;
  const entries = pins.map(readPinName).filter((entry) => entry !== undefined);
  return { version: number(of, "listVersion"), entries, complete: entries.length === pins.length };
}

/** One PIN with all that is kept of it. `undefined`: it is not that of this place, or its digits are not there. */
export function readPin(body: unknown, place: Place): Resident | undefined {
  const of = asObject(body);
  const digits = of && text(of, "pin", 20);
  const pin = digits === undefined ? undefined : Pin.parse(digits);
  if (of === undefined || pin === undefined || numbered(of, "id") !== place) return undefined;
  return { place, pin, label: text(of, "alias"), window: windowOf(of), state: "on_lock" };
}

/** The id of a PIN that was just made. */
export function readMade(body: unknown): Place | undefined {
  return numbered(asObject(body) ?? {}, "id") as Place | undefined;
}

/** A PIN as it is added or replaced: whole, for what is left out of a change may stay or go. */
export function writePin({ pin, label, window }: SetStep): Readonly<Record<string, string | null>> {
  return {
    alias: label,
    pin: pin.reveal(),
    startDate: window === undefined ? null : new Date(window.startsAt).toISOString(),
    endDate: window === undefined ? null : new Date(window.endsAt).toISOString(),
    dayStartTime: null,
    dayEndTime: null,
    weekDays: null,
  };
}

/** Times are UTC; some come without saying so (samples of the page "Device activity"). */
export function utcInstant(of: Untrusted, name: string): number | undefined {
  const said = text(of, name, 40);
  return said === undefined ? undefined : instant({ at: /Z$|[+-]\d{2}:?\d{2}$/.test(said) ? said : `${said}Z` }, "at");
}

function readPinName(value: unknown): PinName | undefined {
  const of = asObject(value);
  const place = of && (numbered(of, "id") as Place | undefined);
  return of === undefined || place === undefined ? undefined : { place, label: text(of, "alias") };
}

/** Without an end it is none of ours. Limits to days of the week and to hours have no word in the domain. */
function windowOf(of: Untrusted): Window | undefined {
  const endsAt = utcInstant(of, "endDate");
  return endsAt === undefined ? undefined : { startsAt: utcInstant(of, "startDate") ?? 0, endsAt };
}
