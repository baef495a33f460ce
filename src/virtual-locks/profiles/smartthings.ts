import { type Profile, usualHub, usualLock } from "#virtual-locks/profile.ts";

// Facts: SmartThings capability `lockCodes` (core SDK 8.5.3) and Seam's SmartThings page (read 2026): no
// schedules, digits never shown, a slot can be overwritten and deleted, foreign codes are listed but
// cannot be taken over, and no code id comes with an unlock. Assumed: 4 to 8 digits, 30 places, 8 s.
export const smartthings: Profile = {
  ...usualLock,
  key: "smartthings",
  provider: "smartthings",
  deviceType: "smartthings_lock",
  manufacturer: "SmartThings",
  model: "Z-Wave keypad lock",
  needsHub: true,
  codeLengths: [4, 5, 6, 7, 8],
  maxCodes: 30,
  schedulesNatively: false,
  readsPins: false,
  unmanaged: { listed: true, convertible: false, deletable: true },
  namesCodeOnEntry: false,
  programmingMs: 8_000,
};

export const smartthingsHub: Profile = {
  ...usualHub,
  key: "smartthings_hub",
  provider: "smartthings",
  manufacturer: "SmartThings",
  model: "SmartThings Hub",
};
