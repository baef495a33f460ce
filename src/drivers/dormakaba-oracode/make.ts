import type { Make } from "#drivers/kit/lock-cloud-protocol/make.ts";
import { noCodes } from "#drivers/kit/no-codes.ts";

/**
 * Source: Seam's Oracode guide, read July 2026. Digits are computed by site, door, user level and time: nothing is
 * written to a door, changed or taken back, and nothing is listed of one.
 */
export const oracode: Make = {
  deviceType: "dormakaba_oracode_door",
  manufacturer: "dormakaba",
  abilities: {
    ...noCodes,
    // Also while the site has no user level: what is wanted waits for one.
    programsOfflineCodes: true,
    constraints: [{ type: "cannot_specify_pin_code" }],
  },
};
