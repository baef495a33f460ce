import { expect, test } from "vitest";
import { ableLock, code, hour, minute, noon, pin, standing } from "#test/support/domain-values.ts";
import type { AccessCode, UnsettledAttempt } from "./access-code.ts";
import type { AttemptId, Place } from "./ids.ts";
import type { Resident } from "./observation.ts";
import { landingMs, listingLagMs, recognise, settlingMs } from "./recognise.ts";

const later = noon + hour;

function resident(more: Partial<Resident> = {}): Resident {
  return { place: "p1" as Place, pin: pin("1357"), label: "Guest", window: undefined, state: "on_lock", ...more };
}

function look(
  codes: readonly AccessCode[],
  residents: readonly Resident[],
  more: { at?: number; complete?: boolean; unsettled?: UnsettledAttempt[] } = {},
) {
  const { at = later, complete = true, unsettled = [] } = more;
  return recognise({ codes, ghosts: [], unsettled }, { at, residents, complete }, ableLock);
}

function attempt(of: AccessCode, more: Partial<UnsettledAttempt> = {}): UnsettledAttempt {
  return {
    id: "t1" as AttemptId,
    code: of.id,
    kind: "set",
    pin: of.pin,
    label: "Guest",
    window: of.window,
    startedAt: noon,
    ...more,
  };
}

const placed = () => {
  const one = code();
  return { ...one, onLock: standing(one, "p1"), confirmed: { pin: one.pin, name: one.name, window: one.window } };
};

test("a code that stands where we put it is no news", () => {
  expect(look([placed()], [resident()]).findings).toEqual([]);
});

test("a code that nobody knows is a stranger's, even with a PIN of ours", () => {
  const { findings, attributions } = look([code()], [resident({ place: "s1" as Place })]);
  expect(findings.map((finding) => finding.kind)).toEqual(["stranger"]);
  expect(attributions[0]?.code).toBeUndefined();
});

test("a code whose reply was lost is known again by what was sent", () => {
  const lost = code();
  const { findings } = look([lost], [resident()], { unsettled: [attempt(lost)] });
  expect(findings).toMatchObject([
    { kind: "stands", code: lost.id, onLock: { place: "p1", state: "on_lock", evidence: { read_back: later } } },
    { kind: "settled", attempt: "t1" },
  ]);
});

test("a maker that lists what it was told proves by its list that it has confirmed a code, and no more", () => {
  const lost = code();
  const known = { codes: [lost], ghosts: [], unsettled: [attempt(lost)] };
  const shown = { at: later, residents: [resident()], complete: true };
  const { findings } = recognise(known, shown, { ...ableLock, listsUnconfirmed: true });
  expect(findings[0]).toMatchObject({ onLock: { evidence: { acknowledged: later } } });
  expect(findings[0]).not.toMatchObject({ onLock: { evidence: { read_back: expect.anything() } } });
});

test("a second entry from a repeated try is ours to clear, and the first still counts", () => {
  const one = placed();
  const { attributions } = look([one], [resident(), resident({ place: "p2" as Place })], { unsettled: [attempt(one)] });
  expect(attributions.map(({ code: owner, extra }) => [owner?.id, extra])).toEqual([
    [one.id, false],
    [one.id, true],
  ]);
});

const elsewhere = () => resident({ place: "p2" as Place });

test("where the first entry was cleared, a second one is where the code stands from now on", () => {
  const one: AccessCode = { ...placed(), retired: { at: noon, because: "deleted" } };
  const clearing = attempt(one, { id: "t2" as AttemptId, kind: "clear" });
  const { attributions, findings } = look([one], [elsewhere()], { unsettled: [attempt(one), clearing] });
  expect(attributions).toMatchObject([{ code: { id: one.id }, extra: false }]);
  expect(findings).toMatchObject([
    { kind: "stands", code: one.id, onLock: { place: "p2", evidence: { read_back: later } }, unsure: true },
    { kind: "settled", attempt: "t1" },
  ]);
});

test("a second entry is one too many as well where the look does not show the first, which is believed to stand", () => {
  const one = placed();
  const extras = (more: { at?: number; complete?: boolean }) =>
    look([one], [elsewhere()], { unsettled: [attempt(one)], ...more }).attributions.map(({ extra }) => extra);
  expect(extras({ complete: false })).toEqual([true]);
  expect(extras({ at: noon + settlingMs - 1 })).toEqual([true]);
  expect(extras({ at: later })).toEqual([false]);
});

