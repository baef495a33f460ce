import { expect, test } from "vitest";
import { account, code, device, hour, minute, noon, pin, standing } from "#test/support/domain-values.ts";
import type { AccessCode, UnsettledAttempt } from "./access-code.ts";
import { failedAfterMs, lateAfterMs } from "./code-causes.ts";
import type { AttemptId, Place } from "./ids.ts";
import { issuesOf } from "./issues.ts";
import {
  absorb,
  afterStep,
  afterVainRemoval,
  cameBack,
  conclude,
  endIfOver,
  endToCome,
  tryRefusedAgain,
} from "./life.ts";
import { mutationsOf } from "./mutations.ts";
import { statusOf } from "./status.ts";
import type { Outcome, SetStep, Step } from "./step.ts";

const lock = device();
const window = { startsAt: noon + 2 * hour, endsAt: noon + 5 * hour };

function concluded(one: AccessCode, now: number, on = lock) {
  return conclude(one, on, account, [], now);
}

function typesOf(turn: { events: readonly { type: string }[] }): readonly string[] {
  return turn.events.map((event) => event.type);
}

function status(one: AccessCode, now: number, on = lock) {
  return statusOf(one, on, account, now);
}

test("a code kept by the lock is scheduled first and set at its start, each told once", () => {
  const one = code({ window });
  const there = { ...one, onLock: standing(one, "p1") };
  expect(status(there, noon)).toBe("unset");
  const early = concluded(there, noon);
  expect(typesOf(early)).toEqual(["access_code.scheduled_on_device"]);
  expect(typesOf(concluded(early.code, noon + hour))).toEqual([]);
  expect(status(early.code, window.startsAt)).toBe("set");
  const started = concluded(early.code, window.startsAt);
  expect(typesOf(started)).toEqual(["access_code.set_on_device"]);
  expect(typesOf(concluded(started.code, window.startsAt + minute))).toEqual([]);
});

test("an accepted change is not taken for a confirmed one", () => {
  const one = code();
  const claimed = { ...one, onLock: standing(one, "p1", { state: "arriving", evidence: { claimed: noon } }) };
  expect(status(claimed, noon)).toBe("setting");
  expect(status({ ...one, onLock: standing(one, "p1", { evidence: { claimed: noon } }) }, noon)).toBe("setting");
  expect(status({ ...one, onLock: standing(one, "p1", { evidence: { acknowledged: noon } }) }, noon)).toBe("set");
});

test("nothing is known of a code whose account is disconnected", () => {
  const one = code();
  const there = { ...one, onLock: standing(one, "p1") };
  expect(statusOf(there, lock, { ...account, disconnectedSince: noon }, noon)).toBe("unknown");
});

test("a just-in-time code is unset until an hour before its start, then being set", () => {
  const justInTime = device({ schedulesNatively: false });
  const one = code({ window });
  expect(status(one, window.startsAt - hour - 1, justInTime)).toBe("unset");
  expect(status(one, window.startsAt - hour, justInTime)).toBe("setting");
});

test("a confirmed change is told with what it was before and is now", () => {
  const one = code({
    pin: pin("2468"),
    name: "New",
    version: 2,
    confirmed: { pin: pin("1357"), name: "Old", window: undefined },
  });
  const pending = mutationsOf({ ...one, onLock: standing({ ...one, pin: pin("1357") }, "p1") }, lock, noon);
  expect(pending.map((mutation) => mutation.kind)).toEqual(["updating_code", "updating_name"]);
  const there = concluded({ ...one, onLock: standing(one, "p1") }, noon);
  expect(typesOf(there)).toEqual(["access_code.changed", "access_code.set_on_device"]);
  expect(mutationsOf(there.code, lock, noon)).toEqual([]);
});

test("a new name is told once the lock has it, or at once where the lock would lose the code over it", () => {
  const confirmed = { pin: pin("1357"), name: "Old", window: undefined };
  const renamed = code({ name: "New", version: 2, confirmed });
  const labelled = (label: string) => ({ ...renamed, onLock: standing(renamed, "p1", { label }) });
  expect(status(labelled("Old"), noon)).toBe("set");
  expect(typesOf(concluded(labelled("Old"), noon))).not.toContain("access_code.changed");
  expect(typesOf(concluded(labelled("New"), noon))).toContain("access_code.changed");
  expect(typesOf(concluded(labelled("Old"), noon, device({ updatesInPlace: false })))).toContain("access_code.changed");
});

