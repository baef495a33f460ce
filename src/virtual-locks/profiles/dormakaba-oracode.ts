import { type Profile, usualLock } from "#virtual-locks/profile.ts";

// Facts: Seam's Oracode page (read 2026): the maker computes the digits, codes need no connection, last at
// most 31 days, and cannot be changed or deleted; no remote turning; no foreign codes are listed. Assumed:
// 6 digits, whole hours. Its user levels (named check-in and check-out times) are not modelled.
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
  codeLengths: [6],
  constraints: [{ type: "cannot_specify_pin_code" }],
  schedulesNatively: false,
  windowNeedsBothEnds: true,
  windowPrecision: "minute",
  updatesInPlace: false,
  unmanaged: { listed: false, convertible: false, deletable: false },
  namesCodeOnEntry: false,
  offlineCodes: { digits: 6, longestDays: 31, wholeHours: true },
};
