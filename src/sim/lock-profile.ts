import type { Capabilities } from "#domain/capabilities.ts";

const minute = 60_000;

/** A kind of lock with its provider: what it can, and the habits that no capability tells. */
export interface LockProfile {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** The provider accepts a change and the lock has it so much later, from and to, in milliseconds; `undefined`: at once. */
  readonly landsAfterMs: readonly [least: number, most: number] | undefined;
  /** The provider removes a code only if it is still the one that was meant. Without it, a change in between goes unnoticed. */
  readonly comparesOnRemoval: boolean;
  /** It tells us what changes on the lock. */
  readonly tellsSightings: boolean;
  /** Windows begin and end on a multiple of this, in milliseconds, never earlier and never later than asked. */
  readonly windowStepMs: number;
  /** Its cloud lists what it has accepted as if the lock had it already. */
  readonly listsAccepted?: true;
  /** Nothing lists what stands on it: of a code one knows what became of the orders for it, and no more. */
  readonly listsNothing?: true;
  /** Of a lock that is spoken to without a cloud; left out: there is one. */
  readonly local?: LocalHabits;
}

/** What a driver does that speaks to a lock itself, beyond what every driver does. */
export interface LocalHabits {
  /** `slots`: it lists the empty ones, and a new code goes into the one that it is given. `tags`: the lock keeps a mark of ours with each code. */
  readonly places: "slots" | "tags";
  /** Beside the slots that it is asked for, a look reads so many, in turn; left out: all. */
  readonly readsBeside?: number;
  /** What a look shows as it was some time ago, where it does: nothing, the slots that it was not asked for, or anything. */
  readonly lags: "never" | "elsewhere" | "anywhere";
  /** How it knows that somebody else wrote an entry of ours: from what the lock says while it listens, or from the lock's own records. */
  readonly knowsOthers: "by_ear" | "from_records";
  /** A slot whose digits are hidden is emptied before it gets others, for only so does it show that it did. */
  readonly emptiesFirst?: true;
  /** What does not reach the lock waits until it wakes, and the driver calls that pending. */
  readonly sleeps?: true;
}

const able: Capabilities = {
  programsOnlineCodes: true,
  programsOfflineCodes: undefined,
  locksRemotely: true,
  unlocksRemotely: true,
  codeLengths: [4, 5, 6],
  maxCodes: 30,
  constraints: [],
  schedulesNatively: true,
  readsPins: true,
  reusesPlaces: false,
  updatesInPlace: true,
  listsUnmanaged: true,
  convertsUnmanaged: true,
  deletesUnmanaged: true,
  sharesPinAcrossWindows: false,
  namesCodeOnEntry: true,
};

const prompt = { landsAfterMs: undefined, comparesOnRemoval: true, tellsSightings: true, windowStepMs: 1 };
const slow = { ...prompt, landsAfterMs: [2_000, 60_000] as const };

/** Every kind that a run can draw. */
export const lockProfiles: readonly LockProfile[] = [
  { name: "native", capabilities: able, ...prompt },
  {
    name: "native, to the minute",
    capabilities: { ...able, maxCodes: 100 },
    ...slow,
    windowStepMs: minute,
  },
  {
    name: "native, not changed in place",
    capabilities: { ...able, updatesInPlace: false, maxCodes: undefined },
    ...prompt,
    tellsSightings: false,
  },
  { name: "just in time", capabilities: { ...able, schedulesNatively: false }, ...prompt },
  {
    name: "just in time, slow, not changed in place",
    capabilities: { ...able, schedulesNatively: false, updatesInPlace: false, namesCodeOnEntry: false },
    ...slow,
  },
  {
    name: "numbered slots",
    capabilities: { ...able, schedulesNatively: false, reusesPlaces: true, maxCodes: 8, convertsUnmanaged: false },
    ...prompt,
    comparesOnRemoval: false,
  },
  {
    name: "numbered slots, hidden digits",
    capabilities: {
      ...able,
      schedulesNatively: false,
      reusesPlaces: true,
      readsPins: false,
      maxCodes: 10,
      convertsUnmanaged: false,
    },
    ...slow,
    tellsSightings: false,
  },
  {
    name: "hidden digits",
    capabilities: { ...able, readsPins: false, updatesInPlace: false, convertsUnmanaged: false },
    ...prompt,
  },
  {
    name: "few places",
    capabilities: { ...able, maxCodes: 3, schedulesNatively: false, codeLengths: [4] },
    ...slow,
  },
  {
    name: "shared PINs",
    capabilities: { ...able, sharesPinAcrossWindows: true, constraints: [{ type: "name_must_be_unique" }] },
    ...prompt,
  },
];
