import type { Resident } from "#domain/observation.ts";
import { Pin } from "#domain/pin.ts";
import { lengthsBetween } from "#drivers/kit/code-lengths.ts";
import { emptySlots, ordinal, placeOf, slotOf } from "#drivers/kit/numbered-slots.ts";
import { asObject, field, objectInText, text, type Untrusted } from "#drivers/kit/untrusted.ts";
import { type HubDevice, numberIn } from "./wire.ts";

/** One occupied position. */
export interface Entry {
  readonly position: number;
  readonly name: string | undefined;
  /** `undefined`: the lock shows its hub no digits. */
  readonly pin: Pin | undefined;
}

/** What the hub has of a lock's codes. */
export interface Book {
  /** `unread`: it has never asked the lock. `encrypted`: it shows them to nobody but itself. */
  readonly state: "read" | "unread" | "encrypted";
  readonly entries: readonly Entry[];
  /** `false`: an entry is unreadable, or all are. */
  readonly complete: boolean;
  /** Empty positions, the lowest first; `undefined`: not known. */
  readonly free: readonly number[] | undefined;
  readonly maxCodes: number | undefined;
  readonly codeLengths: readonly number[];
  /** The last word on a code of the lock, whichever: added, changed, deleted or failed. */
  readonly lastWord: unknown;
}

/** Locks take up to eight digits and, where they say one length, no other (Hubitat's pages on codes, read 2026). */
const usualLengths = lengthsBetween(4, 8);

/** `undefined`: the lock takes no codes. */
export function readBook({ takesCodes, attributes }: HubDevice): Book | undefined {
  if (!takesCodes) return undefined;
  const maxCodes = ordinal(numberIn(attributes, "maxCodes"));
  const codeLength = ordinal(numberIn(attributes, "codeLength"));
  const codeLengths = codeLength === undefined ? usualLengths : lengthsBetween(codeLength, codeLength);
  const limits = { maxCodes, codeLengths, lastWord: field(attributes, "codeChanged") };
  const kept = keptIn(attributes);
  if (typeof kept === "string") return { ...limits, state: kept, entries: [], complete: false, free: undefined };
  // What stands in position 0 is the lock's master code, which is nobody's to manage.
  const rows = Object.entries(kept).filter(([key]) => key !== "0");
  const entries = rows.flatMap(([key, value]) => readEntry(key, value) ?? []);
  const taken = entries.map(({ position }) => position);
  const complete = entries.length === rows.length;
  return { ...limits, state: "read", entries, complete, free: complete ? emptySlots(taken, maxCodes) : undefined };
}

/** The codes by position. Hubitat's own drivers tell an encrypted text by its not beginning as JSON does. */
function keptIn(attributes: Untrusted): Untrusted | "unread" | "encrypted" {
  const value = field(attributes, "lockCodes");
  if (value === undefined || value === null || value === "") return "unread";
  if (typeof value === "string" && !value.startsWith("{")) return "encrypted";
  return asObject(value) ?? objectInText(value) ?? "unread";
}

function readEntry(key: string, value: unknown): Entry | undefined {
  const position = slotOf(key);
  const entry = asObject(value);
  if (position === undefined || entry === undefined) return undefined;
  return { position, name: text(entry, "name", 255), pin: Pin.parse(text(entry, "code") ?? "") };
}

export function residentsOf({ entries }: Book): readonly Resident[] {
  return entries.map(({ position, name: label, pin }) => {
    return { place: placeOf(position), pin, label, window: undefined, state: "on_lock" };
  });
}
