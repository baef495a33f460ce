import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { account, code, device, hour, minute, noon, pin, standing } from "#test/support/domain-values.ts";
import type { AccessCode } from "./access-code.ts";
import { bestSpare, countPool, poolMoves, pulledWindow } from "./backup-pool.ts";
import type { Capabilities } from "./capabilities.ts";
import type { BackupPool } from "./device.ts";
import { deviceIssues } from "./issues.ts";
import type { Attribution } from "./recognise.ts";

const size = 2;
const pool: BackupPool = { size, ready: 0, pulled: 0, lastPulledAt: undefined, lowSince: undefined };
const stay = { startsAt: noon - hour, endsAt: noon + 24 * hour };

function pooled(capabilities: Partial<Capabilities> = {}, more: object = {}) {
  return device(capabilities, { backupPool: pool, ...more });
}

/** A spare code that stands on the lock, read back. */
function spare(digits: string, more: Partial<AccessCode> = {}): AccessCode {
  const wanted = code({ pin: pin(digits), name: `Backup ${digits}`, backup: { pulledFor: undefined }, ...more });
  return {
    ...wanted,
    onLock: standing(wanted, `place ${digits}`),
    ...("onLock" in more ? { onLock: more.onLock } : {}),
  };
}

function guest(digits: string, more: Partial<AccessCode> = {}): AccessCode {
  return code({ pin: pin(digits), window: stay, ...more });
}

function onLock(codes: readonly AccessCode[]): readonly Attribution[] {
  return codes.flatMap((one) => {
    if (one.onLock === undefined) return [];
    const { place, pin: digits, label, window, state } = one.onLock;
    return [{ resident: { place, pin: digits, label, window, state }, code: one, extra: false }];
  });
}

function movesOf(on: ReturnType<typeof pooled>, codes: readonly AccessCode[], now = noon) {
  return poolMoves({ device: on, codes, attributions: onLock(codes), now });
}

