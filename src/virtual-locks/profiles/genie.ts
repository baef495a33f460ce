import { type Profile, usualLock } from "#virtual-locks/profile.ts";

// A garage door: opens and closes from afar, knows no codes. Fact: device type `genie_door` of the contract.
export const genie: Profile = {
  ...usualLock,
  key: "genie",
  provider: "genie",
  deviceType: "genie_door",
  manufacturer: "Genie",
  model: "Genie Aladdin Connect",
  hasKeypad: false,
  programsOnlineCodes: undefined,
  codeLengths: [],
  schedulesNatively: false,
  unmanaged: { listed: false, convertible: false, deletable: false },
  namesCodeOnEntry: false,
};
