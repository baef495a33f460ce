import type { Proved } from "#drivers/contract/proved.ts";

const showsDigits = { clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" } as const;
const keepsNoWindows = { clause: "aNativeWindowIsKept", because: "this lock keeps no windows" } as const;
const hidesDigits = [
  { clause: "shownDigitsAreRead", because: "this lock hides its digits" },
  { clause: "aStrangersPinIsNotCleared", because: "the entry is the same, and a changed PIN is not shown" },
] as const;

export const proved = {
  grade: "A",
  sources: ['Seam\'s guide "building a compatible smart lock API", read July 2026'],
  against: "The virtual locks, a cloud that was written from the same guide.",
  on: {
    tedee: { lock: "a lock that keeps windows and shows its digits", exempt: [showsDigits] },
    lockly: {
      lock: "a lock that shows its digits and whose codes come and go just in time",
      exempt: [showsDigits, keepsNoWindows],
    },
    smartthings: { lock: "a lock behind a hub that hides its digits", exempt: [...hidesDigits, keepsNoWindows] },
    kwikset: {
      lock: "a lock that hides its digits and strangers' codes, wants names once and changes no code in place",
      exempt: [
        ...hidesDigits,
        { clause: "aCodeIsChangedWhereItStands", because: "its codes are deleted and made anew" },
        { clause: "aCodeAddedAtTheKeypadIsSeen", because: "its maker lists no codes but those of its own cloud" },
      ],
    },
    igloohome: { lock: "a lock that no bridge connects, whose maker computes PINs", exempt: [], issues: true },
    locklyOffline: { lock: "a lock that takes both kinds of codes", exempt: [], issues: true },
  },
  unknown: ["Which makers offer the contract, and how each fills in what it leaves open."],
} as const satisfies Proved;
