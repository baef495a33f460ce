import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instantOf, wallTimeOf } from "./zoned-time.ts";

describe("a time on a place's wall", () => {
  test.for([
    ["Europe/Vienna", "2026-12-01T15:00", "2026-12-01T14:00:00.000Z"],
    ["Europe/Vienna", "2026-07-01T15:00", "2026-07-01T13:00:00.000Z"],
    ["America/New_York", "2026-12-31T23:30", "2027-01-01T04:30:00.000Z"],
    ["Australia/Sydney", "2026-12-01T11:00", "2026-12-01T00:00:00.000Z"],
    ["Asia/Kathmandu", "2026-05-05T10:00", "2026-05-05T04:15:00.000Z"],
    ["UTC", "2028-02-29T00:00", "2028-02-29T00:00:00.000Z"],
  ] as const)("in %s, %s is %s", ([zone, wall, at]) => {
    expect(instantOf(zone, wall, "first")).toEqual({ at, shown: "once" });
    expect(instantOf(zone, wall, "last")).toEqual({ at, shown: "once" });
    expect(wallTimeOf(zone, at)).toBe(wall);
  });

  test("that clocks show twice as they go back is the first of both or the last", () => {
    const wall = "2026-10-25T02:30";
    expect(instantOf("Europe/Vienna", wall, "first")).toEqual({ at: "2026-10-25T00:30:00.000Z", shown: "twice" });
    expect(instantOf("Europe/Vienna", wall, "last")).toEqual({ at: "2026-10-25T01:30:00.000Z", shown: "twice" });
    expect(instantOf("Australia/Lord_Howe", "2026-04-05T01:45", "last")).toEqual({
      at: "2026-04-04T15:15:00.000Z",
      shown: "twice",
    });
  });

  test("that clocks skip as they go forward counts on from before the skip", () => {
    expect(instantOf("Europe/Vienna", "2026-03-29T02:30", "first")).toEqual({
      at: "2026-03-29T01:30:00.000Z",
      shown: "never",
    });
    expect(wallTimeOf("Europe/Vienna", "2026-03-29T01:30:00.000Z")).toBe("2026-03-29T03:30");
    expect(instantOf("America/New_York", "2026-03-08T02:00", "last")).toEqual({
      at: "2026-03-08T07:00:00.000Z",
      shown: "never",
    });
  });

  test.for([
    ["Europe/Vienna", "2026-03-29T01:59", "2026-03-29T00:59:00.000Z"],
    ["Europe/Vienna", "2026-03-29T03:00", "2026-03-29T01:00:00.000Z"],
    ["Europe/Vienna", "2026-10-25T01:59", "2026-10-24T23:59:00.000Z"],
    ["Europe/Vienna", "2026-10-25T03:00", "2026-10-25T02:00:00.000Z"],
  ] as const)("just beside a change of clocks is shown once: %s %s", ([zone, wall, at]) => {
    expect(instantOf(zone, wall, "first")).toEqual({ at, shown: "once" });
  });

  test.for(["", "2026-02-31T10:00", "2026-13-01T10:00", "2026-01-01T24:00", "2026-01-01"])("%s is none", (wall) => {
    expect(instantOf("UTC", wall, "first")).toBeUndefined();
  });

  test("of any instant leads back to that instant", () => {
    const zones = ["Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca"];
    const minutes = fc.integer({ min: Date.UTC(2000, 0, 1) / 60_000, max: Date.UTC(2040, 0, 1) / 60_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), minutes, (zone, minute) => {
        const at = new Date(minute * 60_000).toISOString();
        const wall = wallTimeOf(zone, at);
        const meant = (["first", "last"] as const).map((which) => instantOf(zone, wall, which)?.at);
        expect(meant).toContain(at);
      }),
      { numRuns: 2_000 },
    );
  });
});
