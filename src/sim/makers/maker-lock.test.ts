import { afterAll, beforeAll, expect, test } from "vitest";
import type { Checker } from "#sim/checker.ts";
import { Database } from "#sim/database.ts";
import type { Happening } from "#sim/happening.ts";
import { run } from "#sim/run.ts";

let database: Database;
beforeAll(async () => {
  database = await Database.open();
});
afterAll(() => database.close());

type Sent = Extract<Happening, { kind: "call_sent" }>;

/** Whose each change on a keypad is said to be, held against what was asked and what happened. */
const ownership: Checker = {
  id: "ownership",
  promise: "What a call changed is what it was sent for, and the rest is a person's or misfortune's.",
  watch: (scene, object) => {
    const sent = new Map<number, Sent>();
    const emptied = new Set<string>();
    return {
      saw: (happening) => {
        if (happening.kind === "call_sent") sent.set(happening.call, happening);
        if (happening.kind === "lock" && happening.what === "battery") emptied.add(happening.lock);
        if (happening.kind !== "keypad") return;
        const { lock, change } = happening;
        const { by, what, entry } = change;
        scene.sometimes(`${what} by ${by.kind}`);
        if (by.kind === "misfortune" && (what !== "removed" || !emptied.has(lock)))
          object(`${what} on ${lock} by nobody.`);
        if (by.kind !== "us") return;
        const step = sent.get(by.call)?.step;
        const isAsked =
          step !== undefined &&
          step !== "observe" &&
          step.kind !== "turn" &&
          step.code === by.code &&
          (what === "removed" ? step.kind === "clear" : step.kind === "set" && step.pin.equals(entry.pin));
        if (!isAsked || sent.get(by.call)?.lock !== lock)
          object(`${what} on ${lock} for a call that was sent for something else.`);
      },
    };
  },
};

test("each change on a maker's lock is known to be that of the call that asked for it, or somebody else's", {
  timeout: 120_000,
}, async () => {
  const reached = new Map<string, number>();
  for (let seed = 1; seed <= 8; seed += 1) {
    const faults = ["people", "battery_loss", "lost_answer", "duplicate_call", "lock_offline"] as const;
    const { violations, sometimes } = await run({ seed, shape: "tiny", locks: "makers", faults }, database, [
      ownership,
    ]);
    expect(violations).toEqual([]);
    for (const [name, count] of sometimes) reached.set(name, (reached.get(name) ?? 0) + count);
  }
  for (const name of ["added by us", "removed by us", "added by person", "removed by misfortune"])
    expect(reached.get(name), name).toBeGreaterThan(0);
});
