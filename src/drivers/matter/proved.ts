import type { Proved } from "#drivers/contract/proved.ts";

export const proved = {
  grade: "A",
  sources: [
    "the Matter specification as matter.js 0.17.9 implements it",
    "public reports of makers' locks, read November 2026",
  ],
  against: "Door locks of matter.js in a process of their own, over the network.",
  on: {
    windows: {
      lock: "a Matter lock that keeps windows",
      exempt: [
        { clause: "shownDigitsAreRead", because: "no command of the protocol reads a PIN" },
        { clause: "expiredCredentialsAreUnauthorized", because: "nobody signs in to a fabric" },
        { clause: "throttlingSaysWhen", because: "a lock has no word for being asked too often" },
      ],
    },
  },
  unknown: ["How the locks of each maker depart from the specification: none has been driven."],
} as const satisfies Proved;
