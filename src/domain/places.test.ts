import { describe, expect, test } from "vitest";
import { code, device, hour, noon, standing } from "#test/support/domain-values.ts";
import type { AccessCode } from "./access-code.ts";
import { placesOf } from "./places.ts";

const day = 24 * hour;

function onLock(of: AccessCode, place: string): AccessCode {
  return { ...of, onLock: standing(of, place) };
}

const guest = (from: number, until: number) => code({ window: { startsAt: noon + from, endsAt: noon + until } });

describe("the places of a lock", () => {
  test("are counted by who has them", () => {
    const hidden = code({ isManaged: false, pin: undefined });
    const codes = [
      onLock(code(), "1"),
      onLock(code({ backup: { pulledFor: undefined } }), "2"),
      onLock(code({ backup: { pulledFor: code().id } }), "3"),
      onLock(code({ isManaged: false }), "4"),
      { ...hidden, onLock: standing(hidden, "5") },
      onLock(code({ retired: { at: noon, because: "deleted" } }), "6"),
      guest(40 * day, 41 * day),
      onLock(code({ offline: { kind: "daily", isOneTimeUse: false } }), "computed"),
    ];
    const { taken, free, capacity } = placesOf(device({ maxCodes: 10 }), codes, noon);
    expect(taken).toEqual({ guest: 3, backup: 1, unmanaged: 1, unreadable: 1 });
    expect([capacity, free]).toEqual([10, 4]);
  });

  test("are as many as are not known where the lock does not say so", () => {
    const { capacity, free, full } = placesOf(device({ maxCodes: undefined }), [onLock(code(), "1")], noon);
    expect([capacity, free, full]).toEqual([undefined, undefined, undefined]);
  });

  test("are never fewer than none left", () => {
    const codes = ["1", "2", "3"].map((place) => onLock(code({ isManaged: false }), place));
    expect(placesOf(device({ maxCodes: 2 }), codes, noon).free).toBe(0);
  });
});

describe("when a lock will be full", () => {
  /** Puts codes on an hour before they start. */
  const lock = device({ maxCodes: 2, schedulesNatively: false });

  test("is from when the last free place is given until somebody leaves", () => {
    const codes = [onLock(code(), "1"), guest(2 * day, 4 * day), guest(3 * day, 5 * day)];
    const { full, most } = placesOf(lock, codes, noon);
    expect(full).toEqual({ from: noon + 2 * day - hour, until: noon + 5 * day });
    expect(most).toEqual({ at: noon + 3 * day - hour, codes: 3 });
  });

  test("is never where stays do not meet", () => {
    const codes = [1, 3, 5].map((start) => guest(start * day, (start + 1) * day));
    expect(placesOf(lock, codes, noon)).toMatchObject({ full: undefined, most: { codes: 1 } });
  });

  test("is not at an instant at which one leaves as another comes", () => {
    const codes = [guest(day, 2 * day), guest(2 * day + hour, 3 * day)];
    expect(placesOf(lock, codes, noon).full).toBeUndefined();
  });

  test("is now, and for good, where strangers have every place", () => {
    const codes = ["1", "2"].map((place) => onLock(code({ isManaged: false }), place));
    expect(placesOf(lock, codes, noon).full).toEqual({ from: noon, until: undefined });
  });

  test("does not count spare codes, which give their places up, nor codes that are leaving", () => {
    const codes = [
      onLock(code({ backup: { pulledFor: undefined } }), "1"),
      onLock(code({ retired: { at: noon, because: "ended" } }), "2"),
      guest(-day, day),
    ];
    expect(placesOf(lock, codes, noon)).toMatchObject({ full: undefined, most: { codes: 1 } });
  });
});
