import type { Capabilities } from "#domain/capabilities.ts";
import { noCodes } from "#drivers/kit/no-codes.ts";
import type { Book } from "./book.ts";

/** What SmartThings lets us do at a lock. No lock has a schedule here: neither set of commands knows one. */
export function lockCapabilities(book: Book | undefined): Capabilities {
  const turns = { ...noCodes, locksRemotely: true, unlocksRemotely: true };
  if (book === undefined) return turns;
  return {
    ...turns,
    programsOnlineCodes: true,
    codeLengths: book.codeLengths,
    maxCodes: book.maxCodes,
    // Where digits are hidden, a name that stands once is all that tells whose entry it is.
    constraints: [{ type: "name_must_be_unique" }],
    reusesPlaces: true,
    updatesInPlace: true,
    listsUnmanaged: true,
    deletesUnmanaged: true,
    namesCodeOnEntry: true,
  };
}
