import type { Proved } from "#drivers/contract/proved.ts";

const choosesItself = "Salto KS chooses every PIN, and takes none that could be wrong or another's";

export const proved = {
  grade: "B",
  sources: [
    "Salto's developer pages on the Connect API (sign-in, event streaming), read November 2026",
    "ECCdigital/smart-city-booking-backend, its research on the contract of the API at 1e2a131: measured at a site and a door, August 2026",
    "commitsun/roomdoo-smartlocks at 11343de, June 2026: schedules, subscriptions, addresses of production",
    "enomis125/Automation-SaltoKS at 87b57f2, 2024: sign-in by authorization code",
  ],
  against: "A counterpart of the Connect API, written from the same sources.",
  on: {
    keypad: {
      lock: "a lock of Salto KS with a keypad",
      exempt: [
        { clause: "shownDigitsAreRead", because: "Salto KS shows a PIN once, when it chooses it" },
        {
          clause: "aCodeAddedAtTheKeypadIsSeen",
          because: "who else is let in at a lock takes two calls for each access group of the site to learn",
        },
        { clause: "aDuplicateIsRefused", because: choosesItself },
        { clause: "aBadPinIsRefused", because: choosesItself },
        {
          clause: "aFullLockIsRefused",
          because:
            "a site has room for so many users, whichever locks they open, and what a full lock says is not known",
        },
        {
          clause: "aStrangersPinIsNotCleared",
          because: "a guest of ours goes, whoever had another PIN chosen for it, and no PIN is shown",
        },
      ],
    },
  },
  unknown: [
    "Everything that only the maker's own description of the API says: it is not public. How many digits a PIN can have apart from six, how long a name may be, how many calls are allowed.",
    "Whether a user's alias can be changed, on which a change of a code's name rests.",
    "Whether a lock has heard of a code: Salto says that of none.",
  ],
} as const satisfies Proved;
