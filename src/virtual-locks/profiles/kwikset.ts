import { type Profile, usualLock } from "#virtual-locks/profile.ts";

// Facts: Seam's Kwikset page and open clients of its cloud (read 2026): 4 to 8 digits, names of 2 to 14
// characters and once each, both ends of a window, a start in the future, minute resolution on the
// lock's own wall clock, codes unreadable, no unmanaged codes at all, and changes by delete and create.
// The clients also forbid a shared first four digits between codes; the contract's constraint of that name
// is listed for Schlage only, so it is left out here. Assumed: 250 places, 15 s to program.
export const kwikset: Profile = {
  ...usualLock,
  key: "kwikset",
  provider: "kwikset",
  deviceType: "kwikset_lock",
  manufacturer: "Kwikset",
  model: "Kwikset Halo",
  codeLengths: [4, 5, 6, 7, 8],
  maxCodes: 250,
  constraints: [
    { type: "name_length", min: 2, max: 14 },
    { type: "name_must_be_unique" },
    { type: "start_date_in_future" },
  ],
  windowNeedsBothEnds: true,
  windowPrecision: "minute",
  keepsWallClock: true,
  readsPins: false,
  updatesInPlace: false,
  unmanaged: { listed: false, convertible: false, deletable: false },
  programmingMs: 15_000,
};
