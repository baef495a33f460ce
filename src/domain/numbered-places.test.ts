import { describe, expect, test } from "vitest";
import { ableLock, code, hour, minute, noon, pin, standing } from "#test/support/domain-values.ts";
import type { AccessCode, UnsettledAttempt } from "./access-code.ts";
import { echoMs } from "./echo.ts";
import type { AttemptId, Place } from "./ids.ts";
import { absorb } from "./life.ts";
import type { Resident } from "./observation.ts";
import { plan } from "./plan.ts";
import { deliveredAgainWithinMs, listingLagMs, recognise } from "./recognise.ts";

/** Numbered slots, hidden digits and no names: what stands where is all that such a lock tells. */
const dumbLock = {
  ...ableLock,
  readsPins: false,
  reusesPlaces: true,
  names: "none",
  schedulesNatively: false,
} as const;
const later = noon + hour;
const place = (slot: number) => `${slot}` as Place;

function taken(slot: number, more: Partial<Resident> = {}): Resident {
  return { place: place(slot), pin: undefined, label: undefined, window: undefined, state: "on_lock", ...more };
}

function tried(of: AccessCode, slot: number, more: Partial<UnsettledAttempt> = {}): UnsettledAttempt {
  const { pin: digits, window } = of;
  const known = { id: `t${slot}` as AttemptId, code: of.id, kind: "set", pin: digits, label: "Guest", window } as const;
  return { ...known, aim: place(slot), startedAt: later - minute, ...more };
}

interface Scene {
  readonly codes: readonly AccessCode[];
  readonly residents: readonly Resident[];
  readonly unsettled?: readonly UnsettledAttempt[];
  readonly ghosts?: readonly AccessCode[];
  readonly lookedInto?: readonly Place[];
}

function look({ codes, residents, unsettled = [], ghosts = [], lookedInto }: Scene) {
  const complete = lookedInto === undefined;
  return recognise({ codes, ghosts, unsettled }, { at: later, residents, complete, lookedInto }, dumbLock);
}

function planFor({ codes, residents, unsettled = [] }: Scene, free: readonly Place[]) {
  const { attributions } = look({ codes, residents, unsettled });
  const situation = { now: later, isManagedDevice: true, capabilities: dumbLock, codes, attributions, unsettled };
  return plan({ ...situation, free, turns: [] });
}

const placed = (): AccessCode => {
  const one = code();
  const onLock = standing(one, "3", { evidence: { acknowledged: noon }, label: undefined });
  return { ...one, onLock, confirmed: { pin: one.pin, name: one.name, window: one.window } };
};

