import type { Mutant } from "./mutant.ts";

/** Bugs in deciding what to do at a lock. */
export const planningMutants: readonly Mutant[] = [
  {
    name: "skip-duplicate-guard",
    shownBy: "duplicate-freed",
    breaks: "A PIN that stands on the lock is set there again.",
    file: "domain/plan.ts",
    edits: [["if (clash !== undefined) return refuse(", "if (clash !== undefined && now < 0) return refuse("]],
  },
  {
    name: "set-beside-the-leaving",
    shownBy: "same-pin-again",
    breaks: "A PIN is set while an older code with it is still being removed.",
    file: "domain/plan.ts",
    edits: [
      ['if (clash === "leaving" || (clash === undefined && isGoing))', "if (now < 0 && isGoing)"],
      ["if (clash !== undefined) return refuse(", 'if (clash === "stays") return refuse('],
    ],
  },
  {
    name: "clear-what-is-in-the-way",
    shownBy: "duplicate-freed",
    breaks: "A stranger's code that has the PIN of one of ours is removed.",
    file: "domain/plan.ts",
    edits: [
      [
        'if (code === undefined || resident.state === "leaving") return [];',
        `if (code === undefined) {
    const rival = situation.codes.find((one) => one.isManaged && one.pin?.equals(resident.pin));
    const expecting = { pin: resident.pin, label: resident.label };
    return rival === undefined ? [] : [{ kind: "clear", code: rival.id, place: resident.place, expecting, why: "It is in the way." }];
  }
  if (resident.state === "leaving") return [];`,
      ],
    ],
  },
  {
    name: "forget-the-window",
    breaks: "A lock that keeps windows is given none, days ahead.",
    file: "domain/window-on-lock.ts",
    edits: [
      [
        "if (window === undefined || !isNativelyScheduled(code, capabilities)) return undefined;",
        "if (window === undefined || isNativelyScheduled(code, capabilities)) return undefined;",
      ],
    ],
  },
  {
    name: "window-in-another-zone",
    breaks: "A window is put on the lock an hour late, as by a mistaken time zone.",
    file: "domain/window-on-lock.ts",
    edits: [
      [
        "if (code.offline !== undefined || windows === undefined) return window;",
        "if (code.offline !== undefined || windows === undefined) return { startsAt: window.startsAt + 3_600_000, endsAt: window.endsAt + 3_600_000 };",
      ],
    ],
  },
  {
    name: "honour-every-change",
    shownBy: "changed-by-a-person",
    breaks: "What somebody changed at the lock is let be, whether the code allows it or not.",
    file: "domain/plan.ts",
    edits: [
      ["code.allowsExternalModification && code.externalChange !== undefined", "code.externalChange !== undefined"],
    ],
  },
  {
    name: "never-back-off",
    shownBy: "failing-provider",
    breaks: "What failed is tried again at every look.",
    file: "domain/plan.ts",
    edits: [["return now < mayTryAt(trouble);", "return now < 0 && now < mayTryAt(trouble);"]],
  },
  {
    name: "latest-guest-first",
    shownBy: "scarce-places",
    breaks: "Where places are scarce, the guest who comes last gets one.",
    file: "domain/plan.ts",
    edits: [["return startOf(one) - startOf(other) ||", "return startOf(other) - startOf(one) ||"]],
  },
  {
    name: "leave-the-deleted",
    shownBy: "ongoing-code",
    breaks: "A deleted code stays on the lock.",
    file: "domain/plan.ts",
    edits: [
      [
        'if (code.retired?.because === "deleted") return "The code was deleted.";',
        'if (code.retired?.because === "deleted") return undefined;',
      ],
    ],
  },
  {
    name: "leave-the-second-entry",
    shownBy: "second-entry",
    breaks: "A second entry of one code, from a lost reply, stays on the lock.",
    file: "domain/plan.ts",
    edits: [['if (extra) return "A second entry of this code stands on the lock.";', "if (extra) return undefined;"]],
  },
  {
    name: "wake-up-late",
    shownBy: "failing-provider",
    breaks: "Nobody looks at a lock at the moment at which a code is due.",
    file: "domain/plan.ts",
    edits: [
      [
        "return later.length === 0 ? undefined : Math.min(...later);",
        "return later.length === 0 ? undefined : Math.max(...later);",
      ],
    ],
  },
  {
    name: "twice-the-lead",
    shownBy: "just-in-time-stay",
    breaks: "A code is put on the lock twice as long before its start as is published.",
    file: "domain/access-code.ts",
    edits: [
      [
        "return { from: code.window.startsAt - lead, until: code.window.endsAt };",
        "return { from: code.window.startsAt - 2 * lead, until: code.window.endsAt };",
      ],
    ],
  },
  {
    name: "hour-after-the-end",
    breaks: "A code is retired an hour after its end.",
    file: "domain/life.ts",
    edits: [
      [
        "code.window === undefined || now < code.window.endsAt)",
        "code.window === undefined || now < code.window.endsAt + 3_600_000)",
      ],
    ],
  },
];
