import type { Capabilities } from "#domain/capabilities.ts";
import { noCodes } from "#drivers/kit/no-codes.ts";
import type { Book } from "./book.ts";

/** What a hub lets us do at a lock. None has a schedule: the capability knows none. */
export function lockCapabilities(book: Book | undefined): Capabilities {
  const turns = { ...noCodes, locksRemotely: true, unlocksRemotely: true };
  if (book === undefined) return turns;
  return {
    ...turns,
    // Where codes are encrypted nobody but the hub knows which positions are taken.
    programsOnlineCodes: book.state !== "encrypted",
    codeLengths: book.codeLengths,
    maxCodes: book.maxCodes,
    // A second code of a name is dropped without a word (Hubitat's own driver of a virtual lock, 9678981, March 2025).
    constraints: [{ type: "name_must_be_unique" }],
    // What becomes of commas, slashes and letters beyond ASCII in the value of a command is written nowhere.
    names: "plain",
    readsPins: true,
    // The hub shows what it has noted; whether a lock read the digits back to it depends on the lock.
    listsUnconfirmed: true,
    reusesPlaces: true,
    updatesInPlace: true,
    listsUnmanaged: true,
    convertsUnmanaged: true,
    deletesUnmanaged: true,
    namesCodeOnEntry: true,
  };
}
