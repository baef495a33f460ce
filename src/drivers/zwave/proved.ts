import type { Proved } from "#drivers/contract/proved.ts";

const always = [
  { clause: "expiredCredentialsAreUnauthorized", because: "the protocol knows no sign-in" },
  { clause: "throttlingSaysWhen", because: "the protocol knows no throttling" },
] as const;
const showsDigits = { clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" } as const;

export const proved = {
  grade: "A",
  sources: [
    "the Z-Wave command classes User Code, User Credential and Schedule Entry Lock, as zwave-js implements them",
    "@zwave-js/server 3.10.2 and zwave-js 15.29.0, run November 2026",
  ],
  against: "The Z-Wave JS server as it is shipped, with virtual locks at its stick.",
  on: {
    userCode: {
      lock: "a lock with user codes and schedules, over Z-Wave",
      exempt: [...always, showsDigits, { clause: "shownDigitsAreRead", because: "such a lock keeps no names" }],
    },
    userCredential: {
      lock: "a lock with user credentials, over Z-Wave",
      exempt: [
        ...always,
        showsDigits,
        { clause: "aNativeWindowIsKept", because: "the Z-Wave JS server sets no schedules of such a lock" },
      ],
    },
  },
  unknown: [
    "How a lock judges the last minute of a schedule, and how the locks of each maker depart from the standard.",
  ],
} as const satisfies Proved;
