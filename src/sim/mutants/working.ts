import type { Mutant } from "./mutant.ts";

/** Bugs in who works, when, and what is written down of it. */
export const workingMutants: readonly Mutant[] = [
  {
    name: "no-intent",
    shownBy: "lost-answer-of-set",
    breaks: "What is about to be sent is not written down as under way.",
    file: "store/passes.ts",
    edits: [
      [
        "select $1, $2, $3, access_code_id, $5, $6, $7, $8, $9, $10, $11, $12, $13, true",
        "select $1, $2, $3, access_code_id, $5, $6, $7, $8, $9, $10, $11, $12, $13, false",
      ],
    ],
  },
  {
    name: "set-the-deleted",
    shownBy: "deleted-at-the-last-moment",
    breaks: "A code that was deleted since the plan was made is set all the same.",
    file: "store/passes.ts",
    edits: [
      [
        "where access_code_id = $4 and version = $5\n    and ($6 = 'clear' or (retired_at is null and gone_at is null))",
        "where access_code_id = $4 and version = $5",
      ],
    ],
  },
  {
    name: "send-without-the-lease",
    shownBy: "stale-plan",
    breaks: "Whoever has lost the lease still sends.",
    file: "store/passes.ts",
    edits: [
      [
        "and exists (select 1 from devices where device_id = $3 and fence = $14)",
        "and exists (select 1 from devices where device_id = $3 and fence >= $14)",
      ],
    ],
  },
  {
    name: "write-without-the-lease",
    shownBy: "stale-look",
    breaks: "Whoever has lost the lease still writes.",
    file: "store/leases.ts",
    edits: [["= $1 and fence = $2 for update", "= $1 and fence >= $2 for update"]],
  },
  {
    name: "take-what-is-held",
    shownBy: "two-servers",
    breaks: "A device that somebody works is claimed by another.",
    file: "store/leases.ts",
    edits: [
      ["where next_due_at <= $1 and (lease_until is null or lease_until <= $1)", "where next_due_at <= $1"],
      [
        "set lease_until = $3, next_due_at = $3, fence",
        "set lease_until = $3, next_due_at = next_due_at + interval '5 seconds', fence",
      ],
    ],
  },
  {
    name: "forget-the-wish-meanwhile",
    shownBy: "asked-meanwhile",
    breaks: "What was asked for during a pass waits for the next look but one.",
    file: "store/leases.ts",
    edits: [
      [
        "next_due_at = case when next_due_at < $3 then next_due_at else $4 end,",
        "next_due_at = case when next_due_at < $3 then $4::timestamptz else $4 end,",
      ],
    ],
  },
  {
    name: "do-not-wait",
    shownBy: "failing-provider",
    breaks: "There is no wait between tries.",
    file: "reconcile/back-off.ts",
    edits: [["firstRetryMs * 2 ** Math.min(tries, 10)", "1_000 + 0 * tries * firstRetryMs"]],
  },
  {
    name: "call-before-asked-to",
    shownBy: "throttled-provider",
    breaks: "A provider that says when to come back is called before that.",
    file: "reconcile/back-off.ts",
    edits: [["random() / 4), notBefore ?? 0)", "random() / 4), 0 * (notBefore ?? 0))"]],
  },
  {
    name: "step-without-its-event",
    shownBy: "ongoing-code",
    breaks: "What a step changed is saved, and its event is not.",
    file: "reconcile/record.ts",
    edits: [["    await appendEvents(tx, store, claim.workspaceId, told(store, pass, step.turn));\n", ""]],
  },
  {
    name: "progress-without-its-event",
    shownBy: "native-stay",
    breaks: "How codes moved on is saved, and its events only in a second transaction.",
    file: "reconcile/record.ts",
    edits: [
      [
        "    await appendEvents(tx, store, claim.workspaceId, events);\n  });\n  return movedOn(pass, progress, { settled, strangers, inVain });",
        "    later = events;\n  });\n  await store.db.transaction((tx) => appendEvents(tx, store, claim.workspaceId, later));\n  return movedOn(pass, progress, { settled, strangers, inVain });",
      ],
      [
        '  await store.db.transaction(async (tx) => {\n    await assertHeld(tx, "device", claim);\n    await settleAttempts(tx, settled);',
        '  let later: readonly NewEvent[] = [];\n  await store.db.transaction(async (tx) => {\n    await assertHeld(tx, "device", claim);\n    await settleAttempts(tx, settled);',
      ],
    ],
  },
  {
    name: "overwrite-the-wish",
    shownBy: "changed-by-both",
    breaks: "A pass writes back the wish that it began with over a newer one.",
    file: "store/code-progress.ts",
    edits: [
      ["where access_code_id = $1 and version = $2`;", "where access_code_id = $1 and version <= version + 0 * $2`;"],
    ],
  },
  {
    name: "create-without-a-wake-up",
    shownBy: "ongoing-code",
    breaks: "A new code is recorded, and its lock is not due.",
    file: "store/create-code.ts",
    edits: [
      [
        "    update devices set next_due_at = least(coalesce(next_due_at, $7), $7)\n      ${isAsked",
        "    update devices set next_due_at = case when $7::timestamptz is null then null else next_due_at end\n      ${isAsked",
      ],
    ],
  },
  {
    name: "last-writer-wins",
    shownBy: "changed-at-once",
    breaks: "Two changes at once of one code: the second writes over the first, unseen.",
    file: "store/change-code.ts",
    edits: [["and c.workspace_id = $1 and c.version = $19\n", "and c.workspace_id = $1 and c.version >= 0 * $19\n"]],
  },
  {
    name: "pull-what-is-not-there",
    shownBy: "pulled-too-soon",
    breaks: "A spare code is pulled for a guest that does not stand on the lock.",
    file: "domain/backup-pool.ts",
    edits: [
      [
        "  return isSpare(code) && code.window === undefined && isConfirmedAsWanted(code, device);",
        "  return isSpare(code) && code.window === undefined && device.isManaged;",
      ],
      ['atLeast(strongestEvidence(code) ?? "assumed", least)', "least !== undefined"],
    ],
  },
  {
    name: "code-of-another-workspace",
    breaks: "A code is found by its id, whosever it is.",
    file: "store/code-views.ts",
    edits: [
      ["  where c.workspace_id = $1 and c.gone_at is null`;", "  where $1::uuid is not null and c.gone_at is null`;"],
    ],
  },
  {
    name: "log-the-pin",
    breaks: "The PIN of a step is logged.",
    file: "reconcile/device-pass.ts",
    edits: [
      [
        "    const outcome = await call((driver, within) => driver.apply(native, step, within));",
        '    if (step.kind === "set") runtime.log("reconcile.step", { pin: step.pin.reveal() });\n    const outcome = await call((driver, within) => driver.apply(native, step, within));',
      ],
    ],
  },
  {
    name: "one-number-for-two-events",
    shownBy: "ongoing-code",
    breaks: "Two events of one code have the same number.",
    file: "store/change-code.ts",
    edits: [["event_count = event_count + $30", "event_count = event_count + 0 * $30"]],
  },
];
