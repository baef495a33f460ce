import { expect, test } from "vitest";
import { account, code, device, hour, minute, noon, standing } from "#test/support/domain-values.ts";
import type { AccessCode, OnLock, Trouble } from "./access-code.ts";
import { readinessOf } from "./readiness.ts";

const justInTime = device({ schedulesNatively: false });
const stay = { startsAt: noon + 2 * hour, endsAt: noon + 24 * hour };
const start = stay.startsAt;

function guest(more: Partial<AccessCode> = {}): AccessCode {
  return code({ window: stay, createdAt: noon, ...more });
}

/** The guest's code as it stands on the lock, which keeps no windows. */
function onLock(how: Partial<OnLock>): AccessCode {
  return guest({ onLock: standing({ ...guest(), window: undefined }, "1", how) });
}

function markAt(one: AccessCode, at: number, on = justInTime) {
  return readinessOf(one, on, account, at).mark;
}

const trouble: Trouble = {
  doing: "set",
  kind: "refused",
  because: "full",
  detail: "Every place is taken.",
  since: start - 30 * minute,
  lastAt: start - 30 * minute,
  tries: 1,
  version: 1,
  retryAt: start,
};

test("a code is scheduled until its time on the lock comes, then on its way, then late", () => {
  expect(markAt(guest(), start - 61 * minute)).toBe("scheduled");
  expect(markAt(guest(), start - 60 * minute)).toBe("waiting");
  expect(markAt(guest(), start - 54 * minute)).toBe("at_risk");
});

test("what is known of it on the lock counts, by its strongest grade", () => {
  expect(markAt(onLock({ evidence: { assumed: noon, acknowledged: noon } }), start)).toBe("acknowledged");
  expect(markAt(onLock({ state: "arriving", evidence: { claimed: noon } }), start - 59 * minute)).toBe("claimed");
});

test("a code that was refused has failed, with the reason", () => {
  const refused = readinessOf(guest({ trouble }), justInTime, account, start - 20 * minute);
  expect(refused.mark).toBe("failed");
  expect(refused.message).toMatch(/./);
});

test("nothing on a lock that cannot be reached is ready that was not on it before", () => {
  const away = { ...justInTime, removedSince: noon };
  expect(markAt(guest(), start - 61 * minute, away)).toBe("at_risk");
  expect(markAt(onLock({ evidence: { acknowledged: noon } }), start, away)).toBe("acknowledged");
});

test("a code that is no longer wanted leaves", () => {
  expect(markAt({ ...onLock({}), retired: { at: start, because: "deleted" } }, start)).toBe("leaving");
});
