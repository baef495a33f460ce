import type { Proved } from "#drivers/contract/proved.ts";

export const proved = {
  grade: "B",
  sources: [
    "pyschlage at 3b943f4, 2026-08-18, with its description of the protocol",
    "Seam's public tracker, read 2026",
  ],
  against: "A counterpart of Schlage's cloud, written from the same sources.",
  on: {
    wifi: {
      lock: "a lock at Schlage's cloud",
      exempt: [{ clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" }],
    },
  },
  unknown: [
    "Whether a code that the cloud lists has reached the lock.",
    "How the cloud answers where a PIN or every place is taken, and the unit of a lock's time zone.",
  ],
} as const satisfies Proved;
