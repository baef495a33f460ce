import assert from "node:assert/strict";
import type { OfflineKind } from "#domain/offline-codes.ts";
import type { IssueStep, Outcome, Step } from "#domain/step.ts";
import type { Window } from "#domain/window.ts";
import type { Bench, BenchLock } from "./bench.ts";
import {
  assertOpens,
  assertRefused,
  assertStaysShut,
  type Clause,
  describeOutcome,
  look,
  residents,
  someCode,
  unhurried,
} from "./clause.ts";

const hour = 3_600_000;

/** For drivers of providers that compute PINs which a lock knows without being told. */
export const issuing = {
  anIssuedPinOpensInItsTime: {
    sentence: "a PIN that was issued opens a lock that nothing reaches, in its time and neither before nor after",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const kind = await shortKind(bench, lock);
      await lock.setConnection(false);
      const window = laterFor(bench, kind, { inHours: 2, lasting: 2 });
      const { issued, place, evidence } = await issue(bench, lock, issueStep(kind, window));
      assert.ok(place, "the provider names what it issued");
      assert.equal(evidence, "acknowledged", "the provider's word is all that there is");
      const digits = lock.asTyped(issued);
      await assertStaysShut(lock, digits, "its time has not begun");
      await bench.advance(window.startsAt - bench.now());
      await assertOpens(lock, digits, "its time has begun");
      await bench.advance(window.endsAt - bench.now());
      await assertStaysShut(lock, digits, "its time is over");
    },
  },
  issuedTwiceAreTwo: {
    sentence:
      "a PIN that is asked for twice is two PINs, both of which open: it is asked for once, or once more after a lost reply",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const step = await someIssue(bench, lock);
      bench.faults.loseNextReply();
      const lost = await bench.driver.apply(lock.id, step, unhurried);
      assert.ok(lost.kind === "failed" && lost.mayHaveHappened, `a lost reply was ${describeOutcome(lost)}`);
      const [one, other] = [await issue(bench, lock, step), await issue(bench, lock, step)];
      assert.equal(one.issued.equals(other.issued), false, "two PINs were issued");
      assert.notEqual(one.place, other.place);
      for (const { issued } of [one, other]) await assertOpens(lock, lock.asTyped(issued), "it was issued");
    },
  },
  anIssuedPinIsNoResident: {
    sentence: "what a lock knows by computation alone is not seen on it",
    check: async (bench) => {
      const lock = await bench.makeLock();
      await issue(bench, lock, await someIssue(bench, lock));
      assert.deepEqual(await residents(bench, lock), []);
    },
  },
  aTimeThatNoKindHasIsRefused: {
    sentence: "a PIN for a time that its kind cannot have is refused, and none is issued",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const kind = await shortKind(bench, lock);
      const before = await lock.countCodes();
      const window = laterFor(bench, kind, { inHours: 0.5, lasting: 2 });
      const because = kind.userLevel === undefined ? "constraint" : "no_user_level";
      assertRefused(await bench.driver.apply(lock.id, issueStep(kind, window), unhurried), because);
      assert.equal(await lock.countCodes(), before);
    },
  },
  noMoreThanThereAre: {
    sentence: "once every PIN for a time has been issued, that is what is said",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const step = await someIssue(bench, lock);
      let last: Outcome = await bench.driver.apply(lock.id, step, unhurried);
      for (let tries = 0; last.kind === "done" && tries < 100; tries += 1) {
        last = await bench.driver.apply(lock.id, step, unhurried);
      }
      assertRefused(last, "no_variance");
    },
  },
  troubleIsCalledByItsName: {
    sentence: "whatever is wrong with the provider fails every verb as that, and a PIN is issued once it has passed",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const step = await someIssue(bench, lock);
      for (const [trouble, because] of troubles) {
        bench.faults[trouble](true);
        const verbs = [
          await bench.driver.discover(unhurried),
          await bench.driver.observe(lock.id, unhurried),
          await bench.driver.apply(lock.id, step, unhurried),
        ];
        for (const verb of verbs) assert.equal("because" in verb ? verb.because : verb.kind, because, trouble);
        bench.faults[trouble](false);
      }
      await issue(bench, lock, step);
    },
  },
  issuedDigitsAreKeptSecret: {
    sentence: "the digits of an issued PIN are in no log, and in no text that an outcome makes",
    check: async (bench) => {
      const lock = await bench.makeLock();
      const done = await issue(bench, lock, await someIssue(bench, lock));
      const digits = lock.asTyped(done.issued);
      assert.equal(bench.logged().includes(digits), false);
      assert.equal(`${JSON.stringify(done)}${String(done.issued)}`.includes(digits), false);
    },
  },
} as const satisfies Record<string, Clause>;

function issueStep(kind: OfflineKind, window: Window): IssueStep {
  return { kind: "issue", code: someCode, of: kind.key, label: "Guest", window, why: "A clause wants it." };
}

async function issue(bench: Bench, lock: BenchLock, step: Step) {
  const outcome = await bench.driver.apply(lock.id, step, unhurried);
  assert.ok(outcome.kind === "done", `issuing was ${describeOutcome(outcome)}`);
  const { issued, place, evidence } = outcome;
  assert.ok(issued, "the PIN comes with the outcome");
  return { issued, place, evidence };
}

/** What can be wrong with a provider, and what each is to be reported as. */
const troubles = [
  ["outage", "provider"],
  ["breakdown", "provider"],
  ["nonsense", "provider"],
  ["refuseCredentials", "unauthorized"],
] as const;

async function someIssue(bench: Bench, lock: BenchLock) {
  const kind = await shortKind(bench, lock);
  return issueStep(kind, laterFor(bench, kind, { inHours: 0, lasting: 2 }));
}

/** A kind of PIN for a few whole hours or days that begins on any hour, as the driver reports it. */
async function shortKind(bench: Bench, lock: BenchLock): Promise<OfflineKind> {
  const seen = await look(bench, lock);
  assert.ok(seen.kind === "seen", "the lock is reachable and must be seen");
  const kind = seen.device.capabilities.offlineCodes?.find(
    (one) => one.lasts === "time_bound" && one.stay === undefined && one.shortest <= 1,
  );
  assert.ok(kind, "the bench's lock has PINs for single hours or days");
  return kind;
}

function laterFor(
  bench: Bench,
  { unit }: OfflineKind,
  { inHours, lasting }: { readonly inHours: number; readonly lasting: number },
): Window {
  const startsAt = (Math.ceil(bench.now() / hour) + inHours) * hour;
  return { startsAt, endsAt: startsAt + lasting * (unit === "hour" ? hour : 24 * hour) };
}
