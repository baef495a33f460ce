import type { PlayOptions } from "./run.ts";

/** A seed that failed once, and what it showed; it is run first, for ever. */
export interface KeptSeed {
  readonly name: string;
  readonly options: PlayOptions;
}

/** They are older than the endpoints and the upheavals that a seed may draw. */
const small = (seed: number, name: string): KeptSeed => ({
  name,
  options: { seed, shape: "small", faults: "drawn", endpoints: "none", beginning: "empty" },
});

const drawn = (seed: number, name: string): KeptSeed => ({ name, options: { seed, shape: "small", faults: "drawn" } });

const tiny = (seed: number, name: string): KeptSeed => ({ name, options: { seed, shape: "tiny", faults: "drawn" } });

/** At a lock without a cloud, with so much that goes wrong between us and it as no drawn schedule has. */
const local = (seed: number, name: string): KeptSeed => ({
  name,
  options: {
    seed,
    shape: "tiny",
    locks: "local",
    faults: [
      "lost_answer",
      "late_landing",
      "duplicate_call",
      "incomplete_list",
      "stale_list",
      "people",
      "sighting_lost",
      "crash",
    ],
  },
});

/** At locks without a cloud, with what the seed draws. */
const localDrawn = (seed: number, shape: "tiny" | "small", name: string): KeptSeed => ({
  name,
  options: { seed, shape, faults: "drawn", locks: "local" },
});

/** The makes of the counterparts that there were first. */
const firstMakes = ["august", "yale", "ttlock", "schlage"];

/** At the counterparts of these makers' clouds, with what the seed draws. */
const makers = (seed: number, shape: "tiny" | "small", name: string): KeptSeed => ({
  name,
  options: { seed, shape, faults: "drawn", locks: "makers", makes: firstMakes },
});

/** At all counterparts that there are. */
const allMakers = (seed: number, name: string): KeptSeed => ({
  name,
  options: { seed, shape: "small", faults: "drawn", locks: "makers" },
});

/** A change of what is drawn, and in which order, makes others of them: then they are runs like any other. */
export const keptSeeds: readonly KeptSeed[] = [
  small(25, "a try that was given up lands after its code was set by another, and deleted"),
  small(28, "a listing from before a code was set makes it nobody's"),
  small(48, "a listing from before a code landed makes it nobody's, and then its window moves"),
  small(85, "a listing from before a numbered slot was used again puts two records into it"),
  small(100, "a listing that does not show everything makes a changed code stand twice"),
  small(101, "somebody takes over a numbered slot whose digits are hidden"),
  small(1048, "a stay ends while its lock is being looked at"),
  small(1049, "a second entry takes the place of the first, which was cleared without an answer"),
  small(1072, "a call that was answered is delivered once more after its code was removed"),
  small(1086, "somebody puts our PIN under a name of their own into a slot of ours"),
  small(2024, "a listing from before a PIN was changed has another removed, and nothing is"),
  small(2049, "somebody chooses a PIN that is on its way to the lock"),
  small(2073, "where digits are hidden, a listing from before a PIN was changed shows it as standing"),
  small(2102, "a PIN is changed while the old one is being set, which fails"),
  small(3003, "a stale listing leaves out a code that others may change, and its PIN was just changed"),
  tiny(953, "a code is converted whose digits somebody has changed since the last look"),
  tiny(1076, "two requests with one key wait for a process that stands still"),
  tiny(1902, "a place is freed before the provider may be called again"),
  small(2118, "a listing that lags leaves out what a lost reply had put on the lock"),
  drawn(28, "a listing that lags shows a code that was taken off until its time comes"),
  drawn(142, "a battery empties a lock, and a removal of long ago explains why a code is missing"),
  local(1_017, "somebody takes the slot that a deleted code was aimed at, and no look shows every slot"),
  local(1_053, "a late call puts a PIN over a code that somebody put where it was aimed"),
  local(1_038, "a code is refused for a PIN that somebody put into a slot of ours, which is then given its own again"),
  local(1_069, "a late call comes back into a slot in which a stranger's code stood meanwhile"),
  localDrawn(177, "tiny", "somebody takes the slot of a code that shows no digits, and nobody listens"),
  localDrawn(249, "tiny", "two processes hear of one change, and the second knows nothing of the first one's repair"),
  localDrawn(338, "tiny", "a removal without an answer comes late to a slot that was given to another code"),
  localDrawn(354, "tiny", "somebody takes a slot while its lock is out of reach, and it shows no digits"),
  localDrawn(358, "tiny", "a process stands still while a call fails, and has lost its lease to write that down"),
  localDrawn(2, "small", "a stranger's code is to be deleted, and another stands in its slot by then"),
  localDrawn(5, "small", "a lock without fractions of seconds opens a moment before a code's start"),
  localDrawn(19, "small", "a stranger's code without digits is to be deleted, and another stands in its slot by then"),
  {
    name: "all is gone from a lock that shows no digits, and others stand in each place of it",
    options: { seed: 36, shape: "tiny", faults: "drawn", beginning: "arbitrary", locks: "local" },
  },
  local(1_033, "somebody puts a PIN into a slot of ours, and later into one of their own"),
  {
    name: "a lock does not do the removals that its cloud takes on, one after the other",
    options: { seed: 116, shape: "tiny", faults: "drawn", locks: "makers", makes: ["igloohome"] },
  },
  {
    name: "a code is deleted that an order without an answer has put where nothing lists it",
    options: { seed: 108, shape: "tiny", faults: "drawn", locks: "makers", makes: ["igloohome"] },
  },
  {
    name: "a removal is answered, and the database is lost before it is written down, where nothing lists codes",
    options: { seed: 104, shape: "tiny", faults: "drawn", locks: "makers", makes: ["igloohome"] },
  },
  makers(32, "tiny", "a cloud lists a code that its lock does not have yet"),
  makers(79, "tiny", "a lock has no room for what its cloud has accepted"),
  makers(35, "small", "two processes read of one turn of a door, the second of them hours later"),
  makers(57, "small", "a cloud lists what never reached its lock to a look that does not show everything"),
  allMakers(3, "a process deletes a code that another has sent, and the lock does not have yet"),
  allMakers(29, "a lock gets a code after its start, and has one that is later"),
  allMakers(30, "a lock puts a code into a slot that becomes free while it is on its way"),
  makers(48, "small", "a lock is taken out of its account while its cloud has orders for it"),
  {
    name: "somebody gives a code of ours its own PIN, and all record of it is lost",
    options: { seed: 27, shape: "tiny", faults: "drawn", beginning: "arbitrary", locks: "makers", makes: firstMakes },
  },
];
