import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyKnown } from "#test/support/any-lock.ts";
import { account, code, device, hour, minute, noon, pin, standing } from "#test/support/domain-values.ts";
import type { AccessCode, Trouble } from "./access-code.ts";
import { explain, type KnownOfLock, workerLateMs } from "./explain.ts";
import { causeInWords, knowledgeInWords, nextInWords, plannedInWords } from "./explain-in-words.ts";
import { type ExplainedCause, explainedCauseCodes, explainedCauses } from "./explained-causes.ts";

function known(codes: readonly AccessCode[], more: Partial<KnownOfLock> = {}): KnownOfLock {
  return {
    now: noon,
    device: device(),
    account,
    codes,
    unsettled: [],
    dueAt: noon + minute,
    heldUntil: undefined,
    ...more,
  };
}

function troubled(one: AccessCode, more: Partial<Trouble>): AccessCode {
  const trouble: Trouble = {
    doing: "set",
    kind: "failed",
    because: "provider",
    detail: "The provider answered nonsense.",
    since: noon - minute,
    lastAt: noon - minute,
    tries: 1,
    version: one.version,
    retryAt: noon + 5 * minute,
    ...more,
  };
  return { ...one, trouble };
}

const window = { startsAt: noon + 10 * hour, endsAt: noon + 20 * hour };
const justInTime = device({ schedulesNatively: false });

