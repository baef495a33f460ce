import type { Make } from "#drivers/kit/lock-cloud-protocol/make.ts";

/** Source: Seam's Lockly guide, read July 2026. What it does not say is as the published contract has it. */
export const lockly: Make = {
  deviceType: "lockly_lock",
  manufacturer: "Lockly",
  abilities: {
    programsOnlineCodes: true,
    programsOfflineCodes: undefined,
    locksRemotely: true,
    unlocksRemotely: true,
    codeLengths: [6, 7, 8],
    maxCodes: undefined,
    constraints: [],
    // Its locks keep no windows for codes that are sent to them: these come and go just in time.
    schedulesNatively: false,
    readsPins: true,
    reusesPlaces: false,
    updatesInPlace: true,
    listsUnmanaged: true,
    convertsUnmanaged: true,
    deletesUnmanaged: true,
    sharesPinAcrossWindows: false,
    namesCodeOnEntry: false,
  },
};
