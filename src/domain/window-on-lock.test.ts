import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { code, device, hour, minute, noon } from "#test/support/domain-values.ts";
import type { WindowKeeping } from "./capabilities.ts";
import { wallTime } from "./local-time.ts";
import type { Window } from "./window.ts";
import { beganAtOnce, windowOnLock, windowToSend } from "./window-on-lock.ts";

const day = 24 * hour;
const kept = (window: Window, windows: WindowKeeping | undefined, more: { wantedSince?: number } = {}) =>
  windowOnLock(code({ window, ...more }), device({ windows }).report.capabilities);

/** The days around which clocks are changed, 2026. */
const changes = {
  "Europe/Vienna": ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"],
  "America/New_York": ["2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z"],
  "Australia/Sydney": ["2026-04-04T16:00:00Z", "2026-10-03T16:00:00Z"],
  "Australia/Lord_Howe": ["2026-04-04T15:00:00Z", "2026-10-03T15:30:00Z"],
  "Asia/Kathmandu": ["2026-05-01T00:00:00Z"],
} as const;

const someStay = fc
  .constantFrom(...Object.entries(changes).flatMap(([zone, at]) => at.map((one) => ({ zone, at: Date.parse(one) }))))
  .chain(({ zone, at }) =>
    fc.record({
      zone: fc.constant(zone),
      startsAt: fc.integer({ min: at - 4 * hour, max: at + 3 * hour }),
      length: fc.integer({ min: minute, max: 5 * hour }),
      stepMs: fc.constantFrom(1_000, minute, 30 * minute),
    }),
  )
  .map(({ zone, startsAt, length, stepMs }) => ({ zone, stepMs, window: { startsAt, endsAt: startsAt + length } }));

describe("a lock that goes by the clock on its wall", () => {
  test("lets a guest in at every moment of the stay, and at none more than an hour and a step around it", () => {
    fc.assert(
      fc.property(someStay, ({ zone, stepMs, window }) => {
        const sent = kept(window, { stepMs, byWallClock: true, zone });
        const opens = naiveLock(sent as Window, zone, stepMs);
        const { startsAt, endsAt } = window;
        for (let at = startsAt; at < endsAt; at += 7 * minute) expect(opens(at)).toBe(true);
        expect(opens(endsAt - 1)).toBe(true);
        for (let at = startsAt - 6 * hour; at < endsAt + 6 * hour; at += 7 * minute) {
          if (at < startsAt - hour - stepMs || at > endsAt + hour + stepMs) expect(opens(at)).toBe(false);
        }
      }),
      { numRuns: 400 },
    );
  });

  test("is told the stay itself on a day on which the clock is left alone", () => {
    const window = { startsAt: noon, endsAt: noon + 3 * hour };
    expect(kept(window, { stepMs: minute, byWallClock: true, zone: "Europe/Vienna" })).toEqual(window);
  });
});

describe("a lock of which nobody tells where it hangs", () => {
  const nowhere = { stepMs: minute, byWallClock: true, zone: undefined };
  const around = (at: string): Window => ({ startsAt: Date.parse(at) - day, endsAt: Date.parse(at) + day });

  test("shuts an hour later where clocks may go forward meanwhile", () => {
    const window = around("2026-03-29T01:00:00Z");
    expect(kept(window, nowhere, { wantedSince: window.startsAt - day })).toEqual({
      startsAt: window.startsAt,
      endsAt: window.endsAt + hour,
    });
  });

  test("opens an hour earlier where clocks may go back meanwhile", () => {
    const window = around("2026-10-25T01:00:00Z");
    expect(kept(window, nowhere, { wantedSince: window.startsAt - day })).toEqual({
      startsAt: window.startsAt - hour,
      endsAt: window.endsAt,
    });
  });

  test("keeps the stay where no clock is changed", () => {
    const window = { startsAt: noon, endsAt: noon + 3 * day };
    expect(kept(window, nowhere, { wantedSince: noon - day })).toEqual(window);
  });
});

test("a lock that counts in minutes is told whole ones around the stay, and one that counts instants the stay", () => {
  const window = { startsAt: noon + 20_000, endsAt: noon + hour + 20_000 };
  expect(kept(window, { stepMs: minute, byWallClock: false, zone: undefined })).toEqual({
    startsAt: noon,
    endsAt: noon + hour + minute,
  });
  expect(kept(window, undefined)).toEqual(window);
});

describe("a lock that takes no window that has begun", () => {
  const { capabilities } = device({ constraints: [{ type: "start_date_in_future" }] }).report;
  const window = { startsAt: noon, endsAt: noon + hour };
  const onLock = (startsAt: number, knownSince: number) => ({
    place: "1" as never,
    pin: undefined,
    label: undefined,
    window: { ...window, startsAt },
    state: "on_lock" as const,
    evidence: { claimed: knownSince },
  });

  test("is sent one that begins with the next minute, for what is left of the stay", () => {
    expect(windowToSend(window, capabilities, noon + 10_000)).toEqual({ ...window, startsAt: noon + minute });
    expect(windowToSend(window, capabilities, noon - 1)).toEqual(window);
    expect(windowToSend(window, device().report.capabilities, noon + 10_000)).toEqual(window);
  });

  test("has it as it is wanted then, and not where it was told another start ahead of time", () => {
    expect(beganAtOnce(onLock(noon + minute, noon + 10_000), window, capabilities)).toBe(true);
    expect(beganAtOnce(onLock(noon + minute, noon - hour), window, capabilities)).toBe(false);
    expect(beganAtOnce(onLock(noon + 30 * minute, noon + 10_000), window, capabilities)).toBe(false);
  });
});

/** Turns what it is told into wall times, counts in steps, inwards, and compares. */
function naiveLock({ startsAt, endsAt }: Window, zone: string, stepMs: number): (at: number) => boolean {
  const from = Math.ceil(wallTime(startsAt, zone) / stepMs) * stepMs;
  const to = Math.floor(wallTime(endsAt, zone) / stepMs) * stepMs;
  return (at) => from <= wallTime(at, zone) && wallTime(at, zone) < to;
}
