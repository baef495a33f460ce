import fc from "fast-check";
import { expect, test } from "vitest";
import { anyKnown } from "#test/support/any-lock.ts";
import { account, code, device, hour, minute, noon, pin, standing } from "#test/support/domain-values.ts";
import type { AccessCode, UnsettledAttempt } from "./access-code.ts";
import type { Place } from "./ids.ts";
import { lastSeenAt } from "./knowledge.ts";
import { absorb, afterStep, conclude, endIfOver, leavesUnsettled } from "./life.ts";
import type { Evidence, Resident } from "./observation.ts";
import { plan } from "./plan.ts";
import { recognise, settlingMs } from "./recognise.ts";
import { statusOf } from "./status.ts";
import type { Outcome, Step } from "./step.ts";

test("of anything that can be known, a code of ours is set only by a confirmation of exactly this PIN and window", () => {
  fc.assert(
    fc.property(anyKnown, ({ codes, device: lock, account: owner, now }) => {
      for (const one of codes) {
        if (!one.isManaged || statusOf(one, lock, owner, now) !== "set") continue;
        expect(one.onLock?.state).toBe("on_lock");
        const strong: readonly Evidence[] = ["acknowledged", "read_back", "used"];
        expect(strong.some((grade) => one.onLock?.evidence[grade] !== undefined)).toBe(true);
        if (one.transferredAt !== undefined || one.allowsExternalModification) continue;
        expect(one.pin?.equals(one.onLock?.pin)).toBe(true);
        const window = one.offline !== undefined || lock.report.capabilities.schedulesNatively ? one.window : undefined;
        const isOurs = one.offline === undefined && !one.prefersNativeScheduling;
        expect(one.onLock?.window?.endsAt).toBe(isOurs ? undefined : window?.endsAt);
      }
    }),
    { numRuns: 3_000 },
  );
});

/** What befalls a lock between two moments. */
type Happening =
  | {
      readonly kind: "pass";
      readonly answer: "acknowledged" | "claimed" | "pending" | "lost" | "failed";
      readonly lands: boolean;
    }
  | { readonly kind: "blind_pass" }
  | { readonly kind: "wiped" }
  | { readonly kind: "changed" };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant("pass" as const),
    answer: fc.constantFrom("acknowledged", "claimed", "pending", "lost", "failed"),
    lands: fc.boolean(),
  }),
  fc.constant({ kind: "blind_pass" as const }),
  fc.constant({ kind: "wiped" as const }),
  fc.constant({ kind: "changed" as const }),
);

/** A lock of which everything is known to the test, and a code that lives through what befalls it. */
class World {
  now = noon;
  code: AccessCode = code({ pin: pin("1357") });
  lock = device({ readsPins: true });
  onLock: Resident[] = [];
  unsettled: UnsettledAttempt[] = [];
  /** What the last whole look showed of our code, and when it was confirmed since. */
  looked: { readonly at: number; readonly isThere: boolean } | undefined;
  confirmedAt: number | undefined;
  seenAt: number | undefined;

  befall(one: Happening, afterMs: number): void {
    this.now += afterMs;
    if (one.kind === "wiped") this.onLock = [];
    if (one.kind === "changed") this.onLock = this.onLock.map((resident) => ({ ...resident, pin: pin("9753") }));
    if (one.kind === "pass" || one.kind === "blind_pass") this.pass(one);
  }

  private pass(one: Extract<Happening, { kind: "pass" | "blind_pass" }>): void {
    const complete = one.kind === "pass";
    const residents = complete ? this.onLock : [];
    const known = { codes: [this.code], ghosts: [], unsettled: this.unsettled };
    const { findings, attributions } = recognise(
      known,
      { at: this.now, residents, complete },
      this.lock.report.capabilities,
    );
    for (const finding of findings) {
      if (finding.kind === "settled") this.unsettled = this.unsettled.filter(({ id }) => id !== finding.attempt);
      else if ("code" in finding) this.code = absorb(this.code, finding, this.now).code;
    }
    if (complete) {
      this.lock = { ...this.lock, wholeLookAt: this.now };
      this.looked = { at: this.now, isThere: this.holdsOurs() };
      if (this.looked.isThere) this.seenAt = this.now;
    }
    const owned = attributions.map((each) => ({ ...each, code: each.code && this.code }));
    const { steps } = plan({
      now: this.now,
      isManagedDevice: true,
      capabilities: this.lock.report.capabilities,
      codes: [this.code],
      attributions: owned,
      turns: [],
    });
    if (one.kind === "pass") this.take(steps, one);
    this.code = conclude(endIfOver(this.code, this.now), this.lock, account, this.unsettled, this.now).code;
  }

