import { expect, test } from "vitest";
import { ableLock, code, hour, noon, pin, standing } from "#test/support/domain-values.ts";
import type { AccessCode, UnsettledAttempt } from "./access-code.ts";
import type { Capabilities } from "./capabilities.ts";
import type { AttemptId, Place } from "./ids.ts";
import { afterStep } from "./life.ts";
import type { Resident } from "./observation.ts";
import { plan } from "./plan.ts";
import { recognise } from "./recognise.ts";
import { doingOf } from "./step.ts";

const choosing: Capabilities = {
  ...ableLock,
  readsPins: false,
  schedulesNatively: true,
  updatesInPlace: true,
  constraints: [{ type: "cannot_specify_pin_code" }, { type: "name_must_be_unique" }],
};
const chosen = pin("2468");

/** What is to be done where these residents are seen, with these tries unsettled. */
function planned(
  codes: readonly AccessCode[],
  residents: readonly Resident[],
  { unsettled = [], at = noon }: { readonly unsettled?: readonly UnsettledAttempt[]; readonly at?: number } = {},
) {
  const recognition = recognise({ codes, ghosts: [], unsettled }, { at, residents, complete: true }, choosing);
  const { attributions } = recognition;
  return plan({ now: at, isManagedDevice: true, capabilities: choosing, codes, attributions, unsettled, turns: [] })
    .steps;
}

const resident = (more: Partial<Resident> = {}): Resident => ({
  place: "p1" as Place,
  pin: undefined,
  label: "Guest",
  window: undefined,
  state: "on_lock",
  ...more,
});

test("where the provider chooses PINs, a code that is due has one chosen, which is to set it", () => {
  const wanted = code({ pin: undefined });
  const [step] = planned([wanted], []);
  expect(step).toMatchObject({ kind: "issue", online: true, code: wanted.id, into: undefined, label: "Guest" });
  if (step?.kind !== "issue") throw new Error("A PIN is asked for.");
  expect(doingOf(step)).toBe("set");
  const done = { kind: "done", evidence: "acknowledged", place: "p1" as Place, issued: chosen } as const;
  const { code: after } = afterStep(wanted, step, done, noon, noon);
  expect([after.pin, after.onLock?.place]).toEqual([chosen, "p1"]);
  expect(planned([after], [resident()])).toEqual([]);
});

test("before its time no PIN is chosen for a code", () => {
  const startsAt = noon + 100 * hour;
  expect(planned([code({ pin: undefined, window: { startsAt, endsAt: startsAt + hour } })], [])).toEqual([]);
});

test("another time for a code that stands there is set where it stands, with the PIN that it has", () => {
  const window = { startsAt: noon - hour, endsAt: noon + hour };
  const stands = code({
    pin: chosen,
    window,
    onLock: standing({ pin: chosen, name: "Guest", window: undefined }, "p1"),
  });
  expect(planned([stands], [resident()])).toMatchObject([{ kind: "set", into: "p1", pin: chosen, window }]);
});

test("a code whose reply was lost is found by its name, and has a PIN chosen where it stands", () => {
  const wanted = code({ pin: undefined });
  const lost: UnsettledAttempt = {
    id: "00000000-0000-4000-8000-0000000000aa" as AttemptId,
    code: wanted.id,
    kind: "set",
    pin: undefined,
    label: "Guest",
    window: undefined,
    startedAt: noon - 1_000,
  };
  expect(planned([wanted], [resident()], { unsettled: [lost] })).toMatchObject([{ kind: "issue", into: "p1" }]);
});

test("a code that somebody took off the lock has another PIN chosen: the one that it had is gone", () => {
  const removed = code({ pin: chosen });
  expect(planned([removed], [])).toMatchObject([{ kind: "issue", online: true, into: undefined }]);
});

test("where nobody but us chooses PINs, a code without one waits", () => {
  const { steps, waits } = plan({
    now: noon,
    isManagedDevice: true,
    capabilities: ableLock,
    codes: [code({ pin: undefined })],
    attributions: [],
    turns: [],
  });
  expect([steps, waits.map(({ reason }) => reason)]).toEqual([[], ["no_pin_yet"]]);
});

test("a failure to have a PIN chosen is a failure to set the code", () => {
  const wanted = code({ pin: undefined });
  const [step] = planned([wanted], []);
  if (step?.kind !== "issue") throw new Error("A PIN is asked for.");
  const outcome = {
    kind: "failed",
    because: "not_subscribed",
    detail: "None is left.",
    notBefore: undefined,
    mayHaveHappened: false,
  } as const;
  const { code: after } = afterStep(wanted, step, outcome, noon, noon + hour);
  expect(after.trouble).toMatchObject({ doing: "set", because: "not_subscribed" });
  expect(planned([after], [], { at: noon + 1 })).toEqual([]);
});