test("a window that ends retires the code, and once it left the lock it is gone", () => {
  const one = code({ window });
  const there = { ...concluded({ ...one, onLock: standing(one, "p1") }, window.startsAt).code };
  expect(endIfOver(there, window.endsAt - 1)).toBe(there);
  const ended = endIfOver(there, window.endsAt);
  expect(status(ended, window.endsAt)).toBe("removing");
  expect(concluded(ended, window.endsAt).gone).toBe(false);
  const left = absorb(ended, { kind: "left", code: one.id }, window.endsAt + minute);
  expect(typesOf(left)).toEqual(["access_code.removed_from_device"]);
  const gone = concluded(left.code, window.endsAt + minute);
  expect(gone.gone).toBe(true);
  expect(typesOf(gone)).toEqual(["access_code.deleted"]);
});

test("an end that came while the lock was worked is to be seen to at once, and none once it was", () => {
  const one = code({ window });
  expect(endToCome(one, window.endsAt - 1)).toBe(window.endsAt);
  expect(endToCome(one, window.endsAt + minute)).toBe(window.endsAt + minute);
  expect(endToCome(endIfOver(one, window.endsAt), window.endsAt + minute)).toBeUndefined();
  expect(endToCome(code(), noon)).toBeUndefined();
  expect(endToCome({ ...one, isManaged: false }, noon)).toBeUndefined();
});

test("a code that never reached the lock is gone without a word of its removal", () => {
  const deleted = code({ retired: { at: noon, because: "deleted" } });
  expect(typesOf(concluded(deleted, noon))).toEqual(["access_code.deleted"]);
});

test("a code is not gone while a try may still land", () => {
  const deleted = code({ retired: { at: noon, because: "deleted" } });
  const tried = {
    code: deleted.id,
    kind: "set",
    pin: deleted.pin,
    label: "Guest",
    window: undefined,
    startedAt: noon,
  } as const;
  const attempt: UnsettledAttempt = { ...tried, id: "t" as AttemptId };
  expect(conclude(deleted, lock, account, [attempt], noon + minute).gone).toBe(false);
  expect(conclude(deleted, lock, account, [{ ...attempt, wasSeen: true }], noon + minute).gone).toBe(true);
  const unseen = device({}, { wholeLookAt: noon - minute });
  expect(conclude(deleted, unseen, account, [attempt], noon + 5 * minute).gone).toBe(false);
  const seen = device({}, { wholeLookAt: noon + minute });
  expect(conclude(deleted, seen, account, [attempt], noon + 5 * minute).gone).toBe(true);
});

test("a change by others is an error until the code is as it was wanted again", () => {
  const one = code();
  const there = concluded({ ...one, onLock: standing(one, "p1") }, noon).code;
  const tampered = absorb(
    there,
    { kind: "tampered", code: one.id, changeType: "removed", onLock: undefined },
    noon + hour,
  );
  expect(typesOf(tampered)).toEqual(["access_code.deleted_external_to_seam"]);
  expect(issuesOf(tampered.code, lock, account, noon + hour).errors.map((error) => error.code)).toEqual([
    "code_modified_external_to_seam",
  ]);
  expect(status(tampered.code, noon + hour)).toBe("setting");
  const restored = concluded({ ...tampered.code, onLock: standing(one, "p2") }, noon + 2 * hour);
  expect(typesOf(restored)).toEqual(["access_code.set_on_device"]);
  expect(issuesOf(restored.code, lock, account, noon + 2 * hour).errors).toEqual([]);
});

test("what a stale listing left out was never removed: a code that is asked for anew is not taken as changed by others", () => {
  const one = code({ allowsExternalModification: true });
  const there = concluded({ ...one, onLock: standing(one, "p1") }, noon).code;
  const asked = { ...there, pin: pin("8642"), version: there.version + 1 };
  const missing = absorb(
    asked,
    { kind: "tampered", code: one.id, changeType: "removed", onLock: undefined },
    noon + minute,
  );
  const shown = absorb(missing.code, { kind: "stands", code: one.id, onLock: standing(one, "p1") }, noon + 2 * minute);
  expect(shown.code.externalChange).toBeUndefined();
  expect(status(shown.code, noon + 2 * minute)).toBe("setting");
});

test("a change by others that is allowed is a warning, and what the lock holds is the code", () => {
  const one = code({ allowsExternalModification: true });
  const there = concluded({ ...one, onLock: standing(one, "p1") }, noon).code;
  const onLock = standing({ ...one, pin: pin("2468") }, "p1");
  const { code: changed } = absorb(
    there,
    { kind: "tampered", code: one.id, changeType: "modified", onLock },
    noon + hour,
  );
  expect(changed.pin?.equals(pin("2468"))).toBe(true);
  expect(status(changed, noon + hour)).toBe("set");
  const issues = issuesOf(changed, lock, account, noon + hour);
  expect(issues.errors).toEqual([]);
  expect(issues.warnings.map((warning) => warning.code)).toEqual(["code_modified_external_to_seam"]);
});

