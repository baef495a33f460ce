import { expect, test } from "vitest";
import { fromLocal, toLocal } from "./local-window.ts";

/** What a lock's clock has to show, in seconds. */
const shown = (text: string) => Date.parse(`${text}Z`) / 1_000;
const at = (text: string) => Date.parse(text);

test("a window is told by what the clock at the door shows", () => {
  const stay = { startsAt: at("2027-07-01T13:00:00Z"), endsAt: at("2027-07-04T09:00:00Z") };
  expect(toLocal(stay, "Europe/Berlin")).toEqual({
    localStartTime: shown("2027-07-01T15:00:00"),
    localEndTime: shown("2027-07-04T11:00:00"),
  });
  expect(toLocal(stay, "America/New_York").localStartTime).toBe(shown("2027-07-01T09:00:00"));
});

test("a stay over the night on which the clocks change keeps both its ends", () => {
  const spring = { startsAt: at("2027-03-27T14:00:00Z"), endsAt: at("2027-03-28T09:00:00Z") };
  expect(toLocal(spring, "Europe/Berlin")).toEqual({
    localStartTime: shown("2027-03-27T15:00:00"),
    localEndTime: shown("2027-03-28T11:00:00"),
  });
  const autumn = { startsAt: at("2027-10-30T13:00:00Z"), endsAt: at("2027-10-31T10:00:00Z") };
  expect(toLocal(autumn, "Europe/Berlin")).toEqual({
    localStartTime: shown("2027-10-30T15:00:00"),
    localEndTime: shown("2027-10-31T11:00:00"),
  });
  for (const window of [spring, autumn]) {
    expect(fromLocal(toLocal(window, "Europe/Berlin"), "Europe/Berlin")).toEqual(window);
  }
});

test("an hour that comes twice lasts both times, and one that is skipped begins where it would", () => {
  const twice = { localStartTime: shown("2027-10-31T02:30:00"), localEndTime: shown("2027-10-31T02:45:00") };
  expect(fromLocal(twice, "Europe/Berlin")).toEqual({
    startsAt: at("2027-10-31T00:30:00Z"),
    endsAt: at("2027-10-31T01:45:00Z"),
  });
  const skipped = { localStartTime: shown("2027-03-28T02:30:00"), localEndTime: shown("2027-03-28T04:00:00") };
  expect(fromLocal(skipped, "Europe/Berlin")).toEqual({
    startsAt: at("2027-03-28T01:00:00Z"),
    endsAt: at("2027-03-28T02:00:00Z"),
  });
});

test("every zone's change of clocks is survived there and back", () => {
  for (const zone of ["Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu", "Pacific/Auckland", "UTC"]) {
    for (let month = 0; month < 12; month += 1) {
      const startsAt = Date.UTC(2027, month, 10, 12);
      const window = { startsAt, endsAt: startsAt + 20 * 24 * 3_600_000 };
      expect(fromLocal(toLocal(window, zone), zone)).toEqual(window);
    }
  }
});

test("what the protocol's seconds cannot hold is cut to what they can", () => {
  const { localStartTime, localEndTime } = toLocal({ startsAt: 0, endsAt: at("2200-01-01T00:00:00Z") }, "UTC");
  expect(localStartTime).toBe(shown("2000-01-01T00:00:00"));
  expect(localEndTime).toBe(shown("2000-01-01T00:00:00") + 0xfffffffe);
});
