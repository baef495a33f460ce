import { expect, test } from "vitest";
import { code, device, hour, minute, noon, standing } from "#test/support/domain-values.ts";
import { ladderOf, lastSeenAt } from "./knowledge.ts";
import { settlingMs } from "./recognise.ts";

const one = code();
const there = {
  ...one,
  onLock: standing(one, "p1", { evidence: { claimed: noon, acknowledged: noon + 1, read_back: noon + 2 } }),
};

test("the ladder holds every grade with its first and last time, the strongest first", () => {
  const looked = device({}, { wholeLookAt: noon + hour });
  expect(ladderOf(there, looked)).toEqual([
    { grade: "read_back", firstAt: noon + 2, lastAt: noon + hour },
    { grade: "acknowledged", firstAt: noon + 1, lastAt: noon + 1 },
    { grade: "claimed", firstAt: noon, lastAt: noon },
  ]);
  expect(lastSeenAt(there, looked)).toBe(noon + hour);
});

test("a look so soon after a confirmation that it might not yet tell of an absence shows nothing", () => {
  const soon = device({}, { wholeLookAt: noon + 2 + settlingMs - 1 });
  expect(lastSeenAt(there, soon)).toBe(noon + 2);
  expect(lastSeenAt(there, device({}, { wholeLookAt: noon + 2 + settlingMs }))).toBe(noon + 2 + settlingMs);
});

test("of a code that is on its way, no look says that it is there, and mere sending is no sight of it", () => {
  const arriving = { ...one, onLock: standing(one, "p1", { state: "arriving", evidence: { claimed: noon } }) };
  expect(lastSeenAt(arriving, device({}, { wholeLookAt: noon + hour }))).toBeUndefined();
});

test("a lock that hides its PINs shows by a look that the place is taken, and no more", () => {
  const hidden = { ...one, onLock: standing(one, "p1", { evidence: { acknowledged: noon } }) };
  const looked = device({ readsPins: false }, { wholeLookAt: noon + hour });
  expect(ladderOf(hidden, looked)).toEqual([{ grade: "acknowledged", firstAt: noon, lastAt: noon + hour }]);
});

test("an offline code is shown by no look", () => {
  const computed = { ...there, offline: { kind: "hours", isOneTimeUse: false } };
  expect(lastSeenAt(computed, device({}, { wholeLookAt: noon + hour }))).toBe(noon + 2);
});

test("of uses the last is kept, and it counts as a sight of the code", () => {
  const used = { ...there, onLock: standing(one, "p1", { evidence: { read_back: noon, used: noon + 5 * minute } }) };
  expect(ladderOf(used, device())[0]).toEqual({ grade: "used", firstAt: undefined, lastAt: noon + 5 * minute });
  expect(lastSeenAt(used, device())).toBe(noon + 5 * minute);
});