describe("of anything that can be known of a lock", () => {
  test("each code that is not set has exactly one cause of the list, and one that is set has none", () => {
    fc.assert(
      fc.property(anyKnown, (lock) => {
        for (const one of lock.codes) {
          const { status, cause } = explain(lock, one);
          expect(cause === undefined).toBe(status === "set");
          if (cause !== undefined) expect(explainedCauseCodes).toContain(cause);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test("at the time of the next attempt the planner has a step for the code, or the cause is another", () => {
    let attempts = 0;
    fc.assert(
      fc.property(anyKnown, (lock) => {
        for (const one of lock.codes) {
          const { next, cause } = explain(lock, one);
          if (!("at" in next)) continue;
          expect(next.at).toBeGreaterThanOrEqual(lock.now);
          if (next.kind === "look") continue;
          if (next.kind === "attempt") attempts += 1;
          const then = explain({ ...lock, now: next.at, dueAt: next.at }, one);
          const acts = then.planned.kind !== "wait" && then.planned.kind !== "nothing";
          expect(acts || then.cause !== cause).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(attempts).toBeGreaterThan(300);
  });

  test("where nothing is tried by itself, it is said what has to change first", () => {
    fc.assert(
      fc.property(anyKnown, (lock) => {
        for (const one of lock.codes) {
          const { cause, next } = explain(lock, one);
          if (cause === undefined || (next.kind !== "look" && next.kind !== "nothing")) continue;
          expect(explainedCauses[cause].waitsFor).toBeDefined();
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test("the planner has no step for a code before its next attempt, or nobody works the lock before it", () => {
    fc.assert(
      fc.property(anyKnown, fc.double({ min: 0, max: 1, noNaN: true }), (lock, share) => {
        for (const one of lock.codes) {
          const { next } = explain(lock, one);
          if (next.kind !== "attempt" || next.at <= lock.now) continue;
          const between = Math.floor(lock.now + (next.at - lock.now) * share * 0.999);
          const then = explain({ ...lock, now: between, heldUntil: undefined }, one);
          const isEarlier =
            then.planned.kind !== "wait" && then.planned.kind !== "nothing" && between > (lock.dueAt ?? 0);
          expect(isEarlier).toBe(false);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test("no sentence holds a PIN, and each ends as a sentence does", () => {
    fc.assert(
      fc.property(anyKnown, (lock) => {
        for (const one of lock.codes) {
          const explanation = explain(lock, one);
          const told = { code: one, device: lock.device, now: lock.now };
          const sentences = [
            causeInWords(explanation, told),
            plannedInWords(explanation.planned),
            knowledgeInWords(told),
            nextInWords(explanation, told),
          ];
          for (const sentence of sentences) {
            expect(sentence).not.toMatch(/1357|2468|9753|undefined|NaN/);
            expect(sentence).toMatch(/^[A-Z].*\.$/);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("every cause of the list comes up but those of codes that are gone", () => {
    const found = new Set<ExplainedCause>();
    fc.assert(
      fc.property(anyKnown, (lock) => {
        for (const one of lock.codes) {
          const { cause } = explain(lock, one);
          if (cause !== undefined) found.add(cause);
        }
      }),
      { numRuns: 20_000, seed: 7 },
    );
    const gone: readonly ExplainedCause[] = ["deleted", "ended", "left_by_itself"];
    expect(explainedCauseCodes.filter((cause) => !found.has(cause))).toEqual(gone);
  });
});

describe("one cause and what comes next", () => {
  interface Case {
    readonly of: string;
    readonly lock: KnownOfLock;
    readonly cause: ExplainedCause | undefined;
    readonly next: object;
  }
  const one = code({ window });
  const due = code();
  const there = { ...due, onLock: standing(due, "p1") };
  const other = code({ isManaged: false, onLock: standing(due, "p9") });
  const at = (ms: number) => noon + ms;
  const gentle = device(
    {},
    { unreachableSince: at(-hour), lookFailure: { because: "throttled", detail: "Slow down." } },
  );
  const cases: readonly Case[] = [
    {
      of: "a code before its time",
      lock: known([one], { device: justInTime }),
      cause: "not_due_yet",
      next: { kind: "attempt", at: window.startsAt - hour, step: "set" },
    },
    {
      of: "a code that waits on the lock for its start",
      lock: known([{ ...one, onLock: standing(one, "p1") }]),
      cause: "waiting_for_start",
      next: { kind: "start", at: window.startsAt },
    },
    {
      of: "a code that is due",
      lock: known([due]),
      cause: "being_set",
      next: { kind: "attempt", at: at(minute), step: "set" },
    },
    {
      of: "a code that is being worked",
      lock: known([due], { heldUntil: at(10_000) }),
      cause: "being_set",
      next: { kind: "attempt", at: noon, step: "set" },
    },
    { of: "a code that is on the lock for good", lock: known([there]), cause: undefined, next: { kind: "nothing" } },
    {
      of: "a PIN that a stranger has",
      lock: known([due, other]),
      cause: "same_pin_on_lock",
      next: { kind: "look", at: at(minute) },
    },
    {
      of: "a PIN that leaves with another",
      lock: known([due, { ...other, retired: { at: noon, because: "deleted" } }]),
      cause: "same_pin_leaving",
      next: { kind: "look", at: at(minute) },
    },
    {
      of: "a full lock",
      lock: known([due, code({ pin: pin("8642"), onLock: standing({ ...due, pin: pin("8642") }, "p9") })], {
        device: device({ maxCodes: 1 }),
      }),
      cause: "waiting_for_room",
      next: { kind: "look", at: at(minute) },
    },
    {
      of: "a lock that is offline",
      lock: known([due], {
        device: device(
          {},
          { unreachableSince: at(-hour), report: { ...device().report, disconnected: "device_disconnected" } },
        ),
      }),
      cause: "device_unreachable",
      next: { kind: "attempt", at: at(minute), step: "set" },
    },
    {
      of: "a maker that asks for patience",
      lock: known([due], { device: gentle }),
      cause: "provider_throttles",
      next: { kind: "attempt", at: at(minute), step: "set" },
    },
    {
      of: "an account that is signed out",
      lock: known([due], { account: { ...account, disconnectedSince: noon } }),
      cause: "account_disconnected",
      next: { kind: "nothing" },
    },
    {
      of: "a lock that the account no longer has",
      lock: known([due], { device: device({}, { removedSince: noon }) }),
      cause: "device_removed",
      next: { kind: "nothing" },
    },
    {
      of: "a lock that is not managed",
      lock: known([due], { device: device({}, { isManaged: false }) }),
      cause: "unmanaged_device",
      next: { kind: "nothing" },
    },
    {
      of: "a lock without a keypad",
      lock: known([due], {
        device: {
          ...device({ programsOnlineCodes: false }),
          report: { ...device({ programsOnlineCodes: false }).report, hasKeypad: false },
        },
      }),
      cause: "no_keypad",
      next: { kind: "attempt", at: at(minute), step: "set" },
    },
    {
      of: "a try that failed",
      lock: known([troubled(due, {})]),
      cause: "provider_fails",
      next: { kind: "attempt", at: at(5 * minute), step: "set" },
    },
    {
      of: "a rule of the maker's",
      lock: known([troubled(due, { kind: "refused", because: "constraint", retryAt: at(hour) })]),
      cause: "provider_refuses",
      next: { kind: "attempt", at: at(hour), step: "set" },
    },
    {
      of: "a refusal that was foreseen by a look",
      lock: known([troubled(due, { kind: "refused", because: "full", retryAt: at(-minute) })]),
      cause: "waiting_for_room",
      next: { kind: "look", at: at(minute) },
    },
    {
      of: "a change that the lock has not confirmed",
      lock: known([{ ...due, onLock: standing(due, "p1", { state: "arriving", evidence: { claimed: at(-minute) } }) }]),
      cause: "waiting_for_confirmation",
      next: { kind: "look", at: at(minute) },
    },
    {
      of: "an entry that has to leave first",
      lock: known([{ ...there, pin: pin("8642") }], { device: device({ updatesInPlace: false }) }),
      cause: "being_replaced",
      next: { kind: "attempt", at: at(minute), step: "clear" },
    },
    {
      of: "a code that others removed",
      lock: known([{ ...due, externalChange: { changeType: "removed", at: noon, version: 1 } }]),
      cause: "changed_by_others",
      next: { kind: "attempt", at: at(minute), step: "set" },
    },
    {
      of: "a code that is deleted",
      lock: known([{ ...there, retired: { at: noon, because: "deleted" } }]),
      cause: "being_removed",
      next: { kind: "attempt", at: at(minute), step: "clear" },
    },
    {
      of: "work that nobody takes up",
      lock: known([due], { dueAt: at(-workerLateMs - 1) }),
      cause: "worker_not_running",
      next: { kind: "nothing" },
    },
  ];

  test.each(cases)("$of: $cause", ({ lock, cause, next }) => {
    const [asked] = lock.codes;
    if (asked === undefined) throw new Error("Each case asks for its first code.");
    const explanation = explain(lock, asked);
    expect(explanation.cause).toBe(cause);
    expect(explanation.next).toEqual(next);
  });

  test("what was sent for a deleted code may still land", () => {
    const sent = {
      id: "t",
      code: due.id,
      kind: "set",
      pin: due.pin,
      label: "Guest",
      window: undefined,
      startedAt: noon,
    };
    const deleted = { ...due, retired: { at: noon, because: "deleted" as const } };
    expect(explain(known([deleted], { unsettled: [sent as never] }), deleted).cause).toBe("may_still_land");
  });

  test("a code that is gone says by what", () => {
    const deleted = { ...due, retired: { at: noon - hour, because: "deleted" as const } };
    expect(explain(known([]), deleted, noon)).toMatchObject({ status: "gone", cause: "deleted", since: noon });
    const ended = { ...due, retired: { at: noon - hour, because: "ended" as const } };
    expect(explain(known([]), ended, noon)).toMatchObject({ status: "gone", cause: "ended" });
    expect(explain(known([]), other, noon)).toMatchObject({ status: "gone", cause: "left_by_itself" });
  });

  test("a code whose time ended is not called set although no pass has noticed yet", () => {
    const over = { ...one, onLock: standing(one, "p1") };
    expect(explain(known([over], { now: window.endsAt, dueAt: window.endsAt }), over)).toMatchObject({
      status: "removing",
      cause: "being_removed",
    });
  });
});
