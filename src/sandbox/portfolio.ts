import type { AccountInput } from "#virtual-locks/control-contract.ts";

/** What every person of the sandbox signs in with. */
export const sandboxPassword = "1234";

/** One maker's account of a newcomer, as the virtual lock cloud is told to make it. */
export interface SandboxAccount extends AccountInput {
  /** The contract's provider key. */
  readonly provider: string;
}

/**
 * The locks that a newcomer meets: a small letting agent's doors, one account a make, with codes on some
 * of them that nobody manages. `tag` keeps the accounts of one workspace apart from another's: in the
 * virtual lock cloud an e-mail address belongs to one account.
 */
export function sandboxPortfolio(tag: string): readonly SandboxAccount[] {
  return Object.entries(makes).map(([provider, locks]) => ({
    provider,
    email: `${provider}+${tag}@sandbox.example`,
    password: sandboxPassword,
    locks: [...locks],
  }));
}

/** A newcomer waits for nothing: codes take a second or two here, where real locks take up to half a minute. */
const swift = { programming_ms: 1_500 };

const harbour = {
  address: "14 Pier Street, Portland, ME",
  location: { latitude: 43.657, longitude: -70.251 },
  timezone: "America/New_York",
};
const orchard = {
  address: "3 Orchard Lane, Hood River, OR",
  location: { latitude: 45.705, longitude: -121.521 },
  timezone: "America/Los_Angeles",
};
const mill = {
  address: "Mühlgasse 9, 1040 Wien",
  location: { latitude: 48.198, longitude: 16.365 },
  timezone: "Europe/Vienna",
};
const bay = {
  address: "61 Marine Parade, Byron Bay NSW",
  location: { latitude: -28.642, longitude: 153.615 },
  timezone: "Australia/Sydney",
};
const hill = {
  address: "22 Ann Siang Hill, Singapore",
  location: { latitude: 1.281, longitude: 103.846 },
  timezone: "Asia/Singapore",
};

const makes: Readonly<Record<string, AccountInput["locks"]>> = {
  // Keeps windows itself, short PINs, behind a bridge; digits cannot be changed in place.
  august: [
    { key: "bridge", profile: "august_connect", name: "Harbour Loft, bridge", ...harbour },
    {
      profile: "august",
      hub: "bridge",
      name: "Harbour Loft, front door",
      codes: [{ name: "Cleaner", code: "2580" }],
      overrides: swift,
      ...harbour,
    },
    { profile: "august", hub: "bridge", name: "Harbour Loft, studio", battery_level: 34, overrides: swift, ...harbour },
  ],
  yale: [
    {
      profile: "yale",
      name: "Orchard Cottage, porch",
      codes: [
        { name: "Owner", code: "19840" },
        { name: "Gardener", code: "730512" },
      ],
      overrides: swift,
      ...orchard,
    },
  ],
  // Names of at most nine characters, one length a lock, the first four digits all different.
  schlage: [{ profile: "schlage", name: "Orchard Cottage, barn studio", code_length: 6, overrides: swift, ...orchard }],
  // Hides digits and whatever else stands on the lock.
  kwikset: [
    {
      profile: "kwikset",
      name: "Harbour Loft, garden gate",
      codes: [{ name: "Neighbour", code: "60417" }],
      overrides: swift,
      ...harbour,
    },
  ],
  // No windows: codes are put on and taken off in time. Hides digits, but lists what stands there.
  smartthings: [
    { key: "hub", profile: "smartthings_hub", name: "Mill House, hub", ...mill },
    {
      profile: "smartthings",
      hub: "hub",
      name: "Mill House, courtyard door",
      codes: [{ name: "Caretaker", code: "4711" }],
      overrides: swift,
      ...mill,
    },
  ],
  // Keys 1 to 7 only on the cylinder; a clock that is slow by some seconds on the other.
  ttlock: [
    { key: "gateway", profile: "ttlock_gateway", name: "Mill House, gateway", ...mill },
    { profile: "ttlock_cylinder", hub: "gateway", name: "Mill House, attic", overrides: swift, ...mill },
    {
      profile: "ttlock",
      hub: "gateway",
      name: "Mill House, bike cellar",
      clock_error_ms: -8_000,
      overrides: swift,
      ...mill,
    },
  ],
  // Six digits and no others, through a bridge; offline codes besides.
  igloohome: [
    { key: "bridge", profile: "igloohome_bridge", name: "Shophouse 22, bridge", ...hill },
    { profile: "igloohome", hub: "bridge", name: "Shophouse 22, street door", overrides: swift, ...hill },
  ],
  // Six to eight digits, no windows.
  lockly: [{ profile: "lockly", name: "Bay Bungalow, deck", overrides: swift, ...bay }],
  // Offline codes only.
  dormakaba_oracode: [{ profile: "dormakaba_oracode", name: "Bay Bungalow, laundry", ...bay }],
  // A door without codes.
  genie: [{ profile: "genie", name: "Bay Bungalow, garage", ...bay }],
};

/** People who can connect locks of their own, of whatever make. */
export const sandboxPeople: readonly string[] = ["jane@example.com", "john@example.com"];

/** The makes that one can connect in a sandbox, by the contract's keys. */
export const sandboxProviders: readonly string[] = [...Object.keys(makes), "nuki", "tedee"].sort();

/** What one of these people has of a make. */
export function personalLocks(provider: string): AccountInput["locks"] {
  const ofMake = makes[provider] ?? [{ profile: provider, name: "Home, front door", overrides: swift, ...harbour }];
  return ofMake.map((lock) => ({ ...lock, name: lock.name.replace(/^[^,]+/, "Home") }));
}
