import type { Proved } from "#drivers/contract/proved.ts";

const listsNothing = "its maker has no list of what stands on a lock";
const tellsLater = "its cloud takes every job, and the lock refuses later";
const isSilent = "its cloud does not say whether a lock can be reached";

export const proved = {
  grade: "B",
  sources: [
    "keithle888/igloohome-api at b872db5",
    "Seam's igloohome guides and the maker's support pages, read 2026",
    "code that users of the API run in production, read 2026",
  ],
  against: "A counterpart of igloohome's API, written from the same sources.",
  on: {
    bridge: {
      lock: "an igloohome lock behind its bridge",
      exempt: [
        { clause: "anEmptyLockShowsNothing", because: listsNothing },
        { clause: "aCodeAddedAtTheKeypadIsSeen", because: listsNothing },
        { clause: "shownDigitsAreRead", because: listsNothing },
        {
          clause: "aStrangersPinIsNotCleared",
          because: "it goes by the digits: another PIN is not found, which is told later",
        },
        { clause: "whatAPersonRemovedIsCleared", because: tellsLater },
        { clause: "clearingTwiceIsDone", because: tellsLater },
        { clause: "aDuplicateIsRefused", because: tellsLater },
        { clause: "aFullLockIsRefused", because: tellsLater },
        { clause: "aCodeIsChangedWhereItStands", because: "its codes are deleted and made anew" },
        { clause: "anUnreachableLockIsNotEmpty", because: isSilent },
        { clause: "anOfflineLockIsNotWritten", because: isSilent },
      ],
    },
    computed: { lock: "an igloohome lock whose maker computes PINs", exempt: [], issues: true },
  },
  unknown: [
    "How a full queue of a bridge is told, and what deleting a PIN comes to that is not there.",
    "For how long a job is remembered, and whether one is done after its own end.",
    "The number of the type of PINs without an end.",
  ],
} as const satisfies Proved;
