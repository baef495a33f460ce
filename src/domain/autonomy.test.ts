import fc from "fast-check";
import { expect, test } from "vitest";
import { anyKnown } from "#test/support/any-lock.ts";
import { account, code, device, hour, noon, pin, standing } from "#test/support/domain-values.ts";
import { type AccessCode, justInTimeLeadMs, type UnsettledAttempt } from "./access-code.ts";
import { autonomyOf } from "./autonomy.ts";
import type { Device } from "./device.ts";
import type { KnownOfLock } from "./explain.ts";
import type { Place } from "./ids.ts";
import { afterStep, endIfOver, endToCome } from "./life.ts";
import { type Mandate, mandateMs, mandateOf } from "./mandate.ts";
import { isHonoured, plan } from "./plan.ts";
import type { SiteStep } from "./site-journal.ts";
import { isConfirmedAsWanted, statusOf } from "./status.ts";

const keeps = device({ schedulesNatively: true });
const keepsNot = device({ schedulesNatively: false });
const stay = { startsAt: noon + 3 * hour, endsAt: noon + 9 * hour };
/** A share of the time up to the horizon: whole numbers, for among doubles between 0 and 1 nearly all are tiny. */
const anyMoment = fc.integer({ min: 0, max: 10_000 }).map((parts) => parts / 10_000);
const until = (lock: typeof keeps, ...codes: readonly AccessCode[]) => autonomyOf(lock, codes, noon).until;

test("a lock without codes, and one that keeps every window itself, stay right without end", () => {
  const one = code({ window: stay });
  expect(until(keeps)).toBeUndefined();
  expect(until(keeps, { ...one, onLock: standing(one, "p1") })).toBeUndefined();
  expect(until(keepsNot, { ...code(), onLock: standing(code(), "p1") })).toBeUndefined();
});

test("a stay that is not on the lock is missing at its start, and one that the lock knows no end of is too much after it", () => {
  const one = code({ window: stay });
  expect(until(keeps, one)).toBe(stay.startsAt);
  const now = { ...stay, startsAt: noon - hour };
  const without = code({ window: now });
  expect(until(keepsNot, { ...without, onLock: standing({ ...without, window: undefined }, "p1") })).toBe(now.endsAt);
});

test("the horizon lies in the past where a code is wrong already", () => {
  const retired = { at: noon - hour, because: "deleted" as const };
  const one = code();
  expect(until(keeps, { ...one, retired, onLock: standing(one, "p1") })).toBe(retired.at);
  expect(until(keeps, one)).toBeLessThanOrEqual(noon);
});

test("of anything that can be known, a lock that is left alone opens up to its horizon for whom it should, and for nobody else", () => {
  let judged = 0;
  fc.assert(
    fc.property(anyKnown, anyMoment, ({ codes, device: lock, now }, share) => {
      const end = autonomyOf(lock, codes, now).until ?? now + 400 * hour;
      if (end <= now) return;
      const at = now + share * (end - now - 1);
      for (const one of codes) {
        if (!one.isManaged || one.offline !== undefined || one.transferredAt !== undefined || isHonoured(one)) continue;
        judged += 1;
        expect(wouldOpen(one, at)).toBe(shouldOpen(one, at) || isPutEarly(one, at));
        if (shouldOpen(one, at)) expect(isConfirmedAsWanted(one, lock)).toBe(true);
      }
    }),
    { numRuns: 4_000 },
  );
  expect(judged).toBeGreaterThan(100);
});

test("a lock whose codes are set stays right until the first moment at which its server has something to do", () => {
  const [ongoing, later] = [code(), code({ window: stay })];
  const lock = { ...ongoing, onLock: standing(ongoing, "p1") };
  expect(statusOf(lock, keepsNot, account, noon)).toBe("set");
  expect(until(keepsNot, lock, later)).toBe(stay.startsAt);
});

test("beside a bridge, a lock stays right until a code is to come there after the time of its mandate", () => {
  const begins = (after: number) => code({ window: { startsAt: noon + after, endsAt: noon + after + hour } });
  const [ongoing, soon, late] = [code(), begins(3 * hour), begins(mandateMs + 2 * hour)];
  const guest = code({ pin: pin("2468"), window: { startsAt: noon - hour, endsAt: noon + 2 * hour } });
  const there = { ...guest, onLock: standing({ ...guest, window: undefined }, "p2") };
  const codes = [
    { ...ongoing, pin: pin("9753"), onLock: standing({ ...ongoing, pin: pin("9753") }, "p1") },
    there,
    soon,
  ];
  expect(until(keepsNot, ...codes)).toBe(guest.window?.endsAt);
  expect(besideBridge(keepsNot, codes)).toBeUndefined();
  expect(besideBridge(keepsNot, [...codes, late])).toBe(late.window?.startsAt);
});

test("a bridge is not counted on for what it cannot do by all that is known", () => {
  const soon = code({ window: stay });
  const other = code({ onLock: standing(code(), "p1") });
  const trouble: AccessCode["trouble"] = {
    ...{ doing: "set", kind: "refused", because: "constraint", detail: "No." },
    ...{ since: noon, lastAt: noon, tries: 1, version: 1, retryAt: noon + hour },
  };
  expect(besideBridge(keepsNot, [soon])).toBeUndefined();
  expect(besideBridge(keepsNot, [{ ...soon, trouble }])).toBe(stay.startsAt);
  expect(besideBridge(keepsNot, [soon, other])).toBe(stay.startsAt);
  expect(besideBridge({ ...keepsNot, unreachableSince: noon - hour }, [soon])).toBe(stay.startsAt);
  const full = device({ schedulesNatively: false, maxCodes: 1 });
  expect(
    besideBridge(full, [soon, { ...other, pin: pin("2468"), onLock: standing({ ...other, pin: pin("2468") }, "p1") }]),
  ).toBe(stay.startsAt);
});

