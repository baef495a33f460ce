import { type Profile, usualHub, usualLock } from "#virtual-locks/profile.ts";

// Facts: Hubitat's Lock Code Manager keeps codes by position and has no windows in the lock (docs2.hubitat.com,
// read 2026). Assumed: a Z-Wave lock behind it with 4 to 8 digits, 30 positions, readable digits, 8 s.
export const hubitat: Profile = {
  ...usualLock,
  key: "hubitat",
  provider: "hubitat",
  deviceType: "hubitat_lock",
  manufacturer: "Hubitat",
  model: "Z-Wave keypad lock on a Hubitat hub",
  needsHub: true,
  codeLengths: [4, 5, 6, 7, 8],
  maxCodes: 30,
  schedulesNatively: false,
  programmingMs: 8_000,
};

export const hubitatHub: Profile = {
  ...usualHub,
  key: "hubitat_hub",
  provider: "hubitat",
  manufacturer: "Hubitat",
  model: "Hubitat Elevation",
};
