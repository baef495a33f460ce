import { type Profile, usualLock } from "#virtual-locks/profile.ts";

// Facts: the maker's page "Production Capabilities" and Seam's page on Ultraloq (read November 2026): PINs of 4 to 8 digits,
// users who may come in for a time by the lock's own clock, to the minute, and no word of who came in. A client in
// production (corvmc/corvmc.org at b41096a): users are read with their digits, changed in place and deleted, and listed
// whoever made them. Assumed: 100 places, 8 s to program. The contract has no type for this make: its locks are shown
// as locks on somebody's hub.
export const ultraloq: Profile = {
  ...usualLock,
  key: "ultraloq",
  provider: "ultraloq",
  deviceType: "smartthings_lock",
  manufacturer: "U-tec",
  model: "U-Bolt-Pro-WiFi",
  codeLengths: [4, 5, 6, 7, 8],
  maxCodes: 100,
  windowNeedsBothEnds: true,
  windowPrecision: "minute",
  keepsWallClock: true,
  namesCodeOnEntry: false,
  programmingMs: 8_000,
};
