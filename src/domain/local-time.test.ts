import { expect, test } from "vitest";
import { changesBetween, earliestShownFrom, instantsOf, latestShownUntil, wallTime } from "./local-time.ts";

const zone = "Europe/Vienna";
const at = (text: string) => Date.parse(text);
const minute = 60_000;

test("a clock shows the time of its zone", () => {
  expect(wallTime(at("2026-01-15T12:00:00.250Z"), zone)).toBe(at("2026-01-15T13:00:00.250Z"));
  expect(wallTime(at("2026-07-15T12:00:00Z"), zone)).toBe(at("2026-07-15T14:00:00Z"));
  expect(wallTime(at("2026-07-15T12:00:00Z"), "Asia/Kathmandu")).toBe(at("2026-07-15T17:45:00Z"));
});

test("a time that the clock shows twice has two instants, one that it skips the moment of the change", () => {
  const twice = instantsOf(at("2026-10-25T02:30:00Z"), zone);
  expect(twice).toEqual({ first: at("2026-10-25T00:30:00Z"), last: at("2026-10-25T01:30:00Z") });
  const change = at("2026-03-29T01:00:00Z");
  expect(instantsOf(at("2026-03-29T02:30:00Z"), zone)).toEqual({ first: change, last: change });
  const once = at("2026-06-01T10:00:00Z");
  expect(instantsOf(once, zone)).toEqual({ first: once - 120 * minute, last: once - 120 * minute });
});

test("what a clock shows from or until a moment counts the hour that comes again", () => {
  // Half an hour before the clock is put back from three to two.
  expect(earliestShownFrom(at("2026-10-25T00:30:00Z"), zone)).toBe(at("2026-10-25T02:00:00Z"));
  expect(latestShownUntil(at("2026-10-25T01:30:00Z"), zone)).toBe(at("2026-10-25T03:00:00Z"));
  expect(earliestShownFrom(at("2026-10-24T20:00:00Z"), zone)).toBe(at("2026-10-24T22:00:00Z"));
  expect(latestShownUntil(at("2026-10-25T05:00:00Z"), zone)).toBe(at("2026-10-25T06:00:00Z"));
});

test("changes of the clock are found within a time and not beside it", () => {
  expect([...changesBetween(at("2026-03-01T00:00:00Z"), at("2026-04-01T00:00:00Z"), zone)]).toEqual(["forward"]);
  expect([...changesBetween(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"), zone)]).toEqual([
    "forward",
    "back",
  ]);
  expect(changesBetween(at("2026-05-01T00:00:00Z"), at("2026-10-25T00:59:00Z"), zone).size).toBe(0);
  expect(changesBetween(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"), "Asia/Singapore").size).toBe(0);
});
