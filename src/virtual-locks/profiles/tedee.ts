import { type Profile, usualHub, usualLock } from "#virtual-locks/profile.ts";

// Facts: tedee-com/tedee-api-doc at 73d0883 (2026-05-21): 5 to 8 digits, at least three different ones, no
// sequences; the lock forgets PINs whose end has passed; changes in place; records of entries have no
// PIN id. A real one is reached through a bridge: the maker's counterpart sees to that, and the virtual lock of the
// published contract does without. Assumed: 100 places, 2 s.
export const tedee: Profile = {
  ...usualLock,
  key: "tedee",
  provider: "tedee",
  deviceType: "tedee_lock",
  manufacturer: "Tedee",
  model: "Tedee PRO with keypad",
  codeLengths: [5, 6, 7, 8],
  maxCodes: 100,
  constraints: [{ type: "at_least_three_unique_digits" }, { type: "no_ascending_or_descending_sequence" }],
  forgetsEndedCodes: true,
  namesCodeOnEntry: false,
  programmingMs: 2_000,
};

export const tedeeBridge: Profile = {
  ...usualHub,
  key: "tedee_bridge",
  kind: "bridge",
  deviceType: "bridge",
  provider: "tedee",
  manufacturer: "Tedee",
  model: "Tedee Bridge",
};
