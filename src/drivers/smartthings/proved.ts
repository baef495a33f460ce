import type { Proved } from "#drivers/contract/proved.ts";

const exempt = [
  { clause: "shownDigitsAreRead", because: "SmartThings shows no digits" },
  { clause: "aNativeWindowIsKept", because: "neither set of commands has a schedule" },
  { clause: "aStrangersPinIsNotCleared", because: "a slot keeps its name, and a changed PIN is not shown" },
  {
    clause: "whatAPersonRemovedIsCleared",
    because: "the next code gets the slot, which looks as if ours had been given another name",
  },
] as const;

export const proved = {
  grade: "A",
  sources: [
    "developer.smartthings.com, read November 2026",
    "smartthings-core-sdk 8.5.3 (1fdb30b)",
    "SmartThingsEdgeDrivers at 53c74eb, August 2026",
  ],
  against: "A counterpart of SmartThings' cloud, written from the same sources.",
  on: {
    lockCodes: { lock: "a SmartThings lock with lock codes", exempt },
    credentials: { lock: "a SmartThings lock with users and credentials", exempt },
  },
  unknown: ["What an offline hub answers to a command, and how long names may be."],
} as const satisfies Proved;
