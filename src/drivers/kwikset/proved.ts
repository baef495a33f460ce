import type { Proved } from "#drivers/contract/proved.ts";

export const proved = {
  grade: "B",
  sources: [
    "jgonzalez007/kwikset-mcp-node, which decoded the bytes from the app and tried them at one lock, read 2026",
    "aiokwikset 0.3, explosivo22/kwikset-ha at 616b437 and arcadecoffee/kshalopy, read 2026",
  ],
  against: "A counterpart of Kwikset's cloud, written from the same sources.",
  on: {
    halo: {
      lock: "a lock at Kwikset's cloud",
      exempt: [
        { clause: "shownDigitsAreRead", because: "this lock hides its digits" },
        { clause: "aCodeIsChangedWhereItStands", because: "nobody knows how its cloud has a code changed" },
        { clause: "aDuplicateIsRefused", because: "a lock that does not take a PIN says nothing" },
        { clause: "aFullLockIsRefused", because: "a lock without room says nothing, and nobody tells how much it has" },
        { clause: "aStrangersPinIsNotCleared", because: "a place is all that is shown, and a changed PIN is not" },
        { clause: "whatAPersonRemovedIsCleared", because: "a place that a stranger took since looks the same" },
      ],
    },
  },
  unknown: [
    "What a lock says of a PIN that it does not take, and how many places it has.",
    "Which bit is which place, where the history of a door is, and how a code is changed.",
  ],
} as const satisfies Proved;