test("another PIN in our place is a change by others", () => {
  const one = placed();
  const { findings } = look([one], [resident({ pin: pin("2468") })]);
  expect(findings).toMatchObject([{ kind: "tampered", changeType: "modified", code: one.id }]);
});

test("a missing code is a removal by others, once the listing has had time to settle", () => {
  const one = placed();
  expect(look([one], []).findings).toEqual([
    { kind: "tampered", code: one.id, changeType: "removed", onLock: undefined },
  ]);
  const soon = look([one], [], { at: noon + settlingMs - 1 });
  expect(soon.findings).toEqual([]);
  expect(soon.lookAgainAt).toBe(noon + settlingMs);
});

test("a listing that does not show everything proves no absence", () => {
  expect(look([placed()], [], { complete: false }).findings).toEqual([]);
});

test("a retired code that is missing has left, and so has a code that we are clearing to set it anew", () => {
  const one = placed();
  const retired: AccessCode = { ...one, retired: { at: noon, because: "deleted" } };
  expect(look([retired], []).findings).toEqual([{ kind: "left", code: one.id, unsure: true }]);
  expect(look([one], [], { unsettled: [attempt(one, { kind: "clear" })] }).findings).toEqual([
    { kind: "left", code: one.id },
  ]);
});

test("a try that was given up stays open while another that was answered stands, for it may still come to show", () => {
  const one = placed();
  expect(look([one], [resident()], { unsettled: [attempt(one)] }).findings).toEqual([]);
  const late = look([one], [resident(), resident({ place: "p2" as Place })], { unsettled: [attempt(one)] });
  expect(late.attributions.map(({ extra }) => extra)).toEqual([false, true]);
});

test("a try that may be delivered once more stays open while what it led to stands in its place, or is changed there", () => {
  const one = placed();
  const answered = attempt(one, { place: "p1" as Place });
  expect(look([one], [resident()], { unsettled: [answered] }).findings).toEqual([]);
  const changed = look([one], [resident({ pin: pin("2468") })], { unsettled: [answered] });
  expect(changed.findings).toMatchObject([{ kind: "tampered", changeType: "modified" }]);
});

test("what a listing had lost and shows again in its place is ours, whatever became of the code meanwhile", () => {
  const lost: AccessCode = { ...code(), retired: { at: noon, because: "deleted" } };
  const known = { codes: [], ghosts: [lost], unsettled: [attempt(lost, { place: "p1" as Place })] };
  const shown = { at: later, residents: [resident({ pin: pin("8642") })], complete: true };
  expect(recognise(known, shown, ableLock).attributions[0]?.code).toBe(lost);
  // A numbered slot may have become anybody's.
  expect(recognise(known, shown, { ...ableLock, reusesPlaces: true }).attributions[0]?.code).toBeUndefined();
});

test("a listing that may be older than a retired code proves nothing of it, but that its place is another's", () => {
  const one = placed();
  const retired: AccessCode = { ...one, retired: { at: noon + minute, because: "deleted" } };
  expect(look([retired], [], { at: noon + 2 * minute }).findings).toEqual([]);
  const taken = recognise(
    { codes: [retired], ghosts: [], unsettled: [] },
    { at: noon + 2 * minute, residents: [resident({ pin: pin("9753"), label: "Cleaner" })], complete: true },
    { ...ableLock, reusesPlaces: true },
  );
  expect(taken.findings.map((finding) => finding.kind)).toEqual(["stranger", "left"]);
});

test("a change that the provider accepted and never shows is taken as dropped after a while", () => {
  const one = code();
  const arriving = { ...one, onLock: standing(one, "p1", { state: "arriving", evidence: { claimed: noon } }) };
  expect(look([arriving], [], { at: noon + minute }).findings).toEqual([]);
  expect(look([arriving], [], { at: noon + landingMs }).findings).toEqual([
    { kind: "left", code: one.id, unsure: true },
  ]);
});

test("while a change of ours is on its way, the old PIN in its place is no change by others", () => {
  const one = placed();
  const changing = {
    ...one,
    pin: pin("2468"),
    onLock: standing({ ...one, pin: pin("2468") }, "p1", { state: "arriving", evidence: { claimed: noon } }),
  };
  expect(look([changing], [resident()], { at: noon + minute }).findings).toEqual([]);
});

test("a lock that hides its digits acknowledges, and reads nothing back", () => {
  const one = code();
  const { findings } = look([one], [resident({ pin: undefined })], { unsettled: [attempt(one)] });
  expect(findings[0]).toMatchObject({ kind: "stands", onLock: { pin: one.pin, evidence: { acknowledged: later } } });
});