describe("on a lock with numbered places", () => {
  test("each new code is given a free place of its own before it is written", () => {
    const codes = [code(), code({ pin: pin("2468") })];
    const { steps } = planFor({ codes, residents: [taken(1)] }, [place(1), place(2), place(3)]);
    expect(steps).toMatchObject([{ at: "2" }, { at: "3" }]);
    expect(steps.map((step) => "again" in step)).toEqual([false, false]);
  });

  test("a code whose reply was lost is tried in the same place again, which no other code is given", () => {
    const lost = code();
    const other = code({ pin: pin("2468") });
    const free = [place(2), place(3)];
    const { steps } = planFor({ codes: [lost, other], residents: [], unsettled: [tried(lost, 2)] }, free);
    expect(steps).toMatchObject([
      { code: lost.id, at: "2", again: true },
      { code: other.id, at: "3" },
    ]);
  });

  test("a code waits where every free place may still be filled by another's try, and is refused where none is free", () => {
    const lost = code({ retired: { at: noon, because: "deleted" } });
    const other = code({ pin: pin("2468") });
    const scene = { codes: [lost, other], residents: [], unsettled: [tried(lost, 2)] };
    expect(planFor(scene, [place(2)]).waits).toMatchObject([{ reason: "no_place", refusal: undefined }]);
    expect(planFor(scene, []).waits).toMatchObject([{ reason: "no_place", refusal: "full" }]);
  });

  test("a place that a removal without an answer may still empty is given away last, and like any other once that is long ago", () => {
    const leaving = tried(code(), 2, { kind: "clear", aim: undefined, place: place(2) });
    const scene = { codes: [code()], residents: [], unsettled: [leaving] };
    expect(planFor(scene, [place(2), place(3)]).steps).toMatchObject([{ at: "3" }]);
    expect(planFor(scene, [place(2)]).steps).toMatchObject([{ at: "2" }]);
    const longAgo = { ...scene, unsettled: [{ ...leaving, startedAt: later - deliveredAgainWithinMs }] };
    expect(planFor(longAgo, [place(2), place(3)]).steps).toMatchObject([{ at: "2" }]);
  });

  test("what came to stand where a try was aimed is ours, and with the PIN that was sent", () => {
    const lost = code();
    const { findings } = look({ codes: [lost], residents: [taken(2)], unsettled: [tried(lost, 2)] });
    expect(findings).toMatchObject([
      { kind: "stands", code: lost.id, onLock: { place: "2", pin: lost.pin } },
      { kind: "settled", attempt: "t2" },
    ]);
  });

  test("of two tries with different PINs in one place nobody knows which came to stand there", () => {
    const lost = code();
    const unsettled = [tried(lost, 2), tried(lost, 2, { id: "t9" as AttemptId, pin: pin("9753") })];
    const [stands] = look({ codes: [lost], residents: [taken(2)], unsettled }).findings;
    expect(stands).toMatchObject({ kind: "stands", onLock: { place: "2", pin: undefined } });
  });

  test.for([
    ["another place", taken(4)],
    ["other digits", taken(2, { pin: pin("9753") })],
    ["an entry that the lock says somebody else wrote", taken(2, { altered: true })],
  ] as const)("%s than a try was aimed at is a stranger's", ([, resident]) => {
    const lost = code();
    const { findings } = look({ codes: [lost], residents: [resident], unsettled: [tried(lost, 2)] });
    expect(findings.map(({ kind }) => kind)).toEqual(["stranger"]);
  });

  test("a try that left its place empty for long is over, and who comes there later is a stranger", () => {
    const ghost = code({ retired: { at: noon, because: "deleted" } });
    const old = tried(ghost, 2, { startedAt: later - listingLagMs });
    const scene = { codes: [], ghosts: [ghost], unsettled: [old] };
    expect(look({ ...scene, residents: [] }).findings).toEqual([{ kind: "settled", attempt: "t2" }]);
    expect(look({ ...scene, residents: [], lookedInto: [place(1)] }).findings).toEqual([]);
    expect(look({ ...scene, residents: [], unsettled: [tried(ghost, 2)] }).findings).toEqual([]);
  });

  test("a try whose slot is found to be another's is over after as long", () => {
    const lost = code({ retired: { at: noon, because: "deleted" } });
    const guest: AccessCode = { ...code({ pin: pin("2468") }), isManaged: false };
    const theirs = { ...guest, onLock: standing(guest, "2", { evidence: { acknowledged: noon }, label: undefined }) };
    const scene = { codes: [lost, theirs], residents: [taken(2)] };
    const settled = { kind: "settled", attempt: "t2" };
    const old = tried(lost, 2, { startedAt: later - listingLagMs });
    expect(look({ ...scene, unsettled: [old] }).findings).toContainEqual(settled);
    expect(look({ ...scene, unsettled: [tried(lost, 2)] }).findings).not.toContainEqual(settled);
  });

  test("a stranger's slot that shows the PIN of a try that was aimed there is ours", () => {
    const lost = code();
    const guest: AccessCode = { ...code({ pin: pin("2468") }), isManaged: false };
    const before = standing(guest, "2", { pin: guest.pin, evidence: { read_back: noon }, label: undefined });
    const scene = { codes: [lost, { ...guest, onLock: before }], unsettled: [tried(lost, 2)] };
    const kindsOf = (shown: string) =>
      look({ ...scene, residents: [taken(2, { pin: pin(shown) })] }).findings.map(({ kind }) => kind);
    expect(kindsOf(lost.pin?.reveal() ?? "")).toEqual(["stands", "settled", "left"]);
    expect(kindsOf("9753")).toEqual(["stands"]);
    const again = { ...scene, unsettled: [tried(lost, 2, { wasSeen: true })] };
    expect(look({ ...again, residents: [taken(2, { pin: lost.pin })] }).attributions[0]?.code?.id).toBe(lost.id);
  });

  test("a stranger's code that somebody asked to delete is gone once its slot shows another PIN, which was not named", () => {
    const guest: AccessCode = { ...code(), isManaged: false, retired: { at: noon, because: "deleted" } };
    const named = { ...guest, onLock: standing(guest, "2", { label: undefined }) };
    const { findings } = look({ codes: [named], residents: [taken(2, { pin: pin("9753") })] });
    expect(findings.map(({ kind }) => kind)).toEqual(["stranger", "left"]);
    expect(look({ codes: [named], residents: [taken(2)] }).attributions[0]?.code?.id).toBe(guest.id);
  });

  test("the PIN of a try in another slot than it was aimed at is a stranger's", () => {
    const lost = code();
    const { findings } = look({ codes: [lost], residents: [taken(4, { pin: lost.pin })], unsettled: [tried(lost, 2)] });
    expect(findings.map(({ kind }) => kind)).toEqual(["stranger"]);
  });

  test("a slot of ours whose digits are others is repaired, for without names it is nobody else's", () => {
    const one = placed();
    const { findings } = look({ codes: [one], residents: [taken(3, { pin: pin("9753") })] });
    expect(findings).toMatchObject([{ kind: "tampered", changeType: "modified", code: one.id }]);
  });
});

