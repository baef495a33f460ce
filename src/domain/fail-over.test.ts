import { describe, expect, test } from "vitest";
import { code, device, hour, minute, noon, standing } from "#test/support/domain-values.ts";
import type { AccessCode, Trouble } from "./access-code.ts";
import { codesAtRisk, failOverMoments } from "./fail-over.ts";

const watched = device({ schedulesNatively: false }, { failOverLeadMs: 30 * minute });
const stay = { startsAt: noon + 2 * hour, endsAt: noon + 24 * hour };
const start = stay.startsAt;

function guest(more: Partial<AccessCode> = {}): AccessCode {
  return code({ window: stay, createdAt: noon, ...more });
}

function trouble(more: Partial<Trouble> = {}): Trouble {
  const tries = { since: noon, lastAt: noon, tries: 1, version: 1, retryAt: noon };
  return { doing: "set", kind: "failed", because: "provider", detail: "It failed.", ...tries, ...more };
}

function reasons(one: AccessCode, at: number, on = watched, others: readonly AccessCode[] = []) {
  return codesAtRisk([one, ...others], on, at).map(({ reason, message }) => `${reason}: ${message}`);
}

describe("a code is at risk", () => {
  test("from so long before its start until its end, while the lock is not known to have it", () => {
    expect(reasons(guest(), start - 30 * minute - 1)).toEqual([]);
    expect(reasons(guest(), start - 30 * minute)).toEqual(["late: The device has not confirmed the code."]);
    expect(reasons(guest(), stay.endsAt - 1)).toHaveLength(1);
    expect(reasons(guest(), stay.endsAt)).toEqual([]);
  });

  test("once it is late, and not while it is given the usual time", () => {
    const sudden = guest({ wantedSince: start - 10 * minute });
    expect(reasons(sudden, start - 6 * minute)).toEqual([]);
    expect(reasons(sudden, start - 5 * minute)).toHaveLength(1);
  });

  test("at once where it is refused, or has failed three times", () => {
    const now = start - 20 * minute;
    const sudden = (given: Trouble) => guest({ wantedSince: now, trouble: given });
    expect(reasons(sudden(trouble({ kind: "refused", because: "full", detail: "Full." })), now)).toEqual([
      "refused: Full.",
    ]);
    expect(reasons(sudden(trouble({ tries: 2 })), now)).toEqual([]);
    expect(reasons(sudden(trouble({ tries: 3 })), now)).toEqual(["failed: It failed."]);
    // What was wanted before is another matter.
    expect(reasons(sudden(trouble({ tries: 3, version: 0 })), now)).toEqual([]);
  });

  test("by weak evidence too, and not by an acknowledgement", () => {
    const claimed = guest();
    const place = (more: object) => ({ ...claimed, onLock: standing({ ...claimed, window: undefined }, "p", more) });
    expect(reasons(place({ evidence: { claimed: noon }, state: "arriving" }), start)).toHaveLength(1);
    expect(reasons(place({ evidence: { acknowledged: noon } }), start)).toEqual([]);
  });
});

describe("no code is at risk", () => {
  test.each([
    ["where nobody asked for that", guest(), device({ schedulesNatively: false })],
    ["on a device that is not managed", guest(), { ...watched, isManaged: false }],
    ["on a device that is gone", guest(), { ...watched, removedSince: noon }],
    ["that is ongoing", guest({ window: undefined }), watched],
    ["that is deleted", guest({ retired: { at: noon, because: "deleted" } }), watched],
    ["that is a backup itself", guest({ backup: { pulledFor: undefined } }), watched],
    ["that a maker computes", guest({ offline: { kind: "hourly", isOneTimeUse: false } }), watched],
    ["that another workspace keeps", guest({ transferredAt: noon }), watched],
    [
      "that others were allowed to remove",
      guest({ allowsExternalModification: true, externalChange: { changeType: "removed", at: noon, version: 1 } }),
      watched,
    ],
  ] as const)("%s", (_, one, on) => {
    expect(reasons(one, start, on)).toEqual([]);
  });

  test("that has a backup", () => {
    const one = guest();
    expect(reasons(one, start, watched, [code({ backup: { pulledFor: one.id } })])).toEqual([]);
  });
});

test("who starts first comes first", () => {
  const [later, sooner] = [guest({ window: { ...stay, startsAt: start + minute } }), guest()];
  expect(codesAtRisk([later, sooner], watched, start).map((risk) => risk.code)).toEqual([sooner, later]);
});

test("the moments at which a code comes to be at risk are foreseen", () => {
  const sudden = guest({ wantedSince: start - 10 * minute });
  for (const one of [guest(), sudden]) {
    let now = noon;
    for (let wakes = 0; reasons(one, now).length === 0; wakes += 1) {
      expect(wakes).toBeLessThan(4);
      now = Math.min(...failOverMoments([one], watched, now));
    }
    expect(reasons(one, now - 1)).toEqual([]);
  }
  expect(failOverMoments([guest()], device(), noon)).toEqual([]);
});
