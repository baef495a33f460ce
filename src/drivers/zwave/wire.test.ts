import fc from "fast-check";
import { expect, test } from "vitest";
import { readSchedule, writeSchedule } from "./schedule.ts";
import { placeOf, readCredential, readNode, readPlace, readSlot } from "./wire.ts";

test("asterisks and nothing are hidden digits, and a slot of unknown state is not called empty", () => {
  expect(readSlot(3, 1, "0042").pin?.reveal()).toBe("0042");
  expect(readSlot(3, 1, "****")).toMatchObject({ isTaken: true, isActive: true, pin: undefined, isHidden: true });
  expect(readSlot(3, 1, undefined)).toMatchObject({ isTaken: true, isHidden: true });
  expect(readSlot(3, 2, "0042")).toMatchObject({ isTaken: true, isActive: false });
  expect(readSlot(3, 0, "")).toMatchObject({ isTaken: false, isHidden: false });
  for (const status of [undefined, null, 254, "1"]) expect(readSlot(3, status, "0042").isTaken).toBeUndefined();
});

test("an empty credential slot, a card and a PIN are told apart, and nonsense from all of them", () => {
  expect(readCredential({ userId: 0, type: 1, slot: 3, data: "" })).toBe("none");
  expect(readCredential({ userId: 2, type: 4, slot: 3, data: "aa" })).toBe("other");
  expect(readCredential({ userId: 2, type: 1, slot: 3 })).toMatchObject({ user: 2, slot: 3, pin: undefined });
  expect(readCredential({ userId: 2, type: 1, slot: null })).toBeUndefined();
});

test("a place is read as it was written", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 1, max: 65_535 }), (user, slot) => {
      expect(readPlace(placeOf(user, slot))).toEqual({ user, slot });
    }),
  );
});

test("a window of whole minutes is read back as it was written, by the clock on the wall", () => {
  const day = 86_400_000;
  const aMinute = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 });
  fc.assert(
    fc.property(aMinute, fc.integer({ min: 5, max: 30_000 }), (start, minutes) => {
      const window = { startsAt: start * 60_000, endsAt: (start + minutes) * 60_000 };
      const read = readSchedule(writeSchedule(window, "Asia/Tokyo"), "Asia/Tokyo");
      expect(read).toEqual(window);
      const berlin = readSchedule(writeSchedule(window, "Europe/Berlin"), "Europe/Berlin");
      expect(berlin?.startsAt).toBeLessThanOrEqual(window.startsAt);
      expect(berlin?.endsAt).toBeGreaterThanOrEqual(window.endsAt);
      expect((berlin?.endsAt ?? 0) - window.endsAt).toBeLessThan(day);
    }),
  );
});

test("a node without values is unreadable, and one that has them is read with its battery and its bolt", () => {
  expect(readNode({ nodeId: 2 })).toBeUndefined();
  const values = [
    { commandClass: 128, property: "level", value: 15 },
    { commandClass: 98, property: "currentMode", value: 255 },
    { commandClass: 99, property: "userIdStatus", propertyKey: 0, value: 1 },
    { commandClass: 99, property: "userIdStatus", propertyKey: 1 },
  ];
  const node = readNode({ nodeId: 2, status: 3, ready: true, isListening: false, values });
  expect(node).toMatchObject({ status: "dead", batteryLevel: 0.15, locked: true, isBatteryPowered: true });
  expect(node?.slots).toMatchObject([{ slot: 1, isTaken: undefined }]);
});
