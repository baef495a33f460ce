import { type Profile, usualLock } from "#virtual-locks/profile.ts";

// Facts: developer.nuki.io guides (54, 35593) and Seam's Nuki page (read 2026): 6 digits, no zero, not starting with
// 12, names of up to 20 characters, 200 codes from hardware 3.0 on, changes in place. Assumed: 5 s.
export const nuki: Profile = {
  ...usualLock,
  key: "nuki",
  provider: "nuki",
  deviceType: "nuki_lock",
  manufacturer: "Nuki",
  model: "Nuki Smart Lock 3.0 Pro with keypad",
  codeLengths: [6],
  maxCodes: 200,
  constraints: [{ type: "no_zeros" }, { type: "cannot_start_with_12" }, { type: "name_length", min: 1, max: 20 }],
  namesCodeOnEntry: false,
  programmingMs: 5_000,
};
