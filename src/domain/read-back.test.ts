import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { code, device, hour, minute, noon, standing } from "#test/support/domain-values.ts";
import type { AccessCode } from "./access-code.ts";
import type { Device } from "./device.ts";
import { firstReadBackMs, freshBeforeStartMs, nextReadBack, oneLookMore, usualLooksPerDay } from "./read-back.ts";

const sweepMs = 10 * minute;
const day = 24 * hour;

function next(codes: readonly AccessCode[], on: Device, now = noon): number {
  return nextReadBack({ now, device: on, codes, sweepMs }) - now;
}

describe("when a lock is looked at although nothing is to be done there", () => {
  const one = code();
  const sure = { ...one, onLock: standing(one, "p1") };
  const said = (age: number) => ({ ...one, onLock: standing(one, "p1", { evidence: { acknowledged: noon - age } }) });

  test("a lock at rest is swept at the usual cadence, and one that spares its batteries more rarely", () => {
    expect(next([sure], device())).toBe(sweepMs);
    expect(next([sure], device({ looksPerDay: 24 }))).toBe(2 * hour);
  });

  test("a code that was only confirmed is read back soon, and less and less often while that does not help", () => {
    expect(next([said(0)], device())).toBe(firstReadBackMs);
    expect(next([said(minute)], device())).toBe(minute);
    expect(next([said(5 * hour)], device())).toBe(sweepMs);
  });

  test("a lock that hides its PINs is only swept: looking there proves no more", () => {
    expect(next([said(0)], device({ readsPins: false }))).toBe(sweepMs);
  });

  test("a code that waits on a lock is read back once more shortly before its start", () => {
    const window = { startsAt: noon + 3 * hour, endsAt: noon + 9 * hour };
    const waiting = {
      ...one,
      window,
      onLock: standing({ ...one, window }, "p1", { evidence: { read_back: noon - day } }),
    };
    const sparing = device({ looksPerDay: 4 });
    expect(next([waiting], sparing)).toBe(3 * hour - freshBeforeStartMs);
    const seenLately = { ...sparing, wholeLookAt: window.startsAt - freshBeforeStartMs };
    expect(next([waiting], seenLately, window.startsAt - freshBeforeStartMs)).toBe(12 * hour);
  });

  test("once a day's looks are used up, the next waits for the day to end, but for the last quarter before a start", () => {
    const spent = (count: number) => device({ looksPerDay: 8 }, { looks: { since: noon - hour, count } });
    expect(next([said(0)], spent(6))).toBe(day - hour);
    const window = { startsAt: noon + 3 * hour, endsAt: noon + 9 * hour };
    const waiting = {
      ...one,
      window,
      onLock: standing({ ...one, window }, "p1", { evidence: { read_back: noon - day } }),
    };
    expect(next([waiting], spent(7))).toBe(hour);
    expect(next([waiting], spent(8))).toBe(day - hour);
  });

  test("looks are counted for a day and then anew", () => {
    const first = oneLookMore(undefined, noon);
    expect(first).toEqual({ since: noon, count: 1 });
    expect(oneLookMore(first, noon + day - 1)).toEqual({ since: noon, count: 2 });
    expect(oneLookMore(first, noon + day)).toEqual({ since: noon + day, count: 1 });
  });

  test("whatever stands on it, no lock that is looked at when told is looked at oftener than its day allows", () => {
    const ages = fc.array(fc.integer({ min: 0, max: day }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(4, 12, 48, undefined), ages, fc.boolean(), (looksPerDay, given, readsPins) => {
        let lock = device({ looksPerDay, readsPins });
        const codes = given.map((age) => said(age));
        let now = noon;
        while (now < noon + day) {
          lock = { ...lock, looks: oneLookMore(lock.looks, now) };
          now = nextReadBack({ now, device: lock, codes, sweepMs });
        }
        expect(lock.looks?.count).toBeLessThanOrEqual(looksPerDay ?? usualLooksPerDay);
      }),
    );
  });
});
