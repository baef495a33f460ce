import { expect, test } from "vitest";
import { ableLock, code, hour, minute, noon, pin, standing } from "#test/support/domain-values.ts";
import type { AccessCode, UnsettledAttempt } from "./access-code.ts";
import type { AttemptId, Place } from "./ids.ts";
import { anywhere } from "./lost-tries.ts";
import { plan } from "./plan.ts";
import { recognise } from "./recognise.ts";

const capabilities = {
  ...ableLock,
  readsPins: false,
  listsUnmanaged: false,
  updatesInPlace: false,
  removesByPin: true,
} as const;
const removal = "?~j2" as Place;
const deleted = code({ retired: { at: noon, because: "deleted" } });

function lost(more: Partial<UnsettledAttempt> = {}): UnsettledAttempt {
  const label = undefined;
  return {
    id: "t1" as AttemptId,
    code: deleted.id,
    kind: "set",
    pin: deleted.pin,
    label,
    window: undefined,
    startedAt: noon,
    ...more,
  };
}

function removing(more: Partial<UnsettledAttempt> = {}): UnsettledAttempt {
  return lost({ id: "t2" as AttemptId, kind: "clear", place: removal, startedAt: noon + minute, ...more });
}

function planned(
  now: number,
  codes: readonly AccessCode[],
  unsettled: readonly UnsettledAttempt[],
  lock = capabilities,
) {
  return plan({ now, isManagedDevice: true, capabilities: lock, codes, unsettled, attributions: [], turns: [] });
}

const byPin = [{ kind: "clear", code: deleted.id, place: anywhere, expecting: { pin: deleted.pin } }];

test("what an order without an answer may have left is taken off by its digits, where nothing lists what stands there", () => {
  expect(planned(noon, [deleted], [lost()]).steps).toMatchObject(byPin);
  expect(planned(noon, [deleted], [lost()], { ...capabilities, removesByPin: undefined } as never).steps).toEqual([]);
});

test("one that came to nothing is given anew, ever more seldom, and not while it is under way", () => {
  const failed = removing({ wasSeen: true });
  expect(planned(noon + hour, [deleted], [lost(), removing()]).steps).toEqual([]);
  const waiting = planned(failed.startedAt + 29_000, [deleted], [lost(), failed]);
  expect(waiting).toMatchObject({ steps: [], nextAt: failed.startedAt + 30_000 });
  expect(planned(failed.startedAt + 30_000, [deleted], [lost(), failed]).steps).toMatchObject(byPin);
  const twice = [lost(), failed, removing({ id: "t3" as AttemptId, wasSeen: true })];
  expect(planned(failed.startedAt + 59_000, [deleted], twice).steps).toEqual([]);
  expect(planned(failed.startedAt + 60_000, [deleted], twice).steps).toMatchObject(byPin);
});

test("a PIN that is wanted there, or that a code is believed to stand with, is let be", () => {
  const wanted = code();
  expect(planned(noon, [wanted], [lost()]).steps).toMatchObject([{ kind: "set" }]);
  const other = code({ id: "another" as AccessCode["id"] });
  const there = { ...other, onLock: standing(other, "p1") };
  expect(planned(noon, [deleted, there], [lost()]).steps).toEqual([]);
});

test("another code with that PIN waits until it is off, or is known to have had nothing to take", () => {
  const other = code({ id: "another" as AccessCode["id"] });
  expect(planned(noon, [deleted, other], [lost()])).toMatchObject({
    steps: byPin,
    waits: [{ reason: "same_pin_leaving" }],
  });
  const underWay = planned(noon + 2 * minute, [deleted, other], [lost(), removing()]);
  expect(underWay).toMatchObject({ steps: [], waits: [{ reason: "same_pin_leaving" }] });
  const inVain = planned(noon + minute + 1_000, [deleted, other], [lost(), removing({ wasSeen: true })]);
  expect(inVain.steps).toMatchObject([{ kind: "set", code: other.id }]);
});

test("one that took something off settles all that was tried with its PIN before, and no other", () => {
  const before = [lost(), lost({ id: "t0" as AttemptId, pin: pin("2468") }), removing()];
  const after = lost({ id: "t9" as AttemptId, startedAt: noon + 2 * minute });
  const known = { codes: [deleted], ghosts: [], unsettled: [...before, after] };
  const look = { at: noon + hour, residents: [], complete: false, lookedInto: [removal] };
  const settled = ["t1", "t2"].map((attempt) => ({ kind: "settled", attempt }));
  expect(recognise(known, look, capabilities).findings).toEqual(settled);
  const there = { place: removal, pin: undefined, label: undefined, window: undefined };
  const shown = (state: "leaving" | "on_lock") =>
    recognise(known, { ...look, residents: [{ ...there, state }] }, capabilities);
  expect(shown("leaving")).toMatchObject({ findings: [], attributions: [] });
  expect(shown("on_lock")).toMatchObject({ findings: [{ kind: "in_vain", attempt: "t2" }], attributions: [] });
});

test("a code that was seen to take a PIN shows that nothing stood there of what was tried with it before", () => {
  const other = code({ id: "another" as AccessCode["id"] });
  const there = { ...other, onLock: { ...standing(other, "p1"), evidence: { claimed: noon + minute } } };
  const look = { at: noon + hour, residents: [], complete: false, lookedInto: [] };
  const findings = (one: UnsettledAttempt) =>
    recognise({ codes: [deleted, there], ghosts: [], unsettled: [one] }, look, capabilities).findings;
  expect(findings(lost())).toEqual([{ kind: "settled", attempt: "t1" }]);
  expect(findings(lost({ startedAt: noon + 2 * minute }))).toEqual([]);
});
