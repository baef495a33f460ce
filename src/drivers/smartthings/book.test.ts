import { describe, expect, test } from "vitest";
import { readBook } from "./book.ts";

const value = (of: unknown) => ({ value: of });
/** A lock with lock codes, as SmartThings shows its main part. */
function codes(lockCodes: unknown, more: Readonly<Record<string, unknown>> = {}) {
  return { lock: {}, lockCodes: { lockCodes: value(lockCodes), maxCodes: value(4), ...more } };
}
const zwave = { radio: "zwave" } as const;

describe("lock codes", () => {
  test("are a JSON object in a text, by slot, and the master code in slot 0 is nobody's to manage", () => {
    const book = readBook(codes('{"0":"Master Code","1":"Owner","3":"Guest"}'), zwave);
    expect(book).toMatchObject({ dialect: "codes", complete: true, free: [2, 4], maxCodes: 4 });
    expect(book?.entries).toEqual([
      { slot: 1, label: "Owner", userIndex: undefined },
      { slot: 3, label: "Guest", userIndex: undefined },
    ]);
  });

  test.each([
    ["a name that is none", '{"1":7,"2":"Guest"}', [3, 4]],
    ["a slot that is none", '{"x":"Owner","2":"Guest"}', undefined],
    ["a prototype for a slot", '{"__proto__":"Owner","2":"Guest"}', undefined],
  ])("with %s are not all that stands there", (_, text, free) => {
    expect(readBook(codes(text), zwave)).toMatchObject({ complete: false, entries: [{ slot: 2 }], free });
  });

  test.each([
    ["not told yet", codes(null)],
    ["no JSON", codes("{")],
    ["a list", codes("[]")],
    ["still being gone through", codes("{}", { scanCodes: value("Scanning") })],
  ])("that are %s leave every slot unknown", (_, status) => {
    expect(readBook(status, zwave)).toMatchObject({ complete: false, free: undefined });
  });

  test("of a Zigbee lock are counted from 0, so that the last number is no slot", () => {
    expect(readBook(codes("{}"), { radio: "zigbee" })).toMatchObject({ free: [1, 2, 3], maxCodes: 3 });
  });

  test("of a lock that does not say how many it takes are twenty", () => {
    const book = readBook(codes("{}", { maxCodes: value(null) }), zwave);
    expect([book?.maxCodes, book?.free?.length]).toEqual([undefined, 20]);
  });

  test.each([
    [{ codeLength: value(6), minCodeLength: value(4), maxCodeLength: value(8) }, [6]],
    [{ codeLength: value(null), minCodeLength: value(4), maxCodeLength: value(6) }, [4, 5, 6]],
    [{ codeLength: value(0), minCodeLength: value(4) }, []],
    [{}, []],
  ])("have the lengths that the lock says (%j)", (more, lengths) => {
    expect(readBook(codes("{}", more), zwave)?.codeLengths).toEqual(lengths);
  });
});

describe("users and credentials", () => {
  const later = (migrated: unknown) => ({
    ...codes('{"1":"Old"}', { migrated: value(migrated) }),
    lockUsers: { users: value([{ userIndex: 1, userName: "Ann" }, { userIndex: 2 }, { userName: "Nobody" }]) },
    lockCredentials: {
      credentials: value([
        { userIndex: 1, credentialIndex: 4, credentialType: "pin", credentialName: "Guest 1" },
        { userIndex: 3, credentialIndex: 3, credentialType: "pin", credentialName: "Guest 3" },
        { userIndex: 1, credentialIndex: 1, credentialType: "fingerprint" },
      ]),
      pinUsersSupported: value(6),
      minPinCodeLen: value(4),
      maxPinCodeLen: value(5),
    },
  });

  test("count once the lock is migrated, and not before", () => {
    expect(readBook(later(true), zwave)?.dialect).toBe("credentials");
    for (const migrated of [false, null, "true", undefined])
      expect(readBook(later(migrated), zwave)?.dialect).toBe("codes");
  });

  test("count on a lock that has nothing else", () => {
    const { lockCodes: _, ...only } = later(undefined);
    expect(readBook(only, zwave)?.dialect).toBe("credentials");
  });

  test("show PINs by slot under their users' names, and leave free what neither a user nor a PIN has", () => {
    const book = readBook(later(true), zwave);
    expect(book?.entries).toEqual([
      { slot: 4, label: "Ann", userIndex: 1 },
      { slot: 3, label: "Guest 3", userIndex: 3 },
    ]);
    expect(book).toMatchObject({ complete: true, free: [5, 6], codeLengths: [4, 5], otherwiseKnown: [1] });
  });

  test("of a Matter lock have no numbers for us to choose", () => {
    expect(readBook(later(true), { radio: "matter" })).toMatchObject({ complete: true, free: undefined });
  });

  test("with a PIN whose number cannot be read are not all that stands there", () => {
    const status = later(true);
    const credentials = value([{ userIndex: 1, credentialIndex: null, credentialType: "pin" }]);
    const spoiled = { ...status, lockCredentials: { ...status.lockCredentials, credentials } };
    expect(readBook(spoiled, zwave)).toMatchObject({ complete: false, free: undefined });
  });
});

test("a lock without either takes no codes", () => {
  expect(readBook({ lock: {}, battery: {} }, zwave)).toBeUndefined();
});