describe("an entry that the lock says somebody else wrote", () => {
  test("is a change by others once, and our PIN is set into its place again", () => {
    const one = placed();
    const scene = { residents: [taken(3, { altered: true })] };
    const [finding, ...more] = look({ ...scene, codes: [one] }).findings;
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ kind: "tampered", changeType: "modified", onLock: { pin: undefined } });
    if (finding?.kind !== "tampered") return;
    const { code: suspect, events } = absorb(one, finding, later);
    expect(events).toMatchObject([{ type: "access_code.modified_external_to_seam" }]);
    expect(look({ ...scene, codes: [suspect] }).findings).toEqual([]);
    expect(look({ residents: [taken(3)], codes: [suspect] }).findings).toEqual([]);
    expect(planFor({ ...scene, codes: [suspect] }, [place(5)]).steps).toMatchObject([
      { kind: "set", into: "3", pin: one.pin },
    ]);
  });

  test("is a change by others also while an earlier try of ours has no answer", () => {
    const one = code();
    const there = { ...one, onLock: standing(one, "3", { evidence: { acknowledged: noon }, label: "Guest" }) };
    const residents = [taken(3, { altered: true, label: "Guest" })];
    const { findings } = look({ codes: [there], residents, unsettled: [tried(one, 3)] });
    expect(findings).toMatchObject([{ kind: "tampered", changeType: "modified", onLock: { pin: undefined } }]);
  });

  test("is as we wrote it where the lock told of that soon after, to whichever of our processes it told it", () => {
    const one = placed();
    const heard = (alteredAt: number) => ({ residents: [taken(3, { altered: true, alteredAt })], codes: [one] });
    expect(look(heard(noon + echoMs)).findings).toEqual([]);
    expect(look(heard(noon + echoMs + 1)).findings).toMatchObject([{ kind: "tampered", code: one.id }]);
  });

  test("is what a try without an answer put there, where the lock told of it soon after that began", () => {
    const lost = code();
    const try_ = tried(lost, 2);
    const heard = (alteredAt: number) => ({ residents: [taken(2, { altered: true, alteredAt })] });
    const kindsOf = (at: number) =>
      look({ codes: [lost], unsettled: [try_], ...heard(at) }).findings.map(({ kind }) => kind);
    expect(kindsOf(try_.startedAt + echoMs)).toEqual(["stands", "settled"]);
    expect(kindsOf(try_.startedAt + echoMs + 1)).toEqual(["stranger"]);
  });

  test("is no news where it is nobody's that we keep", () => {
    const one: AccessCode = { ...placed(), isManaged: false, pin: undefined };
    const stranger = { ...one, onLock: standing(one, "3", { evidence: { acknowledged: noon }, label: undefined }) };
    expect(look({ codes: [stranger], residents: [taken(3, { altered: true })] }).findings).toEqual([]);
  });
});

describe("a look that does not show everything", () => {
  test("proves the absence of what stood in a place that it looked into, and of nothing else", () => {
    const one = placed();
    const scene = { codes: [one], residents: [] };
    expect(look({ ...scene, lookedInto: [place(3)] }).findings).toMatchObject([
      { kind: "tampered", changeType: "removed", code: one.id },
    ]);
    expect(look({ ...scene, lookedInto: [place(2)] }).findings).toEqual([]);
  });
});
