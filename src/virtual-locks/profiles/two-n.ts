import { type Profile, usualLock } from "#virtual-locks/profile.ts";

// Facts: HTTP API manual for 2N devices, 2.44 to 3.3, and configuration manual (wiki.2n.com, read November 2026): PINs of
// 2 to 15 digits, windows in seconds, up to 10,000 users by model, a switch that falls back by itself. An intercom is its
// own memory: what it has answered is so. Assumed: 1,000 places, and that a PIN stands once.
export const twoN: Profile = {
  ...usualLock,
  key: "two_n",
  provider: "my_2n",
  deviceType: "two_n_intercom",
  manufacturer: "2N",
  model: "2N IP Verso",
  locksRemotely: undefined,
  codeLengths: [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  maxCodes: 1_000,
  programmingMs: 0,
};
