import type { Capabilities } from "#domain/capabilities.ts";

/** A lock that can do everything and forbids nothing. */
export const anyCapabilities: Capabilities = {
  programsOnlineCodes: true,
  programsOfflineCodes: undefined,
  locksRemotely: true,
  unlocksRemotely: true,
  codeLengths: [4, 5, 6, 7, 8],
  maxCodes: undefined,
  constraints: [],
  schedulesNatively: true,
  readsPins: true,
  reusesPlaces: false,
  updatesInPlace: true,
  listsUnmanaged: true,
  convertsUnmanaged: true,
  deletesUnmanaged: true,
  sharesPinAcrossWindows: false,
  namesCodeOnEntry: true,
};
