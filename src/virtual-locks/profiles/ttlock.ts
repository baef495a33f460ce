import { type Profile, usualHub, usualLock } from "#virtual-locks/profile.ts";

// Facts: euopen.ttlock.com v3 pages (read 2026): a gateway is needed; codes can be changed in place;
// listings show digits; the record of an entry holds the PIN itself. The digit page says 6 to 9 and
// another 4 to 9: the wider range is taken. Some cylinders have keys 1 to 7 only (Seam's contract,
// `cannot_contain_089`): that is the second model. Assumed: 150 places, 4 s through the gateway.
export const ttlock: Profile = {
  ...usualLock,
  key: "ttlock",
  provider: "ttlock",
  deviceType: "ttlock_lock",
  manufacturer: "TTLock",
  model: "TTLock keypad lock",
  needsHub: true,
  codeLengths: [4, 5, 6, 7, 8, 9],
  maxCodes: 150,
  windowPrecision: "minute",
  programmingMs: 4_000,
};

export const ttlockCylinder: Profile = {
  ...ttlock,
  key: "ttlock_cylinder",
  model: "TTLock cylinder with keys 1 to 7",
  constraints: [{ type: "cannot_contain_089" }],
};

export const ttlockGateway: Profile = {
  ...usualHub,
  key: "ttlock_gateway",
  provider: "ttlock",
  manufacturer: "TTLock",
  model: "TTLock gateway G2",
};
