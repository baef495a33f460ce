import type { Proved } from "#drivers/contract/proved.ts";

export const proved = {
  grade: "B",
  sources: [
    "docs2.hubitat.com: Maker API, Lock Code Manager, lock codes on a dashboard, read 2026",
    "hubitat/HubitatPublic at 9678981, March 2025: the makers' own driver of a virtual lock",
    "jason0x43/hacs-hubitat at 4f39538, June 2026, with the answers of real hubs that are recorded there and in its issues",
  ],
  against: "A counterpart of hubs with the Maker API, written from the same sources.",
  on: {
    lock: {
      lock: "a lock on a Hubitat hub",
      exempt: [
        { clause: "hiddenDigitsAreOccupied", because: "the hub shows the digits that it has" },
        { clause: "aNativeWindowIsKept", because: "the capability has no schedule" },
        { clause: "anUnreachableLockIsNotEmpty", because: "the hub does not tell that a lock is out of reach" },
        { clause: "anOfflineLockIsNotWritten", because: "the hub does not tell that a lock is out of reach" },
      ],
    },
  },
  unknown: [
    "What the hub does with commas, slashes and letters beyond ASCII in a name, and how long names may be.",
    "What an empty lock shows that the hub has never asked for its codes, and how far back its events go.",
    "What the cloud answers for a hub that is offline, and how many calls it takes.",
  ],
} as const satisfies Proved;
