import type { Mutant } from "./mutant.ts";

/** Bugs in what is believed of a lock, and why. */
export const believingMutants: readonly Mutant[] = [
  {
    name: "lost-reply-means-removed",
    shownBy: "late-removal",
    breaks: "A removal whose reply was lost is taken as done.",
    file: "domain/life.ts",
    edits: [
      [
        '    case "failed":\n      return {',
        '    case "failed":\n      if (step.kind === "clear" && outcome.mayHaveHappened) return cleared(code, step);\n      return {',
      ],
    ],
  },
  {
    name: "accepted-means-set",
    shownBy: "late-confirmation",
    breaks: "What the provider has accepted is taken as confirmed by the lock.",
    file: "domain/life.ts",
    edits: [
      [
        'const grade = outcome.kind === "done" ? outcome.evidence : "claimed";',
        'const grade = outcome.kind === "done" ? outcome.evidence : "acknowledged";',
      ],
    ],
  },
  {
    name: "forget-what-may-land",
    shownBy: "late-landing",
    breaks: "A deleted code is called gone while a try to set it may still land.",
    file: "domain/life.ts",
    edits: [
      [
        "if (tries.some((one) => now - one.startedAt < landingMs)) return false;",
        "if (tries.some((one) => one.startedAt < landingMs)) return false;",
      ],
      [
        "return tries.length === 0 || (device.wholeLookAt !== undefined && device.wholeLookAt >= code.retired.at);",
        "return device !== undefined;",
      ],
    ],
  },
  {
    name: "forget-lost-replies",
    shownBy: "lost-answer-of-set",
    breaks: "A try whose reply was lost is not remembered, so that what it did is a stranger's.",
    file: "domain/life.ts",
    edits: [
      [
        'if (outcome.kind === "failed") return outcome.mayHaveHappened;',
        'if (outcome.kind === "failed") return false;',
      ],
    ],
  },
  {
    name: "tell-it-again",
    shownBy: "pulled-backup",
    breaks: "An event is told at every look.",
    file: "domain/life.ts",
    edits: [["if (announced.has(key)) return;", ""]],
  },
  {
    name: "never-tell-removal",
    shownBy: "native-stay",
    breaks: "That a code left the lock is told to nobody.",
    file: "domain/life.ts",
    edits: [['events: told ? [{ type: "access_code.removed_from_device" }] : []', "events: told ? [] : []"]],
  },
  {
    name: "always-the-first-try",
    shownBy: "failing-provider",
    breaks: "Tries are not counted, so that the wait between them never grows.",
    file: "domain/life.ts",
    edits: [["tries: continues ? before.tries + 1 : 1,", "tries: 1,"]],
  },
  {
    name: "a-look-alike-is-ours",
    shownBy: "duplicate-freed",
    breaks: "A stranger's code that has the PIN of a code of ours is taken for it.",
    file: "domain/recognise.ts",
    edits: [
      [
        "const code = attempt === undefined ? undefined : byId.get(attempt.code);",
        "const code = attempt === undefined ? codes.find((one) => one.isManaged && one.onLock === undefined && resident.pin !== undefined && resident.pin.equals(one.pin)) : byId.get(attempt.code);",
      ],
    ],
  },
  {
    name: "a-place-is-ours-for-ever",
    shownBy: "slot-taken-over",
    breaks: "A numbered place that somebody else has taken since is still taken for ours.",
    file: "domain/recognise.ts",
    edits: [["if (!capabilities.reusesPlaces) return false;", "if (capabilities !== undefined) return false;"]],
  },
  {
    name: "missing-from-half-a-list",
    shownBy: "half-a-list",
    breaks: "What is missing from an incomplete listing is taken as gone.",
    file: "domain/recognise.ts",
    edits: [["if (!covers(look, code.onLock.place)) continue;", ""]],
  },
  {
    name: "wait-for-ever-to-land",
    shownBy: "dropped-after-accepting",
    breaks: "A code that the provider accepted and then dropped is waited for without end.",
    file: "domain/recognise.ts",
    edits: [["return at - lastSure < landingMs ? lastSure + landingMs : unsure;", "return at + landingMs;"]],
  },
  {
    name: "any-window-will-do",
    shownBy: "moved-window",
    breaks: "A code that stands on the lock with another window is not noticed.",
    file: "domain/plan.ts",
    edits: [
      ["return closeWindow(onLock.window, windowOnLock(code, capabilities));", "return capabilities !== undefined;"],
    ],
  },
  {
    name: "set-without-evidence",
    shownBy: "late-confirmation",
    breaks: "A code is called set as soon as it was sent.",
    file: "domain/status.ts",
    edits: [
      [
        'return code.onLock?.state === "on_lock" && grade !== undefined && atLeast(grade, "acknowledged");',
        "return code.onLock !== undefined && grade !== null && atLeast.length > 0;",
      ],
    ],
  },
  {
    name: "known-for-good",
    shownBy: "ongoing-code",
    breaks: "What was read once is served for good, whatever has changed.",
    file: "store/known-rows.ts",
    edits: [
      [
        "return kept?.stamp === stamp ? kept.value : undefined;",
        "return stamp === undefined ? undefined : kept?.value;",
      ],
    ],
  },
];
