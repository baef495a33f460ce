import type { Proved } from "#drivers/contract/proved.ts";

const exempt = [
  { clause: "hiddenDigitsAreOccupied", because: "this lock shows its digits" },
  { clause: "aNativeWindowIsKept", because: "this lock keeps no windows" },
] as const;

export const proved = {
  grade: "C",
  sources: ["Seam's Lockly guide, read July 2026", "hacker1024/lockly_api_docs at c32d889, 2022"],
  against: "A counterpart that speaks a wire of ours: Lockly publishes none for codes.",
  on: {
    wifi: { lock: "a Lockly lock with Wi-Fi of its own", exempt },
    hub: { lock: "a Lockly lock behind a Secure Link hub", exempt },
    offline: { lock: "a Lockly lock whose maker computes PINs", exempt: [], issues: true },
  },
  unknown: [
    "Everything about Lockly's own protocol for codes.",
    "How many codes a lock holds, and whether its cloud shows their digits.",
  ],
} as const satisfies Proved;