test("a numbered slot with another PIN and another name holds a stranger's code now", () => {
  const one = placed();
  const capabilities = { ...ableLock, reusesPlaces: true };
  const residents = [resident({ pin: pin("9753"), label: "Cleaner" })];
  const { findings } = recognise(
    { codes: [one], ghosts: [], unsettled: [] },
    { at: later, residents, complete: true },
    capabilities,
  );
  expect(findings.map((finding) => finding.kind).sort()).toEqual(["stranger", "tampered"]);
});

test("of two records of one numbered slot, the one counts whose code is shown", () => {
  const ours = placed();
  const theirs: AccessCode = { ...code({ isManaged: false, pin: pin("9753"), name: "Cleaner" }) };
  const stranger = { ...theirs, onLock: standing(theirs, "p1") };
  const shown = { at: later, residents: [resident()], complete: true };
  const slots = { ...ableLock, reusesPlaces: true };
  const whose = (codes: readonly AccessCode[]) =>
    recognise({ codes, ghosts: [], unsettled: [] }, shown, slots).attributions[0]?.code;
  expect(whose([ours, stranger])).toBe(ours);
  expect(whose([stranger, ours])).toBe(ours);
});

test("where digits are hidden, a numbered slot with another name holds a stranger's code now, but for one cut short", () => {
  const one = placed();
  const whoseIs = (label: string) =>
    recognise(
      { codes: [one], ghosts: [], unsettled: [] },
      { at: later, residents: [resident({ pin: undefined, label })], complete: true },
      { ...ableLock, reusesPlaces: true, readsPins: false },
    ).attributions[0]?.code?.id;
  expect(whoseIs("Cleaner")).toBeUndefined();
  expect(whoseIs("Gue")).toBe(one.id);
  expect(whoseIs("Guest")).toBe(one.id);
});

test("what a try leaves behind after its code is gone is ours to clear", () => {
  const ghost: AccessCode = { ...code(), retired: { at: noon, because: "deleted" } };
  const known = { codes: [], ghosts: [ghost], unsettled: [attempt(ghost)] };
  const { attributions } = recognise(known, { at: later, residents: [resident()], complete: true }, ableLock);
  expect(attributions).toMatchObject([{ code: { id: ghost.id }, extra: true }]);
});

test("a removal explains why a code is missing only if it was tried since the code came to stand there", () => {
  const one = placed();
  const since = Math.min(...Object.values(one.onLock?.evidence ?? {}));
  const tried = (startedAt: number) => ({ ...attempt(one), kind: "clear" as const, startedAt });
  const missing = (startedAt: number) =>
    look([one], [], { at: later + listingLagMs, unsettled: [tried(startedAt)] }).findings.map(({ kind }) => kind);
  expect(missing(since + 1)).toEqual(["left"]);
  expect(missing(since - 1)).toEqual(["tampered"]);
});

test("a try whose place for life was looked into, and is empty, comes to nothing; elsewhere, or sooner, it may still", () => {
  const lost = code();
  const place = "job" as Place;
  const kinds = (looked: { at?: number; residents?: Resident[]; lookedInto?: Place[]; reusesPlaces?: boolean }) => {
    const { at = later, residents = [], lookedInto = [place], reusesPlaces = false } = looked;
    const known = { codes: [lost], ghosts: [], unsettled: [attempt(lost, { place })] };
    const capabilities = { ...ableLock, reusesPlaces };
    const { findings } = recognise(known, { at, residents, complete: false, lookedInto }, capabilities);
    return findings.map(({ kind }) => kind);
  };
  expect(kinds({})).toEqual(["settled"]);
  expect(kinds({ lookedInto: [] })).toEqual([]);
  expect(kinds({ at: noon + landingMs - 1 })).toEqual([]);
  // What stands there came of it.
  expect(kinds({ residents: [resident({ place, state: "arriving" })] })).toEqual(["stands", "settled"]);
  expect(kinds({ reusesPlaces: true })).toEqual([]);
});

test("a new entry is the new code's rather than that of one like it which was taken off", () => {
  const gone: AccessCode = { ...code(), id: "gone" as AccessCode["id"], retired: { at: noon, because: "deleted" } };
  const fresh = code();
  const unsettled = [attempt(gone, { id: "t0" as AttemptId, wasSeen: true }), attempt(fresh)];
  const shown = { at: later, residents: [resident()], complete: true };
  const { attributions } = recognise({ codes: [fresh], ghosts: [gone], unsettled }, shown, ableLock);
  expect(attributions).toMatchObject([{ code: { id: fresh.id }, extra: false }]);
});
