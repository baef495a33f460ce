import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wallTime } from "./local-time.ts";
import { fitKind, type OfflineKind } from "./offline-codes.ts";

const hour = 3_600_000;
const day = 24 * hour;
const zone = "Europe/Vienna";
const now = Date.parse("2026-01-15T12:00:00Z");
const at = (text: string) => Date.parse(text);

const hourly: OfflineKind = {
  key: "hourly",
  name: "Hourly",
  lasts: "time_bound",
  unit: "hour",
  shortest: 1,
  longest: 672,
  firstUseWithinMs: undefined,
  stay: undefined,
  userLevel: undefined,
};
const daily: OfflineKind = { ...hourly, key: "daily", unit: "day", shortest: 29, longest: 367 };
const stay: OfflineKind = { ...daily, shortest: 1, longest: 31, stay: { checkIn: "15:00", checkOut: "11:00" } };
const once: OfflineKind = { ...hourly, lasts: "once", shortest: 24, longest: 24 };

const fit = (kind: OfflineKind, startsAt: string, endsAt?: string) =>
  fitKind(kind, { startsAt: at(startsAt), endsAt: endsAt === undefined ? undefined : at(endsAt) }, zone, now);

test("ends are moved outwards to whole hours", () => {
  const startsAt = at("2026-02-01T10:00:00Z");
  expect(fit(hourly, "2026-02-01T10:20:00Z", "2026-02-01T12:20:00Z")).toMatchObject({
    window: { startsAt, endsAt: startsAt + 3 * hour },
    roundedBy: 40 * 60_000,
  });
});

test("days end at the clock time at which they began, also over a change of the clock", () => {
  expect(fit(daily, "2026-03-01T10:00:00Z", "2026-04-05T09:00:00Z")).toMatchObject({ roundedBy: 0 });
  expect(fit(daily, "2026-03-01T10:00:00Z", "2026-04-05T10:00:00Z")).toMatchObject({ roundedBy: 23 * hour });
});

test("a stay begins at a check-in and ends at a check-out of the lock's own clock", () => {
  const fitted = fit(stay, "2026-07-01T13:30:00Z", "2026-07-04T08:40:00Z");
  expect(fitted).toMatchObject({
    window: { startsAt: at("2026-07-01T13:00:00Z"), endsAt: at("2026-07-04T09:00:00Z") },
    roundedBy: 30 * 60_000,
  });
  expect(fit(stay, "2026-07-01T13:00:00Z", "2026-08-02T09:00:00Z")).toBeUndefined();
});

test("a kind of one length needs no end, and begins now where no start is given", () => {
  expect(fitKind(once, { startsAt: undefined, endsAt: undefined }, zone, now + 1)).toMatchObject({
    window: { startsAt: now, endsAt: now + day },
  });
  expect(fit(once, "2026-02-01T10:00:00Z", "2026-02-02T11:00:00Z")).toBeUndefined();
});

test("a time that is too long, or lacks an end, fits no kind that needs it", () => {
  expect(fit(hourly, "2026-02-01T10:00:00Z", "2026-03-01T11:00:00Z")).toBeUndefined();
  expect(fit(hourly, "2026-02-01T10:00:00Z")).toBeUndefined();
});

test("a start that has passed counts from now where the lock forgets what is not typed in time", () => {
  const lapsing = { ...hourly, firstUseWithinMs: day };
  const late = { startsAt: now - 3 * day, endsAt: now + 3 * day };
  expect(fitKind(lapsing, late, zone, now)).toMatchObject({ window: { startsAt: now }, roundedBy: 0 });
  expect(fitKind(hourly, late, zone, now)).toMatchObject({ window: { startsAt: now - 3 * day } });
});

describe("around a change of the clock", () => {
  const edge = fc.constantFrom(at("2026-03-29T01:00:00Z"), at("2026-10-25T01:00:00Z"));
  const asked = edge.chain((change) =>
    fc.record({
      startsAt: fc.integer({ min: change - 4 * hour, max: change + 3 * hour }),
      length: fc.integer({ min: 60_000, max: 6 * hour }),
    }),
  );

  test("a keypad that goes by its wall clock lets the guest in all through the stay", () => {
    fc.assert(
      fc.property(asked, fc.constantFrom(hourly, once), ({ startsAt, length }, kind) => {
        const endsAt = startsAt + length;
        const fitted = fitKind(kind, { startsAt, endsAt }, zone, now);
        expect(fitted?.window).toBeDefined();
        const [from = 0, to = 0] = [fitted?.window?.startsAt, fitted?.window?.endsAt].map((one) =>
          wallTime(one ?? 0, zone),
        );
        for (let moment = startsAt; moment < endsAt; moment += 5 * 60_000) {
          expect(from <= wallTime(moment, zone) && wallTime(moment, zone) < to).toBe(true);
        }
      }),
    );
  });
});
