import type { Capabilities } from "#domain/capabilities.ts";
import type { LockProfile } from "./lock-profile.ts";

const minute = 60_000;

/**
 * As the drivers for local locks have them. Their budgets of looks are left out, for these runs have as much happen in an
 * hour as there is in days: `read-back.ts` has tests of its own for them.
 */
const slots: Capabilities = {
  programsOnlineCodes: true,
  programsOfflineCodes: undefined,
  locksRemotely: true,
  unlocksRemotely: true,
  codeLengths: [4, 5, 6, 7, 8, 9, 10],
  maxCodes: 20,
  constraints: [],
  schedulesNatively: false,
  readsPins: true,
  names: "none",
  reusesPlaces: true,
  updatesInPlace: true,
  listsUnmanaged: true,
  convertsUnmanaged: true,
  deletesUnmanaged: true,
  sharesPinAcrossWindows: false,
  namesCodeOnEntry: true,
};

const zone = "Europe/Berlin";
const prompt = { landsAfterMs: undefined, comparesOnRemoval: false, tellsSightings: true, windowStepMs: 1 };
const zwave = { places: "slots", lags: "elsewhere", knowsOthers: "by_ear", emptiesFirst: true } as const;
const zigbee = { places: "slots", lags: "anywhere", knowsOthers: "by_ear", sleeps: true } as const;

/** Every kind that a run with local locks can draw: what the drivers for Z-Wave, Zigbee2MQTT and Matter say of such locks. */
export const localProfiles: readonly LockProfile[] = [
  {
    name: "Z-Wave user codes",
    capabilities: { ...slots, maxCodes: 8 },
    ...prompt,
    local: zwave,
  },
  {
    name: "Z-Wave user codes, windows",
    capabilities: { ...slots, schedulesNatively: true, windows: { stepMs: minute, byWallClock: true, zone } },
    ...prompt,
    local: zwave,
  },
  {
    name: "Z-Wave user codes, masked",
    capabilities: { ...slots, readsPins: false, maxCodes: 10 },
    ...prompt,
    local: zwave,
  },
  {
    name: "Z-Wave user credentials",
    capabilities: { ...slots, names: "plain", constraints: [{ type: "name_length", max: 16 }] },
    ...prompt,
    local: { ...zwave, lags: "never" },
  },
  {
    name: "Zigbee, exposed",
    capabilities: { ...slots, maxCodes: 30 },
    ...prompt,
    local: { ...zigbee, readsBeside: 8 },
  },
  {
    name: "Zigbee, hidden",
    capabilities: { ...slots, readsPins: false, convertsUnmanaged: false, maxCodes: 10 },
    ...prompt,
    local: zigbee,
  },
  {
    name: "Zigbee, hidden, many places",
    capabilities: { ...slots, readsPins: false, convertsUnmanaged: false, maxCodes: 50 },
    ...prompt,
    local: { ...zigbee, readsBeside: 8 },
  },
  {
    name: "Matter",
    capabilities: {
      ...slots,
      codeLengths: [4, 5, 6, 7, 8],
      maxCodes: 10,
      constraints: [{ type: "name_length", max: 10 }],
      schedulesNatively: true,
      windows: { stepMs: 1_000, byWallClock: true, zone },
      readsPins: false,
      names: "plain",
      reusesPlaces: false,
      convertsUnmanaged: false,
    },
    ...prompt,
    local: { places: "tags", lags: "never", knowsOthers: "from_records" },
  },
];
