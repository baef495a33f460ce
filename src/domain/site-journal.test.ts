import { expect, test } from "vitest";
import { ableLock, code, hour, minute, noon, pin, standing } from "#test/support/domain-values.ts";
import type { AttemptId, Place } from "./ids.ts";
import { mandateMs, mandateOf } from "./mandate.ts";
import { recognise } from "./recognise.ts";
import { knownAtSite, type SiteEntry, type SiteStep } from "./site-journal.ts";

const slots = { ...ableLock, names: "none", reusesPlaces: true, readsPins: false } as const;
const given = { version: "1", isManagedDevice: true, capabilities: slots, unsettled: [], late: [] };
const entryId = "00000000-0000-4000-8000-0000000000e1" as AttemptId;

test("what a listing alone says is gone is known as ours should its slot show it again", () => {
  const staying = code({ onLock: { ...standing(code(), "3"), label: undefined } });
  const removed = { kind: "tampered", code: staying.id, changeType: "removed", onLock: undefined } as const;
  const entry: SiteEntry = { id: entryId, at: noon + hour, kind: "found", finding: removed };
  const known = knownAtSite(mandateOf({ ...given, codes: [staying] }, noon), [entry]);
  expect(known.codes[0]?.onLock).toBeUndefined();
  const resident = {
    place: "3" as Place,
    pin: undefined,
    label: undefined,
    window: undefined,
    state: "on_lock" as const,
  };
  const look = { at: noon + hour + 60_000, residents: [resident], complete: true };
  expect(recognise({ ...known, ghosts: [] }, look, slots).attributions[0]?.code?.id).toBe(staying.id);
});

test("a try without an end may have been done, and one that failed before the lock heard of it was not", () => {
  const guest = code();
  const step = {
    kind: "set",
    code: guest.id,
    pin: pin("1357"),
    label: "Guest",
    window: undefined,
    into: undefined,
    why: "",
  } as const;
  const mandate = mandateOf({ ...given, codes: [guest] }, noon);
  const begun: SiteEntry = { id: entryId, at: noon, kind: "try", version: 1, step };
  expect(knownAtSite(mandate, [begun]).unsettled.map(({ id }) => id)).toEqual([entryId]);
  const outcome = {
    kind: "failed",
    because: "provider",
    detail: "No.",
    notBefore: undefined,
    mayHaveHappened: false,
  } as const;
  const failed = knownAtSite(mandate, [{ ...begun, ended: { at: noon, outcome, retryAt: noon + hour } }]);
  expect(failed.unsettled).toEqual([]);
  expect(failed.codes[0]?.trouble).toMatchObject({ tries: 1, retryAt: noon + hour });
});

test("what was put on the lock minutes before it came off is known as ours should the same call put it there again", () => {
  const guest = code();
  const place = "3" as Place;
  const setting = {
    kind: "set",
    code: guest.id,
    pin: pin("1357"),
    label: "Guest",
    window: undefined,
    why: "",
  } as const;
  const clearing = {
    kind: "clear",
    code: guest.id,
    place,
    expecting: { pin: undefined, label: undefined },
    why: "",
  } as const;
  const outcome = { kind: "done", evidence: "acknowledged", place } as const;
  const tried = (nth: number, step: SiteStep, at: number): SiteEntry => ({
    ...{ id: `00000000-0000-4000-8000-0000000000f${nth}` as AttemptId, at, kind: "try", version: 1, step },
    ended: { at, outcome, retryAt: at },
  });
  const set = tried(1, { ...setting, into: undefined, at: place }, noon);
  const clearedAfter = (ms: number) => tried(2, clearing, noon + ms);
  const mandate = mandateOf({ ...given, codes: [guest] }, noon);
  const unsettled = (...entries: readonly SiteEntry[]) =>
    knownAtSite(mandate, entries).unsettled.map(({ id, wasSeen }) => [id, wasSeen]);
  expect(unsettled(set)).toEqual([]);
  expect(unsettled(set, clearedAfter(5 * minute))).toEqual([[set.id, true]]);
  expect(unsettled(set, clearedAfter(hour))).toEqual([]);
  // The server may have put it there before it was gone.
  const standingThere = code({ ...guest, onLock: standing(guest, "3") });
  const attempt = {
    id: entryId,
    code: guest.id,
    kind: "set",
    pin: pin("1357"),
    label: "Guest",
    window: undefined,
    startedAt: noon,
  } as const;
  const handed = mandateOf({ ...given, codes: [standingThere], late: [attempt] }, noon);
  expect(knownAtSite(handed, [clearedAfter(5 * minute)]).unsettled).toEqual([{ ...attempt, wasSeen: true }]);
});

test("what was refused for a PIN that nobody saw is tried again once the slot that may have held it was given ours", () => {
  const altered = code({ onLock: { ...standing(code(), "3"), pin: undefined } });
  const guest = code({ pin: pin("2468") });
  const setting = { kind: "set", label: "Guest", window: undefined, why: "" } as const;
  const ofGuest = { ...setting, code: guest.id, pin: pin("2468"), into: undefined };
  const ofAltered = { ...setting, code: altered.id, pin: pin("1357"), into: "3" as Place };
  const refused = { kind: "refused", because: "duplicate", detail: "No." } as const;
  const done = { kind: "done", evidence: "acknowledged", place: "3" as Place } as const;
  const tried: SiteEntry = {
    ...{ id: entryId, at: noon, kind: "try", version: 1, step: ofGuest },
    ended: { at: noon, outcome: refused, retryAt: noon + hour },
  };
  const repaired: SiteEntry = {
    ...{ id: "00000000-0000-4000-8000-0000000000e2" as AttemptId, at: noon, kind: "try", version: 1, step: ofAltered },
    ended: { at: noon + 2_000, outcome: done, retryAt: noon + hour },
  };
  const mandate = mandateOf({ ...given, codes: [guest, altered] }, noon);
  const retryOf = (...entries: readonly SiteEntry[]) =>
    knownAtSite(mandate, entries).codes.map((one) => one.trouble?.retryAt);
  expect(retryOf(tried)).toContain(noon + hour);
  expect(retryOf(tried, repaired)).toContain(noon + 2_000);
});

test("a mandate names what is ours and due within its time, and what of ours still stands", () => {
  const at = (from: number) => ({ startsAt: noon + from, endsAt: noon + from + hour });
  const due = code({ window: at(mandateMs) });
  const later = code({ window: at(mandateMs + 100 * hour) });
  const over = code({ window: at(-2 * hour) });
  const leftOver = code({ retired: { at: noon, because: "deleted" }, onLock: standing(code(), "4") });
  const deleted = code({ retired: { at: noon, because: "deleted" } });
  const stranger = code({ isManaged: false, onLock: standing(code(), "5") });
  const codes = [due, later, over, leftOver, deleted, stranger];
  const named = mandateOf({ ...given, codes }, noon).codes.map(({ id }) => id);
  expect(named).toEqual([leftOver.id, due.id]);
});
