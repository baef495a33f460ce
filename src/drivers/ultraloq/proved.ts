import type { Proved } from "#drivers/contract/proved.ts";

export const proved = {
  grade: "A",
  sources: [
    "the maker's pages at developer.xthings.com: foundational APIs, production capabilities, event notification, read November 2026",
    "its Postman pages at doc.api.u-tec.com, read November 2026 through those who quote them",
    "corvmc/corvmc.org at b41096a, a client in production (grade B)",
    "rbridal/ha-utec-locks, October 2026, which gathers reports from installations (grade B)",
  ],
  against: "A counterpart of U-tec's open API, written from the same sources.",
  on: {
    lock: {
      lock: "an Ultraloq lock with Wi-Fi",
      exempt: [
        { clause: "hiddenDigitsAreOccupied", because: "its cloud shows the digits" },
        {
          clause: "aFullLockIsRefused",
          because: "its cloud has no word for a lock without room, and nobody tells how much it has",
        },
      ],
    },
  },
  unknown: [
    "What the cloud says of a PIN that is taken, and of a lock that is full.",
    "Whether the minute at which a user's time ends is still theirs, and the last minute of each day.",
    "How a user who is being deleted is listed, and whether an update can give a user a time or take it away.",
  ],
} as const satisfies Proved;
