import type { Proved } from "#drivers/contract/proved.ts";

export const proved = {
  grade: "A",
  sources: ["the repository tedee-com/tedee-api-doc at 73d0883 (May 2026), version 37 of the API, read November 2026"],
  against: "A counterpart of Tedee's cloud, written from the same documents.",
  on: {
    bridge: {
      lock: "a Tedee lock with keypad and bridge",
      exempt: [{ clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" }],
    },
  },
  unknown: [
    "Whether the name in the record of an entry is that of the PIN: the record has no field for the PIN itself.",
    "How many PINs a keypad holds, and how long their names may be: both are found out by refusals.",
    "To what a lock keeps the start and the end of a PIN; the samples have milliseconds.",
    "Whether the version of the list goes up when a lock drops PINs that have ended.",
  ],
} as const satisfies Proved;
