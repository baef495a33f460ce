import type { Proved } from "#drivers/contract/proved.ts";

export const proved = {
  grade: "A",
  sources: [
    "HTTP API manual for 2N devices, 2.44 to 3.3, and configuration manual, wiki.2n.com, read November 2026",
    "tests of the directory against intercoms, with the library hippy, read November 2026",
  ],
  against: "Counterparts of intercoms, written from the same manuals.",
  on: {
    intercom: {
      lock: "an intercom",
      exempt: [
        { clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" },
        {
          clause: "aRemovedLockIsGone",
          because: "an intercom that was taken away is as silent as one that is switched off",
        },
        {
          clause: "anOutageIsTheProviders",
          because: "there is no provider between: what does not answer is an intercom out of reach",
        },
      ],
    },
  },
  unknown: [
    "Whether two entries may have the same PIN, and what a full directory answers.",
    "Whether the times of a code are UTC or the intercom's own.",
    "Whether an entry that was deleted is in the way of a new one with its uuid.",
  ],
} as const satisfies Proved;
