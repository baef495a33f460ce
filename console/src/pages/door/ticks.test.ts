import { describe, expect, test } from "vitest";
import { ticksOf } from "./ticks.ts";
import { moved, usualView } from "./view.ts";

const hour = 3_600_000;
const day = 24 * hour;

describe("the ticks of a time axis", () => {
  test("are a zone's own midnights, also where its clocks change", () => {
    const view = { from: Date.UTC(2026, 2, 27, 12), until: Date.UTC(2026, 2, 31, 12) };
    const ticks = ticksOf(view, "Europe/Berlin", 300);
    expect(ticks.filter(({ isMidnight }) => isMidnight).map(({ at }) => new Date(at).toISOString())).toEqual([
      "2026-03-27T23:00:00.000Z",
      "2026-03-28T23:00:00.000Z",
      "2026-03-29T22:00:00.000Z",
      "2026-03-30T22:00:00.000Z",
    ]);
  });

  test("are midnights of a zone that is not whole hours from UTC", () => {
    const [first] = ticksOf({ from: 0, until: 3 * day }, "Asia/Kathmandu", 200);
    expect(first).toMatchObject({ at: day - 5.5 * hour, isMidnight: true });
  });

  test("are hours of the local clock where there is room", () => {
    const view = { from: Date.UTC(2026, 0, 15, 12), until: Date.UTC(2026, 0, 16, 12) };
    const ticks = ticksOf(view, "America/New_York", 600);
    expect(ticks.map(({ at }) => new Date(at).getUTCHours())).toEqual([14, 17, 20, 23, 2, 5, 8, 11]);
    expect(ticks.filter(({ isMidnight }) => isMidnight)).toHaveLength(1);
  });

  test("have labels only where those have room", () => {
    const ticks = ticksOf({ from: 0, until: 40 * day }, "UTC", 640);
    expect(ticks).toHaveLength(40);
    expect(ticks.filter(({ label }) => label !== "")).toHaveLength(10);
  });
});

describe("the time in sight", () => {
  const now = Date.UTC(2026, 0, 15, 12, 20);
  const usual = usualView(now);

  test("begins two days ago and ends in a week", () => {
    expect(usual).toEqual({ from: Date.UTC(2026, 0, 13, 12), until: Date.UTC(2026, 0, 22, 12) });
  });

  test("comes closer around now, and goes back as it came", () => {
    const close = moved(usual, "closer", now);
    expect(close.until - close.from).toBe(4.5 * day);
    expect(now - close.from).toBeLessThan(2 * day);
    expect(moved(close, "wider", now)).toEqual(usual);
    expect(moved(moved(usual, "later", now), "earlier", now)).toEqual(usual);
  });

  test("is never shorter than some hours nor longer than two months", () => {
    let [close, wide] = [usual, usual];
    for (let times = 0; times < 10; times += 1)
      [close, wide] = [moved(close, "closer", now), moved(wide, "wider", now)];
    expect(close.until - close.from).toBe(6 * hour);
    expect(wide.until - wide.from).toBe(60 * day);
  });
});