describe("a pool", () => {
  test("is filled to its size, and once it is, nothing moves", () => {
    expect(movesOf(pooled(), [])).toEqual({ retire: [], retime: [], add: 2 });
    expect(movesOf(pooled(), [spare("1111")]).add).toBe(1);
    expect(movesOf(pooled(), [spare("1111"), spare("2222")])).toEqual({ retire: [], retime: [], add: 0 });
  });

  test.each([
    ["of no device that nobody keeps one on", device(), 0],
    ["of no device whose maker chooses PINs", pooled({ constraints: [{ type: "cannot_specify_pin_code" }] }), 0],
    ["of no device that cannot be programmed at present", pooled({ programsOnlineCodes: false }), 0],
    ["as far as there is room", pooled({ maxCodes: 1 }), 1],
    ["of a lock that does not say what it holds", pooled({ maxCodes: undefined }), 2],
  ])("is filled %s", (_, on, count) => {
    expect(movesOf(on, []).add).toBe(count);
  });

  test("is not filled where the lock was not seen", () => {
    expect(poolMoves({ device: pooled(), codes: [], attributions: undefined, now: noon }).add).toBe(0);
  });

  test("has no room that a code needs which is put on the lock within three days", () => {
    const arriving = guest("1357", { window: { startsAt: noon + 140 * hour, endsAt: noon + 150 * hour } });
    const later = guest("1357", { window: { startsAt: noon + 150 * hour, endsAt: noon + 159 * hour } });
    expect(movesOf(pooled({ maxCodes: 2 }), [arriving]).add).toBe(1);
    expect(movesOf(pooled({ maxCodes: 2 }), [later]).add).toBe(2);
  });

  test("gives up its least certain code for a guest who finds no place, and only then", () => {
    const sure = spare("1111");
    const unsure = spare("2222", { onLock: standing(spare("2222"), "p", { evidence: { acknowledged: noon } }) });
    const moves = movesOf(pooled({ maxCodes: 2 }), [sure, unsure, guest("1357")]);
    expect(moves).toMatchObject({ retire: [{ id: unsure.id }], add: 0 });
    expect(movesOf(pooled({ maxCodes: 3 }), [sure, unsure, guest("1357")]).retire).toEqual([]);
  });

  test("gives nothing up for a place that is being cleared, or for a guest whom the lock refuses for the PIN", () => {
    const spares = [spare("1111"), spare("2222")];
    const gone = guest("4444", { retired: { at: noon, because: "deleted" } });
    const leaving = { ...gone, onLock: standing(gone, "leaving") };
    expect(movesOf(pooled({ maxCodes: 3 }), [...spares, leaving, guest("1357")]).retire).toEqual([]);
    const refused = guest("1357", { trouble: refusal("duplicate") });
    expect(movesOf(pooled({ maxCodes: 2 }), [...spares, refused]).retire).toEqual([]);
  });

  test("gives one up for a guest whom a lock of unknown size refuses as full, and is not filled meanwhile", () => {
    const refused = guest("1357", { trouble: refusal("full") });
    const spares = [spare("1111"), spare("2222")];
    expect(movesOf(pooled({ maxCodes: undefined }), [...spares, refused]).retire).toHaveLength(1);
    expect(movesOf(pooled({ maxCodes: undefined }), [spares[0] as AccessCode, refused]).add).toBe(0);
  });

  test("replaces a code whose PIN the lock refuses once that is an hour ago, and one that never arrives", () => {
    const refused = spare("1111", { onLock: undefined, trouble: refusal("duplicate", noon + hour) });
    expect(movesOf(pooled(), [refused, spare("2222")]).retire).toEqual([]);
    expect(movesOf(pooled(), [refused, spare("2222")], noon + hour)).toMatchObject({ retire: [refused], add: 1 });
    const arriving = spare("3333", {
      onLock: standing(spare("3333"), "p", { state: "arriving", evidence: { claimed: noon } }),
    });
    expect(movesOf(pooled(), [arriving, spare("2222")], noon + 59 * minute).retire).toEqual([]);
    expect(movesOf(pooled(), [arriving, spare("2222")], noon + hour)).toMatchObject({ retire: [arriving], add: 1 });
  });

  test("that is smaller, off or on a device that is let go loses what it has too much of", () => {
    const spares = [spare("1111"), spare("2222"), spare("3333")];
    expect(movesOf(pooled(), spares).retire).toHaveLength(1);
    expect(movesOf(device(), spares).retire).toHaveLength(3);
    expect(movesOf(pooled({}, { isManaged: false }), spares).retire).toHaveLength(3);
  });

  test("settles: what it was told to retire and add leaves nothing to do", () => {
    const some = fc.record({
      spares: fc.integer({ min: 0, max: 5 }),
      guests: fc.integer({ min: 0, max: 5 }),
      places: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(some, ({ spares, guests, places }) => {
        const on = pooled({ maxCodes: places });
        const before = [
          ...Array.from({ length: Math.min(spares, places ?? spares) }, (_, at) => spare(`${1000 + at}`)),
          ...Array.from({ length: guests }, (_, at) => guest(`${2000 + at}`)),
        ];
        const moves = movesOf(on, before);
        const left = before.filter((one) => !moves.retire.includes(one));
        const added = Array.from({ length: moves.add }, (_, at) => spare(`${3000 + at}`, { onLock: undefined }));
        expect(movesOf(on, [...left, ...added])).toEqual({ retire: [], retime: [], add: 0 });
      }),
    );
  });
});

describe("a pulled code", () => {
  const original = guest("1357");
  const backup = { pulledFor: original.id, pulledAt: noon, followedStart: stay.startsAt };
  const pulled = spare("1111", { backup, window: pulledWindow(stay, noon + 1_234) });

  test("begins with the minute, and ends with its original", () => {
    expect(pulled.window).toEqual({ startsAt: noon, endsAt: stay.endsAt });
    expect(movesOf(device(), [original, pulled])).toEqual({ retire: [], retime: [], add: 0 });
  });

  test.each([
    ["end", { ...stay, endsAt: noon + 99 * hour }, { startsAt: noon, endsAt: noon + 99 * hour }],
    ["start", { ...stay, startsAt: noon + 9 * hour }, { startsAt: noon + 9 * hour, endsAt: stay.endsAt }],
    ["lack of an end", undefined, undefined],
  ])("follows its original's new %s, once", (_, window, expected) => {
    const [follow] = movesOf(device(), [{ ...original, window }, pulled]).retime;
    expect(follow?.window).toEqual(expected);
    const timed = { ...pulled, window: follow?.window, backup: { ...backup, followedStart: follow?.start } };
    expect(movesOf(device(), [{ ...original, window }, timed]).retime).toEqual([]);
  });

  test("goes with its original, and stays with one that is no longer managed", () => {
    const deleted = { ...original, retired: { at: noon, because: "deleted" } as const };
    expect(movesOf(device(), [deleted, pulled]).retire).toEqual([pulled]);
    expect(movesOf(device(), [pulled]).retire).toEqual([pulled]);
    const kept = { ...original, isManaged: false, window: undefined };
    expect(movesOf(device(), [kept, pulled])).toEqual({ retire: [], retime: [], add: 0 });
  });
});

describe("the spare code to pull", () => {
  const read = spare("1111");
  const acknowledged = spare("2222", { onLock: standing(spare("2222"), "p", { evidence: { acknowledged: noon } }) });

  test("is the one that is best known to stand on the lock", () => {
    expect(bestSpare([acknowledged, read], pooled(), "acknowledged")).toBe(read);
    expect(bestSpare([acknowledged], pooled(), "acknowledged")).toBe(acknowledged);
    expect(bestSpare([acknowledged], pooled(), "read_back")).toBeUndefined();
  });

  test("is none that was pulled, is on its way, or was changed at the lock", () => {
    const others = [
      spare("1111", { backup: { pulledFor: guest("1357").id } }),
      spare("2222", { retired: { at: noon, because: "deleted" } }),
      spare("3333", { onLock: standing(spare("3333"), "p", { state: "arriving" }) }),
      spare("4444", { onLock: standing(spare("9999"), "p") }),
      guest("5555", { onLock: standing(guest("5555"), "p") }),
    ];
    expect(bestSpare(others, pooled(), "acknowledged")).toBeUndefined();
  });
});

describe("a device tells of its pool", () => {
  const told = (more: Partial<BackupPool>) => {
    const { errors, warnings } = deviceIssues(pooled({}, { backupPool: { ...pool, ...more } }), account, noon);
    return [...errors, ...warnings].map((issue) => `${issue.code} ${(noon - issue.since) / minute}`);
  };

  test("that it is empty, short of some, or much in need, and nothing while all is well", () => {
    const lowSince = noon - 5 * minute;
    expect(told({ ready: 0, lowSince })).toEqual(["empty_backup_access_code_pool 5"]);
    expect(told({ ready: 1, lowSince })).toEqual(["partial_backup_access_code_pool 5"]);
    expect(told({ ready: 2, pulled: 2 })).toEqual([]);
    expect(told({ ready: 2, pulled: 3, lastPulledAt: noon - minute })).toEqual(["many_active_backup_codes 1"]);
  });

  test("as it counts it", () => {
    const pulled = spare("3333", { backup: { pulledFor: guest("1357").id, pulledAt: noon } });
    const codes = [spare("1111"), spare("2222", { onLock: undefined }), pulled];
    expect(countPool(pooled(), codes)).toEqual({ ...pool, ready: 1, pulled: 1, lastPulledAt: noon });
    expect(countPool(device(), codes)).toBeUndefined();
  });
});

function refusal(because: "duplicate" | "full", retryAt = noon + hour): NonNullable<AccessCode["trouble"]> {
  const tries = { since: noon, lastAt: noon, tries: 1, version: 1, retryAt };
  return { doing: "set", kind: "refused", because, detail: "No.", ...tries };
}
