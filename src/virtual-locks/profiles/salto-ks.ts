import { type Profile, usualLock } from "#virtual-locks/profile.ts";

// Facts: Seam's Salto KS page and Salto's Connect API guides (read 2026): each code is a user of the site's
// subscription; office and privacy mode; custom digits only with a subscription to them, which this site has.
// Assumed: 5 to 6 digits, 100 places, readable digits, changes in place, 5 s.
export const saltoKs: Profile = {
  ...usualLock,
  key: "salto_ks",
  provider: "salto_ks",
  deviceType: "salto_lock",
  manufacturer: "Salto",
  model: "Salto Neo",
  codeLengths: [5, 6],
  maxCodes: 100,
  takesSiteUser: true,
  programmingMs: 5_000,
};
