import { type OfflineKind, type Profile, usualHub, usualLock, usualOfflineKind } from "#virtual-locks/profile.ts";

// Facts: keithle888/igloohome-api at b872db5, the maker's support pages and Seam's igloohome page (read 2026): custom
// PINs have 4 to 6 digits, go through a bridge and carry a window; 199 PINs a lock; algorithmic PINs of 9 digits on whole hours, hourly for 1 to
// 672 hours and daily for 29 to 367 days, three of each for one time, five one-time ones for one start, which
// work for 24 hours, and permanent ones; whatever lasts longer than a day is lost unless it is typed within
// 24 hours of its start; codes cannot be edited nor taken over, and no code id comes with an unlock. The maker has no
// listing of codes at all; the contract demands one, so here digits are hidden and strangers' codes too.
// Assumed: minute precision, 10 s through the bridge.
const withinADay = 24;
const kinds: readonly OfflineKind[] = [
  { ...usualOfflineKind, key: "hourly", name: "Hourly", shortest: 1, longest: 672, firstUseWithinHours: withinADay },
  {
    ...usualOfflineKind,
    key: "daily",
    name: "Daily",
    unit: "day",
    shortest: 29,
    longest: 367,
    firstUseWithinHours: withinADay,
  },
  { ...usualOfflineKind, key: "onetime", name: "One-time", lasts: "once", shortest: 24, longest: 24, variances: 5 },
  {
    ...usualOfflineKind,
    key: "permanent",
    name: "Permanent",
    lasts: "ongoing",
    shortest: 0,
    longest: 0,
    firstUseWithinHours: withinADay,
  },
];

export const igloohome: Profile = {
  ...usualLock,
  key: "igloohome",
  provider: "igloohome",
  deviceType: "igloohome_lock",
  manufacturer: "igloohome",
  model: "igloohome Deadbolt 2S",
  needsHub: true,
  programsOfflineCodes: true,
  codeLengths: [4, 5, 6],
  maxCodes: 199,
  windowPrecision: "minute",
  readsPins: false,
  updatesInPlace: false,
  unmanaged: { listed: false, convertible: false, deletable: false },
  namesCodeOnEntry: false,
  programmingMs: 10_000,
  offlineCodes: { digits: 9, kinds },
};

/** Fact: a bridge takes at most 20 orders at a time (Seam's igloohome page, read 2026). */
export const igloohomeBridge: Profile = {
  ...usualHub,
  key: "igloohome_bridge",
  kind: "bridge",
  deviceType: "bridge",
  provider: "igloohome",
  manufacturer: "igloohome",
  model: "igloohome Bridge",
  maxPendingJobs: 20,
};
