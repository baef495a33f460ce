import { type Profile, usualHub, usualLock } from "#virtual-locks/profile.ts";

// Facts: wyze-sdk at 1677fd0 (2026-07-23) and Seam's Wyze page (read 2026): 4 to 8 digits, windows kept by the
// lock, digits never shown, foreign codes listed and deletable, a gateway and a keypad are needed; the contract
// has an error for a name used twice; 50 places (Wyze's page "Keypad Code Management", read November 2026); changes in
// place, and a history that names the code by its number (wyze-sdk). Assumed: 10 s through the gateway.
export const wyze: Profile = {
  ...usualLock,
  key: "wyze",
  provider: "wyze",
  deviceType: "wyze_lock",
  manufacturer: "Wyze",
  model: "Wyze Lock",
  needsHub: true,
  codeLengths: [4, 5, 6, 7, 8],
  maxCodes: 50,
  constraints: [{ type: "name_must_be_unique" }],
  readsPins: false,
  unmanaged: { listed: true, convertible: false, deletable: true },
  programmingMs: 10_000,
};

export const wyzeGateway: Profile = {
  ...usualHub,
  key: "wyze_gateway",
  provider: "wyze",
  manufacturer: "Wyze",
  model: "Wyze Lock Gateway",
};