test("a stay that was prolonged while others changed its PIN keeps both, and the lock is to be told", () => {
  const stay = { startsAt: noon, endsAt: noon + hour };
  const one = code({ allowsExternalModification: true, window: stay });
  const there = concluded({ ...one, onLock: standing(one, "p1") }, noon).code;
  const prolonged = { ...there, window: { ...stay, endsAt: noon + 3 * hour }, version: there.version + 1 };
  const onLock = standing({ ...one, pin: pin("2468") }, "p1");
  const { code: changed } = absorb(
    prolonged,
    { kind: "tampered", code: one.id, changeType: "modified", onLock },
    noon + minute,
  );
  expect(changed.pin?.equals(pin("2468"))).toBe(true);
  expect(changed.window).toEqual(prolonged.window);
  expect(status(changed, noon + minute)).toBe("setting");
});

const setStep = (one: AccessCode): SetStep => ({
  kind: "set",
  code: one.id,
  pin: one.pin ?? pin("1357"),
  label: "Guest",
  window: undefined,
  into: undefined,
  why: "It is due.",
});

function after(one: AccessCode, outcome: Outcome, now = noon) {
  return afterStep(one, setStep(one), outcome, now, now + minute).code;
}

test("each refusal has its own error at once; failures become one when they persist", () => {
  const one = code();
  const errors = (of: AccessCode, now = noon) => issuesOf(of, lock, account, now).errors.map((error) => error.code);
  expect(errors(after(one, { kind: "refused", because: "duplicate", detail: "" }))).toEqual([
    "duplicate_code_on_device",
  ]);
  expect(errors(after(one, { kind: "refused", because: "full", detail: "" }))).toEqual([
    "no_space_for_access_code_on_device",
  ]);
  expect(errors(after(one, { kind: "refused", because: "constraint", detail: "" }))).toEqual([
    "failed_to_set_on_device",
  ]);
  const failed: Outcome = {
    kind: "failed",
    because: "provider",
    detail: "",
    notBefore: undefined,
    mayHaveHappened: false,
  };
  const once = after(one, failed);
  expect(errors(once)).toEqual([]);
  expect(errors(after(after(once, failed), failed))).toEqual(["failed_to_set_on_device"]);
});

test("a code that is late is warned of, then has failed, and both end when it is set", () => {
  const one = code();
  const warnings = (now: number) => issuesOf(one, lock, account, now).warnings.map((warning) => warning.code);
  expect(warnings(noon + lateAfterMs - 1)).toEqual([]);
  expect(warnings(noon + lateAfterMs)).toEqual(["delay_in_setting_on_device"]);
  expect(typesOf(concluded(one, noon + lateAfterMs))).toEqual(["access_code.delay_in_setting_on_device"]);
  expect(issuesOf(one, lock, account, noon + failedAfterMs).errors.map((error) => error.code)).toEqual([
    "failed_to_set_on_device",
  ]);
  const there = { ...one, onLock: standing(one, "p1") };
  expect(issuesOf(there, lock, account, noon + failedAfterMs)).toEqual({ errors: [], warnings: [] });
});

test("what is to come off until its time comes, and does not, is tried ever later though it stands there as it is wanted", () => {
  const justInTime = device({ schedulesNatively: false });
  const one = code({ window, version: 2 });
  let there: AccessCode = { ...one, onLock: standing({ ...one, window: undefined }, "p1") };
  const place = "p1" as Place;
  const clear: Step = { kind: "clear", code: one.id, place, expecting: { pin: one.pin, label: "Guest" }, why: "" };
  const throttled: Outcome = {
    kind: "failed",
    because: "throttled",
    detail: "",
    notBefore: undefined,
    mayHaveHappened: false,
  };
  for (const tries of [1, 2, 3]) {
    there = concluded(afterStep(there, clear, throttled, noon, noon + minute).code, noon, justInTime).code;
    expect(there.trouble).toMatchObject({ doing: "clear", tries });
  }
  // From then on it may stay.
  expect(concluded(there, window.startsAt, justInTime).code.trouble).toBeUndefined();
});

test("a place that holds something else than was to be removed may still be ours, and is no failure yet", () => {
  const one = code({ retired: { at: noon, because: "deleted" } });
  const there: AccessCode = { ...one, onLock: standing(one, "p1") };
  const place = "p1" as Place;
  const clear: Step = { kind: "clear", code: one.id, place, expecting: { pin: one.pin, label: "Guest" }, why: "" };
  const occupied: Outcome = { kind: "refused", because: "occupied", detail: "Something else stands there." };
  const { code: after } = afterStep(there, clear, occupied, noon + minute, noon + 2 * minute);
  expect(after).toMatchObject({ onLock: { place }, trouble: { doing: "clear", retryAt: noon + 2 * minute } });
  expect(issuesOf(after, lock, account, noon + minute).errors).toEqual([]);
});

