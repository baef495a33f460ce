import { type Profile, usualHub, usualLock } from "#virtual-locks/profile.ts";

// Facts: keithle888/igloohome-api at b872db5 and Seam's igloohome page (read 2026): custom PINs go through
// a bridge and carry a window; 199 PINs a lock; algorithmic PINs of 9 digits, whole hours, at most 367
// days; codes cannot be edited nor taken over, and no code id comes with an unlock. The maker has no
// listing of codes at all; the contract demands one, so here digits are hidden and strangers' codes too.
// Assumed: online PINs of 6 digits (from a sample), minute precision, 10 s through the bridge.
export const igloohome: Profile = {
  ...usualLock,
  key: "igloohome",
  provider: "igloohome",
  deviceType: "igloohome_lock",
  manufacturer: "igloohome",
  model: "igloohome Deadbolt 2S",
  needsHub: true,
  programsOfflineCodes: true,
  codeLengths: [6],
  maxCodes: 199,
  windowPrecision: "minute",
  readsPins: false,
  updatesInPlace: false,
  unmanaged: { listed: false, convertible: false, deletable: false },
  namesCodeOnEntry: false,
  programmingMs: 10_000,
  offlineCodes: { digits: 9, longestDays: 367, wholeHours: true },
};

export const igloohomeBridge: Profile = {
  ...usualHub,
  key: "igloohome_bridge",
  kind: "bridge",
  deviceType: "bridge",
  provider: "igloohome",
  manufacturer: "igloohome",
  model: "igloohome Bridge",
};
