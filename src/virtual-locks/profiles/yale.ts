import { type Profile, usualLock } from "#virtual-locks/profile.ts";

// Facts: runs on August's cloud with August's rules (Seam's Yale page and the August partner guide, read
// 2026). Assumed: 4 to 8 digits, which some of its keypads take; 100 places; built-in Wi-Fi.
export const yale: Profile = {
  ...usualLock,
  key: "yale",
  provider: "yale",
  deviceType: "yale_lock",
  manufacturer: "Yale",
  model: "Yale Assure Lock 2",
  codeLengths: [4, 5, 6, 7, 8],
  maxCodes: 100,
  splitsNames: true,
  updatesInPlace: false,
  programmingMs: 20_000,
};