test("a confirmed step is as good as its evidence", () => {
  const one = code();
  const place = "p1" as Place;
  expect(status(after(one, { kind: "pending", askAgainAt: noon, place }), noon)).toBe("setting");
  expect(status(after(one, { kind: "done", evidence: "acknowledged", place }), noon)).toBe("set");
});

test("way is made by what leaves the lock or gets another PIN there, also by our own doing, and by nothing else", () => {
  const one = code();
  const there: AccessCode = { ...one, onLock: standing(one, "p1") };
  const hidden: AccessCode = { ...one, onLock: { ...standing(one, "p1"), pin: undefined } };
  const place = "p1" as Place;
  const done: Outcome = { kind: "done", evidence: "acknowledged", place };
  const isWayMade = (by: AccessCode, step: Parameters<typeof afterStep>[1], outcome: Outcome) =>
    afterStep(by, step, outcome, noon, noon).makesWay;
  const clear = { kind: "clear", code: one.id, place, expecting: { pin: one.pin, label: "Guest" }, why: "" } as const;
  expect(isWayMade(one, setStep(one), done)).toBe(false);
  expect(isWayMade(there, setStep(one), done)).toBe(false);
  expect(isWayMade(hidden, setStep(one), done)).toBe(true);
  expect(isWayMade(there, clear, { ...done, place: undefined })).toBe(true);
  // A second entry: the first one stays where it stands.
  expect(isWayMade(there, { ...clear, place: "p2" as Place }, { ...done, place: undefined })).toBe(true);
  expect(isWayMade(there, clear, { kind: "refused", because: "occupied", detail: "" })).toBe(false);
  expect(absorb(there, { kind: "left", code: one.id }, noon).makesWay).toBe(true);
  expect(absorb(one, { kind: "stands", code: one.id, onLock: standing(one, "p1") }, noon).makesWay).toBe(false);
});

test("a refusal waits no longer once way was made, and a failure waits as long as before", () => {
  const retryOf = (outcome: Outcome, at: number) => tryRefusedAgain(after(code(), outcome), at).trouble?.retryAt;
  expect(retryOf({ kind: "refused", because: "full", detail: "" }, noon + 1)).toBe(noon + 1);
  expect(
    retryOf({ kind: "failed", because: "busy", detail: "", notBefore: undefined, mayHaveHappened: false }, noon + 1),
  ).toBe(noon + minute);
});

test("a removal that is under way is looked for under the name that the provider has for it from then on", () => {
  const one = code({ retired: { at: noon, because: "deleted" } });
  const there: AccessCode = { ...one, onLock: standing(one, "p1") };
  const [place, renamed] = ["p1" as Place, "p1-going" as Place];
  const clear: Step = { kind: "clear", code: one.id, place, expecting: { pin: one.pin, label: "Guest" }, why: "" };
  const afterwards = (outcome: Outcome) => afterStep(there, clear, outcome, noon, noon).code.onLock;
  const accepted = { kind: "pending", askAgainAt: noon } as const;
  expect(afterwards({ ...accepted, place: renamed })).toMatchObject({ place: renamed, state: "leaving" });
  expect(afterwards({ ...accepted, place: undefined })).toMatchObject({ place, state: "leaving" });
});

test("a removal that is taken on and comes to nothing waits longer each time, until the code is off", () => {
  const one = code({ retired: { at: noon, because: "deleted" } });
  const place = "p1" as Place;
  const clear: Step = { kind: "clear", code: one.id, place, expecting: { pin: one.pin, label: "Guest" }, why: "" };
  const inVain = (before: AccessCode, now: number) => {
    const leaving = afterStep(before, clear, { kind: "pending", askAgainAt: now, place: undefined }, now, now).code;
    const { code: seen } = absorb(leaving, { kind: "stands", code: one.id, onLock: standing(one, "p1") }, now);
    expect([cameBack(before, leaving), cameBack(leaving, seen)]).toEqual([false, true]);
    return afterVainRemoval(seen, now, now + minute);
  };
  const once = inVain({ ...one, onLock: standing(one, "p1") }, noon);
  expect(once.trouble).toMatchObject({ doing: "clear", kind: "failed", because: "not_done", tries: 1 });
  const twice = inVain(once, noon + minute);
  expect(twice.trouble).toMatchObject({ tries: 2, since: noon, retryAt: noon + 2 * minute });
  expect(absorb(twice, { kind: "left", code: one.id }, noon + hour).code.trouble).toBeUndefined();
});
