import { describe, expect, test } from "vitest";
import type { WireEvent } from "#api/contract/wire.ts";
import { happeningsOf, offlineSpells } from "./happenings.ts";

const view = { from: 0, until: 1_000_000_000 };
const createdAt = -1_000_000_000;

let count = 0;
function event(event_type: WireEvent["event_type"], at: number, more: object = {}): WireEvent {
  count += 1;
  const occurred_at = new Date(at).toISOString();
  return { event_id: `event-${count}`, event_type, occurred_at, created_at: occurred_at, ...more } as WireEvent;
}

describe("the times in which nobody reached a door", () => {
  test("last from its going to its coming back", () => {
    const events = [event("device.disconnected", 1_000), event("device.connected", 5_000)];
    expect(offlineSpells(events, view, { createdAt, offlineSince: undefined })).toEqual([
      { from: 1_000, until: 5_000 },
    ]);
  });

  test("began before what is in sight where it only came back", () => {
    const events = [event("device.connected", 5_000)];
    expect(offlineSpells(events, view, { createdAt, offlineSince: undefined })).toEqual([{ from: 0, until: 5_000 }]);
  });

  test("are none where a door was just taken in", () => {
    expect(
      offlineSpells([event("device.connected", 5_000)], view, { createdAt: 4_000, offlineSince: undefined }),
    ).toEqual([]);
  });

  test("last on where it is offline now, whether or not its going is in sight", () => {
    const went = [event("device.disconnected", 1_000)];
    expect(offlineSpells(went, view, { createdAt, offlineSince: 1_010 })).toEqual([{ from: 1_000, until: undefined }]);
    expect(offlineSpells([], view, { createdAt, offlineSince: -7 })).toEqual([{ from: -7, until: undefined }]);
  });
});

describe("what happened at a door", () => {
  test("is told newest first, an entry by a code apart from a turn from afar", () => {
    const told = happeningsOf([
      event("lock.unlocked", 1, { method: "keycode", access_code_id: "code" }),
      event("lock.unlocked", 2, { method: "seamapi" }),
      event("lock.access_denied", 3),
      event("device.low_battery", 4, { battery_level: 0.12 }),
      event("device.connected", 5),
    ]);
    expect(told.map(({ kind }) => kind)).toEqual(["battery", "denied", "turned", "entry"]);
    expect(told[0]?.words).toContain("12 %");
    expect(told[3]?.accessCodeId).toBe("code");
  });
});
