import type { Capabilities } from "#domain/capabilities.ts";

/** A hub, or a lock that can do nothing that is not named beside it. */
export const noCodes: Capabilities = {
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
