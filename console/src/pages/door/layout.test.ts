import { describe, expect, test } from "vitest";
import type { WirePlaces, WireResident } from "#api/contract/places.ts";
import { barOf, lanesOf } from "./layout.ts";
import { usualView } from "./view.ts";

const now = Date.UTC(2026, 0, 15, 12);
const hour = 3_600_000;
const iso = (at: number) => new Date(now + at).toISOString();
const view = usualView(now);

let count = 0;
function code(more: Partial<WireResident> = {}): WireResident {
  count += 1;
  return {
    access_code_id: `code-${count}`,
    name: "Guest",
    taken_by: "guest",
    created_at: iso(-100 * hour),
    starts_at: null,
    ends_at: null,
    due_at: null,
    on_lock: null,
    is_offline: false,
    gone_at: null,
    was_confirmed: true,
    evidence: [],
    readiness: { mark: "read_back", is_ready: true, message: null },
    ...more,
  };
}
const readBack = [{ grade: "read_back", at: iso(-hour), first_at: iso(-2 * hour) }] as const;
const inPlace = (place: string, starts: string | null = null, ends: string | null = null) =>
  ({ place, state: "on_lock", starts_at: starts, ends_at: ends }) as const;
const onLock = (place: string, more: Partial<WireResident> = {}) =>
  code({ on_lock: inPlace(place), evidence: readBack, ...more });

function places(codes: readonly WireResident[], areNumbered = false): WirePlaces {
  return {
    device_id: "door",
    looked_at: iso(0),
    capacity: 20,
    taken: { guest: 0, backup: 0, unmanaged: 0, unreadable: 0 },
    free: 20,
    full: null,
    most: { at: iso(0), codes: 0 },
    are_numbered: areNumbered,
    access_codes: codes,
  };
}

describe("how a code stands", () => {
  test.each([
    ["on the lock", onLock("1"), "on_lock"],
    ["kept by the lock for later", onLock("1", { on_lock: inPlace("1", iso(hour), iso(2 * hour)) }), "scheduled"],
    ["known to the server only", code({ starts_at: iso(90 * hour), ends_at: iso(99 * hour) }), "wanted"],
    ["taken by the maker, not confirmed", onLock("1", { evidence: [{ grade: "claimed", at: iso(0) }] }), "moving"],
    ["leaving", onLock("1", { on_lock: { ...inPlace("1"), state: "leaving" } }), "moving"],
    ["spare", onLock("1", { taken_by: "backup" }), "backup"],
    ["somebody else's", onLock("1", { taken_by: "unmanaged", evidence: [] }), "unmanaged"],
    ["somebody else's, hidden", onLock("1", { taken_by: "unreadable", evidence: [] }), "unmanaged"],
    ["gone", code({ gone_at: iso(-hour) }), "gone"],
  ] as const)("%s", (_what, given, standing) => {
    expect(barOf(given, now).standing).toBe(standing);
  });
});

describe("the time of a bar", () => {
  test("is the window that the lock keeps, where it keeps one", () => {
    const given = onLock("1", {
      on_lock: inPlace("1", iso(hour), iso(5 * hour)),
      starts_at: iso(2 * hour),
      ends_at: iso(4 * hour),
    });
    expect(barOf(given, now)).toMatchObject({ from: now + hour, until: now + 5 * hour });
  });

  test("begins when it was first known on a lock that opens for whatever stands there", () => {
    const given = onLock("1", { starts_at: iso(hour), ends_at: iso(5 * hour) });
    expect(barOf(given, now)).toMatchObject({ from: now - 2 * hour, until: now + 5 * hour });
  });

  test("goes on until now where the lock still opens after its end", () => {
    const given = onLock("1", { starts_at: iso(-5 * hour), ends_at: iso(-hour) });
    expect(barOf(given, now).until).toBe(now);
  });

  test("has no end where it is ongoing, and ends when it went", () => {
    expect(barOf(onLock("1"), now).until).toBe(Number.POSITIVE_INFINITY);
    const gone = code({ gone_at: iso(-hour), starts_at: iso(-3 * hour), ends_at: iso(3 * hour) });
    expect(barOf(gone, now)).toMatchObject({ from: now - 3 * hour, until: now - hour });
  });

  test("says from when it is put on the lock ahead", () => {
    const given = code({ starts_at: iso(90 * hour), ends_at: iso(99 * hour), due_at: iso(18 * hour) });
    expect(barOf(given, now).due).toBe(now + 18 * hour);
  });
});

describe("the lanes", () => {
  test("are one for each place that is taken: ours, spare ones, others'", () => {
    const codes = [
      onLock("c", { taken_by: "unmanaged" }),
      onLock("b", { taken_by: "backup" }),
      onLock("a"),
      onLock("d", { on_lock: inPlace("d", iso(400 * hour), iso(500 * hour)) }),
    ];
    expect(lanesOf(places(codes), view, now).map(({ place }) => place)).toEqual(["a", "d", "b", "c"]);
  });

  test("are in the order of the slots where those are numbered", () => {
    const codes = ["10", "2", "1"].map((slot) => onLock(slot));
    expect(lanesOf(places(codes, true), view, now).map(({ place }) => place)).toEqual(["1", "2", "10"]);
  });

  test("are shared by stays without a place that do not meet, with room for their names", () => {
    const stay = (from: number, until: number) => code({ starts_at: iso(from * hour), ends_at: iso(until * hour) });
    const codes = [stay(80, 90), stay(85, 95), stay(100, 110)];
    const names = (labelMs: number) => lanesOf(places(codes), view, now, labelMs).map(({ bars }) => bars.length);
    expect(names(0)).toEqual([2, 1]);
    expect(names(21 * hour)).toEqual([1, 1, 1]);
  });

  test("leave out what is out of sight and has no place", () => {
    const codes = [code({ starts_at: iso(900 * hour), ends_at: iso(910 * hour) }), code({ gone_at: iso(-90 * hour) })];
    expect(lanesOf(places(codes), view, now)).toEqual([]);
  });
});
