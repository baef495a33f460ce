import { type OfflineKind, type Profile, usualHub, usualLock, usualOfflineKind } from "#virtual-locks/profile.ts";

// Facts: Seam's Lockly page (read 2026): 6 to 8 digits, no schedules for online codes, offline codes with
// start and end, no code id with an unlock. The maker publishes no protocol for codes. Assumed: 50
// places, readable digits, changes in place, 6 s, offline codes of 10 digits
// on whole hours for at most 31 days, three for one time.
const longest = 31 * 24;
const kinds: readonly OfflineKind[] = [
  { ...usualOfflineKind, key: "time_bound", name: "Time-bound", shortest: 1, longest },
  { ...usualOfflineKind, key: "one_time", name: "One-time", lasts: "once", shortest: 1, longest },
];

export const lockly: Profile = {
  ...usualLock,
  key: "lockly",
  provider: "lockly",
  deviceType: "lockly_lock",
  manufacturer: "Lockly",
  model: "Lockly Secure Plus",
  programsOfflineCodes: true,
  codeLengths: [6, 7, 8],
  maxCodes: 50,
  schedulesNatively: false,
  namesCodeOnEntry: false,
  programmingMs: 6_000,
  offlineCodes: { digits: 10, kinds },
};

/** A model without Wi-Fi of its own. */
export const locklyBluetooth: Profile = {
  ...lockly,
  key: "lockly_bluetooth",
  model: "Lockly Secure",
  needsHub: true,
};

export const locklyHub: Profile = {
  ...usualHub,
  key: "lockly_hub",
  kind: "bridge",
  deviceType: "bridge",
  provider: "lockly",
  manufacturer: "Lockly",
  model: "Lockly Secure Link Wi-Fi hub",
};
