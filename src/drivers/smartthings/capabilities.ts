import type { Capabilities } from "#domain/capabilities.ts";
import type { Book } from "./book.ts";

/** A hub, and a lock that takes no codes. */
const none: Capabilities = {
  programsOnlineCodes: undefined,
  programsOfflineCodes: undefined,
  locksRemotely: undefined,
  unlocksRemotely: undefined,
  codeLengths: [],
  maxCodes: undefined,
  constraints: [],
  schedulesNatively: false,
  readsPins: false,
  reusesPlaces: false,
  updatesInPlace: false,
  listsUnmanaged: false,
  convertsUnmanaged: false,
  deletesUnmanaged: false,
  sharesPinAcrossWindows: false,
  namesCodeOnEntry: false,
};

export const hubCapabilities = none;

/** What SmartThings lets us do at a lock. No lock has a schedule here: neither set of commands knows one. */
export function lockCapabilities(book: Book | undefined): Capabilities {
  const turns = { ...none, locksRemotely: true, unlocksRemotely: true };
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
