import { describe, expect, test } from "vitest";
import { account, code, device, hour, noon, pin, standing } from "#test/support/domain-values.ts";
import type { AccessCode } from "./access-code.ts";
import type { Place } from "./ids.ts";
import { issuesOf } from "./issues.ts";
import { afterStep, conclude, endIfOver } from "./life.ts";
import type { OfflineKind } from "./offline-codes.ts";
import { planIssues } from "./plan-issues.ts";
import { statusOf } from "./status.ts";
import type { IssueStep } from "./step.ts";

const day = 24 * hour;
const kind: OfflineKind = {
  key: "daily",
  name: "Daily",
  lasts: "time_bound",
  unit: "hour",
  shortest: 1,
  longest: 1_000,
  firstUseWithinMs: day,
  stay: undefined,
  userLevel: undefined,
};
const lock = device({ programsOfflineCodes: true, offlineCodes: [kind] }, {});
const igloohome = { ...lock, report: { ...lock.report, deviceType: "igloohome_lock" } };
const { capabilities } = lock.report;
const window = { startsAt: noon, endsAt: noon + 3 * day };
const wanted = (more: Partial<AccessCode> = {}) =>
  code({ pin: undefined, window, offline: { kind: "daily", isOneTimeUse: false }, ...more });

const stepsFor = (one: AccessCode, now = noon) =>
  planIssues({ now, isManagedDevice: true, capabilities, codes: [one] }) as readonly IssueStep[];

function issuedTo(one: AccessCode): AccessCode {
  const [step] = stepsFor(one);
  if (step === undefined) throw new Error("The PIN is asked for.");
  const outcome = { kind: "done", evidence: "acknowledged", place: "p1" as Place, issued: pin("123456789") } as const;
  return afterStep(one, step, outcome, noon, noon).code;
}

const used = (one: AccessCode): AccessCode => ({
  ...one,
  onLock: one.onLock && { ...one.onLock, evidence: { ...one.onLock.evidence, used: noon + hour } },
});

describe("an offline code", () => {
  test("has its PIN asked for once: before its start too, and never again once there is one", () => {
    const later = { startsAt: noon + 20 * day, endsAt: noon + 21 * day };
    expect(stepsFor(wanted({ window: later }))).toMatchObject([{ kind: "issue", of: "daily", window: later }]);
    expect(stepsFor(issuedTo(wanted()))).toEqual([]);
    expect(stepsFor(wanted(), window.endsAt)).toEqual([]);
    expect(stepsFor(wanted({ retired: { at: noon, because: "deleted" } }))).toEqual([]);
  });

  test("is set by the maker's word, for the time that it was issued for", () => {
    const issued = issuedTo(wanted());
    expect(statusOf(issued, lock, account, noon)).toBe("set");
    expect(conclude(issued, lock, account, [], noon).events.map(({ type }) => type)).toEqual([
      "access_code.set_on_device",
    ]);
  });

  test("ends by itself, and is gone then without anything done at the lock", () => {
    const over = endIfOver(issuedTo(wanted()), window.endsAt);
    expect(over).toMatchObject({ onLock: undefined, retired: { at: window.endsAt, because: "ended" } });
    expect(conclude(over, lock, account, [], window.endsAt).gone).toBe(true);
  });

  test("that was deleted while it was being issued is said to work on, until its time is over", () => {
    const deleted: AccessCode = { ...issuedTo(wanted()), retired: { at: noon, because: "deleted" } };
    const later = noon + hour;
    expect(conclude(endIfOver(deleted, later), lock, account, [], later).gone).toBe(false);
    expect(issuesOf(deleted, lock, account, later).errors.map((one) => one.code)).toContain(
      "failed_to_remove_from_device",
    );
    expect(conclude(endIfOver(deleted, window.endsAt), lock, account, [], window.endsAt).gone).toBe(true);
  });

  test("for one use is over once somebody used it", () => {
    const once = issuedTo(wanted({ offline: { kind: "daily", isOneTimeUse: true } }));
    expect(endIfOver(once, noon + 2 * hour)).toBe(once);
    expect(endIfOver(used(once), noon + 2 * hour)).toMatchObject({ retired: { because: "ended" } });
    expect(endIfOver(used(issuedTo(wanted())), noon + 2 * hour).retired).toBeUndefined();
  });
});

describe("that a code lapses unless it is used", () => {
  const warnings = (one: AccessCode, now: number) =>
    issuesOf(one, igloohome, account, now).warnings.map(({ code }) => code);
  const lapses = ["igloo_algopin_must_be_used_within_24_hours"];

  test("is warned of from its issue to its first use, or for the day in which it can still be saved", () => {
    const issued = issuedTo(wanted());
    expect(warnings(wanted(), noon)).toEqual([]);
    expect(warnings(issued, noon)).toEqual(lapses);
    expect(warnings(used(issued), noon + hour)).toEqual([]);
    expect(warnings(issued, noon + day)).toEqual([]);
  });

  test("is not said of one that lasts no longer than that day", () => {
    expect(warnings(issuedTo(wanted({ window: { startsAt: noon, endsAt: noon + day } })), noon)).toEqual([]);
  });
});

describe("a code that another workspace took over", () => {
  const lost = (() => {
    const mine = code({ window });
    return { ...mine, onLock: standing(mine, "1"), transferredAt: noon };
  })();

  test("is warned of, stands as it stands, and raises nothing else", () => {
    expect(issuesOf(lost, lock, account, noon + hour)).toMatchObject({
      errors: [],
      warnings: [{ code: "management_transferred", since: noon }],
    });
    expect(statusOf(lost, lock, account, noon + hour)).toBe("set");
    expect(statusOf({ ...lost, onLock: undefined }, lock, account, noon + hour)).toBe("unset");
  });

  test("is gone here when it is deleted or over, whatever stands on the lock", () => {
    const over = endIfOver(lost, window.endsAt);
    expect(conclude(over, lock, account, [], window.endsAt)).toMatchObject({ gone: true });
    expect(conclude(lost, lock, account, [], noon)).toMatchObject({ gone: false, events: [] });
  });
});