  private take(steps: readonly Step[], one: Extract<Happening, { kind: "pass" }>): void {
    for (const step of steps) {
      if (step.kind !== "set") continue;
      const place = (step.into ?? `p${this.now}`) as Place;
      if (one.lands) {
        const resident: Resident = { place, pin: step.pin, label: step.label, window: step.window, state: "on_lock" };
        this.onLock = [...this.onLock.filter((each) => each.place !== place), resident];
      }
      const outcome = outcomeOf(one.answer, place, this.now);
      if (leavesUnsettled(outcome)) {
        const { pin: sent, label, window, code: id } = step;
        const attempt = { id: `t${this.now}`, code: id, kind: "set", pin: sent, label, window, startedAt: this.now };
        this.unsettled = [...this.unsettled, attempt as UnsettledAttempt];
      }
      if (outcome.kind === "done" && outcome.evidence === "acknowledged") this.confirmedAt = this.now;
      this.code = afterStep(this.code, step, outcome, this.now, this.now + minute).code;
    }
  }

  holdsOurs(): boolean {
    return this.onLock.some((resident) => this.code.pin?.equals(resident.pin));
  }
}

function outcomeOf(answer: Extract<Happening, { kind: "pass" }>["answer"], place: Place, now: number): Outcome {
  switch (answer) {
    case "acknowledged":
    case "claimed":
      return { kind: "done", evidence: answer, place };
    case "pending":
      return { kind: "pending", askAgainAt: now + 5_000, place };
    case "lost":
    case "failed":
      return {
        kind: "failed",
        because: "provider",
        detail: "",
        notBefore: undefined,
        mayHaveHappened: answer === "lost",
      };
  }
}

const times = fc.integer({ min: 1_000, max: 2 * hour });

test("whatever befalls a lock, a code is not set once a whole look has missed it, and never without a word of the lock", () => {
  let wasSet = 0;
  let wasMissed = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(happening, times), { minLength: 2, maxLength: 14 }), (history) => {
      const world = new World();
      for (const [one, afterMs] of history) {
        world.befall(one, afterMs);
        const { looked, confirmedAt = 0, seenAt = 0 } = world;
        if (looked?.isThere === false) wasMissed += 1;
        if (statusOf(world.code, world.lock, account, world.now) !== "set") continue;
        wasSet += 1;
        const sureAt = Math.max(confirmedAt, seenAt);
        expect(sureAt).toBeGreaterThan(0);
        // A listing may lag behind a confirmation or an earlier look for as long as it takes to settle, and no longer.
        if (looked?.isThere === false) expect(looked.at - sureAt).toBeLessThan(settlingMs);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(wasSet).toBeGreaterThan(500);
  expect(wasMissed).toBeGreaterThan(500);
});

test("what is said of when a code was last seen is never later than a moment at which the lock held it", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(happening, times), { minLength: 2, maxLength: 14 }), (history) => {
      const world = new World();
      const heldAt: number[] = [];
      for (const [one, afterMs] of history) {
        world.befall(one, afterMs);
        // A lock that confirms what it then drops was told of by its word alone.
        if (world.holdsOurs() || world.confirmedAt === world.now) heldAt.push(world.now);
        const seenAt = lastSeenAt(world.code, world.lock);
        if (seenAt === undefined || world.code.onLock?.pin?.equals(world.code.pin) !== true) continue;
        expect(heldAt).toContain(seenAt);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("where we keep the time and not the lock, a code that shows there before its time is not to work yet", () => {
  const stay = { startsAt: noon + 3 * hour, endsAt: noon + 9 * hour };
  const one = code({ window: stay });
  const shown = { ...one, onLock: standing({ ...one, window: undefined }, "p1") };
  const lock = device({ schedulesNatively: false });
  expect(statusOf(shown, lock, account, noon)).toBe("unset");
  expect(statusOf(shown, lock, account, noon + 3 * hour)).toBe("set");
});
