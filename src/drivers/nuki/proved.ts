import type { Proved } from "#drivers/contract/proved.ts";

export const proved = {
  grade: "A",
  sources: [
    "the Nuki Web API reference, version 3.9.0, as kept in doozMen/NukiOpenAPIClient at b609390, read November 2026",
    "docs.nuki.io, pages on OAuth 2, concepts and webhooks, read November 2026",
    "developer.nuki.io, topics 52, 54, 56, 86, 9746, 15578, 16794, 29886, 35593 and 39051, read November 2026",
    "titiviking/nuki_events at f9016df, for the signature of webhooks (grade B)",
  ],
  against: "A counterpart of Nuki Web, written from the same documents.",
  on: {
    lock: {
      lock: "a Nuki lock with a keypad",
      exempt: [{ clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" }],
    },
  },
  unknown: [
    "Whether a changed code is listed before the lock has it, and what a full lock is answered with.",
    "Which states of a subscription end remote access, and whether 402 or 426 then comes.",
    "Whether a list of webhooks tells their secrets; where it does not, several processes would register in turn.",
    "How soon a lock that the server takes for online, and which is not, shows as offline.",
  ],
} as const satisfies Proved;
