import { expect, test } from "vitest";
import { sandboxDay, sandboxGuests, windowOf } from "./guests.ts";
import { sandboxPortfolio } from "./portfolio.ts";

const vienna = "Europe/Vienna";
const morning = Date.parse("2026-03-28T08:00:00Z");

test("guests come at four and leave at eleven, by the clock of the place, also where it is changed in between", () => {
  expect(windowOf({ checkIn: 0, nights: 2 }, vienna, morning)).toEqual({
    startsAt: Date.parse("2026-03-28T16:00:00+01:00"),
    endsAt: Date.parse("2026-03-30T11:00:00+02:00"),
  });
  const evening = Date.parse("2026-03-28T15:00:00Z");
  expect(windowOf({ checkIn: 0, nights: 1 }, vienna, evening).startsAt).toBe(Date.parse("2026-03-29T16:00:00+02:00"));
});

test("whoever comes soon comes within the hour, and not at once", () => {
  for (let at = morning; at < morning + 3_600_000; at += 61_000) {
    const { startsAt } = windowOf({ checkIn: "soon", nights: 1 }, vienna, at);
    expect(startsAt - at).toBeGreaterThanOrEqual(20 * 60_000);
    expect(startsAt - at).toBeLessThan(60 * 60_000);
  }
});

test("every door of the books is in the portfolio", () => {
  const doors = new Set(sandboxPortfolio("any").flatMap(({ locks }) => locks.map(({ name }) => name)));
  const named = [
    ...sandboxGuests.flatMap((guest) => guest.doors),
    ...sandboxDay.entries.map(({ door }) => door),
    sandboxDay.offline,
    sandboxDay.lowBattery.door,
    sandboxDay.keepsSpares,
  ];
  expect(named.filter((door) => !doors.has(door))).toEqual([]);
});
