import { type Profile, usualHub, usualLock } from "#virtual-locks/profile.ts";

// Facts: August partner API guide, pin-management pages (read 2026): PINs of 4 to 6 digits; a duplicate
// PIN answers 409; new digits mean delete, wait, load anew; about 30 s from "created" to "loaded"; the
// lock's cloud needs a Connect bridge; a PIN has a first and a last name. 208 to 240 places were reported; 208 is assumed here.
export const august: Profile = {
  ...usualLock,
  key: "august",
  provider: "august",
  deviceType: "august_lock",
  manufacturer: "August",
  model: "August Smart Lock Pro",
  needsHub: true,
  codeLengths: [4, 5, 6],
  maxCodes: 208,
  splitsNames: true,
  updatesInPlace: false,
  programmingMs: 30_000,
};

export const augustConnect: Profile = {
  ...usualHub,
  key: "august_connect",
  kind: "bridge",
  deviceType: "bridge",
  provider: "august",
  manufacturer: "August",
  model: "August Connect",
};
