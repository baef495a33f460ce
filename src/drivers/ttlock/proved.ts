import type { Proved } from "#drivers/contract/proved.ts";

export const proved = {
  grade: "A",
  sources: ["euopen.ttlock.com, version 3 of the open platform, pages read 2026"],
  against: "A counterpart of TTLock's platform, written from the same pages.",
  on: {
    gateway: {
      lock: "a TTLock lock behind its gateway",
      exempt: [
        { clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" },
        {
          clause: "throttlingSaysWhen",
          because: "its cloud says that there were too many calls, and not for how long",
        },
      ],
    },
  },
  unknown: [
    "Which cylinders have keys 1 to 7 only, and how many codes a model holds: both are found out by refusals.",
    "What the platform does when a callback is not answered as it wants.",
  ],
} as const satisfies Proved;