test("of anything that can be known, a bridge that does what its mandate says keeps the lock right up to the horizon", () => {
  let [judged, kept] = [0, 0];
  fc.assert(
    fc.property(anyKnown.map(inReach), anyMoment, ({ codes, device: lock, now, unsettled }, share) => {
      const mandate = mandateFor(lock, codes, unsettled);
      const alone = autonomyOf(lock, codes, now).until ?? Number.POSITIVE_INFINITY;
      const end = Math.min(autonomyOf(lock, codes, now, mandate).until ?? Number.POSITIVE_INFINITY, now + 400 * hour);
      if (end <= now) return;
      const at = now + share * (end - now - 1);
      if (at > alone) kept += 1;
      for (const one of keptUntil(at, mandate, codes, lock)) {
        if (!one.isManaged || one.offline !== undefined || one.transferredAt !== undefined || isHonoured(one)) continue;
        judged += 1;
        expect(wouldOpen(one, at)).toBe(shouldOpen(one, at) || isPutEarly(one, at));
      }
    }),
    { numRuns: 4_000 },
  );
  expect(judged).toBeGreaterThan(100);
  expect(kept).toBeGreaterThan(100);
});

/** A lock that can be worked, and those of its codes that are right and did not fail. */
function inReach(known: KnownOfLock): KnownOfLock {
  const { report } = known.device;
  const capabilities = { ...report.capabilities, programsOnlineCodes: true };
  const able = { ...report, disconnected: undefined, capabilities };
  const lock = { ...known.device, isManaged: true, unreachableSince: undefined, report: able };
  const isRight = (one: AccessCode) => (until(lock, one) ?? Number.POSITIVE_INFINITY) > noon;
  const codes = known.codes.map((one) => ({ ...one, trouble: undefined })).filter(isRight);
  return { ...known, device: lock, codes };
}

function mandateFor(lock: Device, codes: readonly AccessCode[], unsettled: readonly UnsettledAttempt[] = []): Mandate {
  const { capabilities } = lock.report;
  return mandateOf({ version: "1", isManagedDevice: lock.isManaged, capabilities, codes, unsettled, late: [] }, noon);
}

function besideBridge(lock: Device, codes: readonly AccessCode[]): number | undefined {
  return autonomyOf(lock, codes, noon, mandateFor(lock, codes)).until;
}

/** The codes as they stand at a moment, once a bridge has done everything by then that the planner says, and all of it worked. */
function keptUntil(at: number, mandate: Mandate, codes: readonly AccessCode[], lock: Device): readonly AccessCode[] {
  const { capabilities } = lock.report;
  let known = codes.map(landed);
  for (let now = noon; now <= at; ) {
    known = known.map((code) => endIfOver(code, now));
    const attributions = known.flatMap((code) =>
      code.onLock === undefined || code.offline !== undefined ? [] : [{ resident: code.onLock, code, extra: false }],
    );
    const planned = plan({ now, isManagedDevice: lock.isManaged, capabilities, codes: known, attributions, turns: [] });
    const steps = planned.steps.filter((step): step is SiteStep => {
      const code = mandate.codes.find((one) => "code" in step && one.id === step.code);
      if (code === undefined) return false;
      return step.kind === "clear" || (step.kind === "set" && now < mandate.until);
    });
    for (const step of steps) known = known.map((one) => (one.id === step.code ? done(one, step, now) : one));
    const ends = known.map((code) => endToCome(code, now) ?? Number.POSITIVE_INFINITY);
    const next = Math.min(planned.nextAt ?? Number.POSITIVE_INFINITY, ...ends);
    now = steps.length > 0 ? now : Math.max(next, now + 1);
  }
  return known;
}

/** What is under way arrives. */
function landed(code: AccessCode): AccessCode {
  const { onLock } = code;
  return {
    ...code,
    onLock: onLock === undefined || onLock.state === "leaving" ? undefined : { ...onLock, state: "on_lock" },
  };
}

function done(code: AccessCode, step: SiteStep, now: number): AccessCode {
  const place = step.kind === "set" ? (step.into ?? (`new-${code.id}` as Place)) : undefined;
  return afterStep(code, step, { kind: "done", evidence: "read_back", place }, now, now).code;
}

function shouldOpen({ window, retired }: AccessCode, at: number): boolean {
  if (retired !== undefined) return false;
  return window === undefined || (window.startsAt <= at && at < window.endsAt);
}

function wouldOpen({ onLock }: AccessCode, at: number): boolean {
  if (onLock === undefined) return false;
  return onLock.window === undefined || (onLock.window.startsAt <= at && at < onLock.window.endsAt);
}

/** A lock that keeps no windows has a code an hour before its start: that is no mistake. */
function isPutEarly({ window, retired, onLock }: AccessCode, at: number): boolean {
  if (retired !== undefined || window === undefined || onLock === undefined || onLock.window !== undefined)
    return false;
  return window.startsAt - justInTimeLeadMs <= at && at < window.startsAt;
}
