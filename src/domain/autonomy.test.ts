import fc from "fast-check";
import { expect, test } from "vitest";
import { anyKnown } from "#test/support/any-lock.ts";
import { account, code, device, hour, noon, standing } from "#test/support/domain-values.ts";
import { type AccessCode, justInTimeLeadMs } from "./access-code.ts";
import { autonomyOf } from "./autonomy.ts";
import { isHonoured } from "./plan.ts";
import { isConfirmedAsWanted, statusOf } from "./status.ts";

const keeps = device({ schedulesNatively: true });
const keepsNot = device({ schedulesNatively: false });
const stay = { startsAt: noon + 3 * hour, endsAt: noon + 9 * hour };
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
  const anyMoment = fc.double({ min: 0, max: 1, noNaN: true });
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
