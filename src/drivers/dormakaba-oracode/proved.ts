import type { Proved } from "#drivers/contract/proved.ts";

export const proved = {
  grade: "D",
  sources: [
    "Seam's Oracode guide, read July 2026",
    "OwnerRez help on Kaba door locks, and Lodgix docs 435877, read July 2026",
  ],
  against: "A counterpart that speaks a wire of ours: dormakaba's is not public.",
  on: { door: { lock: "an Oracode door", exempt: [], issues: true } },
  unknown: [
    "Everything about dormakaba's own protocol.",
    "Whether one time has one PIN or several, and how long a site's change of its user levels takes to show.",
  ],
} as const satisfies Proved;
