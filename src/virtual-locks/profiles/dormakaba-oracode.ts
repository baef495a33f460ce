import { type OfflineKind, type Profile, usualLock, usualOfflineKind } from "#virtual-locks/profile.ts";

// Facts: Seam's Oracode page (read 2026): the maker computes the digits, codes need no connection, last at
// most 31 days, and cannot be changed or deleted; no remote turning; no foreign codes are listed. Assumed:
// 8 digits, three PINs for one stay. A site names user levels, each with a check-in and a check-out time, or of
// whole days; the two here stand for what a site could have.
const level = { ...usualOfflineKind, unit: "day", shortest: 1, longest: 31 } as const;
const kinds: readonly OfflineKind[] = [
  {
    ...level,
    key: "guest",
    name: "Guest",
    checkIn: "15:00",
    checkOut: "11:00",
    userLevel: { id: "6c7f7c5e-3b53-4d3e-8a55-5a1b8d0c1a01", prefix: 1 },
  },
  { ...level, key: "day", name: "Day", userLevel: { id: "6c7f7c5e-3b53-4d3e-8a55-5a1b8d0c1a02", prefix: 2 } },
];

export const dormakabaOracode: Profile = {
  ...usualLock,
  key: "dormakaba_oracode",
  provider: "dormakaba_oracode",
  deviceType: "dormakaba_oracode_door",
  manufacturer: "dormakaba",
  model: "Oracode 660",
  programsOnlineCodes: undefined,
  programsOfflineCodes: true,
  locksRemotely: undefined,
  unlocksRemotely: undefined,
  codeLengths: [8],
  constraints: [{ type: "cannot_specify_pin_code" }],
  schedulesNatively: false,
  windowNeedsBothEnds: true,
  windowPrecision: "minute",
  updatesInPlace: false,
  unmanaged: { listed: false, convertible: false, deletable: false },
  namesCodeOnEntry: false,
  offlineCodes: { digits: 8, kinds, byUserLevel: true },
};
