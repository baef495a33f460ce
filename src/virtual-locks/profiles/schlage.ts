import { type Profile, usualLock } from "#virtual-locks/profile.ts";

// Facts: pyschlage at 3b943f4 (2026-08-18): 4 to 8 digits, one length for the whole lock, windows in epoch
// seconds, the log names the code by id. Seam's contract lists `unique_first_four_digits`, names of at
// most 9 characters and delete-and-recreate for changes. Assumed: 100 places, 5 s to program.
export const schlage: Profile = {
  ...usualLock,
  key: "schlage",
  provider: "schlage",
  deviceType: "schlage_lock",
  manufacturer: "Schlage",
  model: "Schlage Encode",
  codeLengths: [4, 5, 6, 7, 8],
  oneLengthPerLock: true,
  maxCodes: 100,
  constraints: [{ type: "unique_first_four_digits" }, { type: "name_length", max: 9 }],
  updatesInPlace: false,
  programmingMs: 5_000,
};
