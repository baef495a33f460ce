import type { Proved } from "#drivers/contract/proved.ts";

export const proved = {
  grade: "B",
  sources: [
    "shauntarves/wyze-sdk at 1677fd0 (2026-07-23) and its issues, read November 2026",
    "jfarmer08/wyze-api and mrlt8/docker-wyze-bridge, read November 2026",
    "Wyze's support pages on the keypad and on two-factor authentication, read November 2026",
  ],
  against: "A counterpart of Wyze's clouds, written from the same sources.",
  on: {
    lock: {
      lock: "a Wyze Lock with keypad and gateway",
      exempt: [
        { clause: "shownDigitsAreRead", because: "this lock hides its digits" },
        { clause: "aStrangersPinIsNotCleared", because: "digits are hidden, and who changed them is not told" },
        {
          clause: "aFullLockIsRefused",
          because: "how a full lock says so is not known; we count up to the 50 codes that the maker names",
        },
      ],
    },
  },
  unknown: [
    "Most error numbers of the cloud of the locks, and what it writes into the description of a code that failed.",
    "Whether a PIN that is there already, or a name, is refused at once or by the lock.",
    "Whether a second factor is asked of whoever has a developer's key.",
    "How long a lock takes to confirm, and how many calls its cloud takes.",
  ],
} as const satisfies Proved;
