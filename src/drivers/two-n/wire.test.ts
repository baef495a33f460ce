import { describe, expect, test } from "vitest";
import type { Place } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import {
  readClockError,
  readEntries,
  readInfo,
  readPlace,
  readTimeZone,
  readVerdict,
  writeEntry,
  writeWithout,
} from "./wire.ts";

const uuid = "01234567-89ab-cdef-0123-456789abcdef";
const user = {
  uuid,
  deleted: false,
  owner: "",
  name: "Guest",
  access: { validFrom: "0", validTo: "0", pin: "0529", code: ["", "", "", ""] },
  timestamp: 12,
};

function pin(digits: string): Pin {
  const read = Pin.parse(digits);
  if (read === undefined) throw new Error("A test's PIN is digits.");
  return read;
}

const only = (entry: object) => readEntries({ series: "1", users: [entry] })?.entries[0];

test("an intercom says who it is", () => {
  const info = { variant: "2N IP Verso", serialNumber: "54-0880-0021", swVersion: "2.46.0", deviceName: "Street door" };
  expect(readInfo(info)).toEqual({ id: "54-0880-0021", name: "Street door", model: "2N IP Verso" });
  expect(readInfo({ ...info, serialNumber: "" })).toBeUndefined();
});

test.for([
  [{ automatic: true, zone: "America/Los Angeles" }, "America/Los_Angeles"],
  [{ automatic: false, zone: "Europe/Prague" }, "Europe/Prague"],
  [{ automatic: false, zone: "custom", custom: "UTC-08:00" }, "Etc/GMT+8"],
  [{ automatic: false, zone: "custom", custom: "UTC+03:00" }, "Etc/GMT-3"],
  [{ automatic: false, zone: "custom", custom: "UTC+05:30" }, undefined],
  [{ automatic: true }, undefined],
] as const)("the zone of %j is %s", ([said, zone]) => {
  expect(readTimeZone(said)).toBe(zone);
});

test("a clock that counts whole seconds is not called wrong for that", () => {
  expect(readClockError({ systemTime: 1_700_000_000 }, 1_700_000_000_900)).toBe(0);
  expect(readClockError({ systemTime: 1_700_000_120 }, 1_700_000_000_900)).toBe(120_000);
  expect(readClockError({}, 1_700_000_000_900)).toBeUndefined();
});

describe("an entry of the directory", () => {
  test("is a code by its PIN, and others by the codes of its switches", () => {
    const entry = only({ ...user, access: { ...user.access, code: ["", "7777", "", ""], validTo: 1_700_003_600 } });
    const window = { startsAt: 0, endsAt: 1_700_003_600_000 };
    expect(entry?.residents).toMatchObject([
      { place: uuid, label: "Guest", window, state: "on_lock" },
      { place: `${uuid}/2`, label: "Guest", window, state: "on_lock" },
    ]);
    expect(entry?.residents.map((one) => one.pin?.reveal())).toEqual(["0529", "7777"]);
    expect(readPlace(`${uuid}/2` as Place)).toEqual({ uuid, switchNumber: 2 });
  });

  test("is bare with nothing but a PIN, its name and its time", () => {
    const { deleted, owner, ...rest } = user;
    const { code, ...access } = user.access;
    expect(only({ ...rest, access })?.isBare).toBe(true);
    expect(only({ ...rest, access: { ...access, card: ["012345"] } })?.isBare).toBe(false);
    expect(only({ ...rest, access, callPos: [{ peer: "101" }] })?.isBare).toBe(false);
    expect([deleted, owner, code]).toBeDefined();
  });

  test("that is deleted is none, and one that hides who it is makes the listing incomplete", () => {
    expect(readEntries({ users: [{ ...user, deleted: true }] })).toEqual({ entries: [], isWhole: true });
    expect(readEntries({ users: [user, { ...user, uuid: null }, "?"] })).toMatchObject({ isWhole: false });
    expect(readEntries({ series: "1" })).toBeUndefined();
  });

  test("without an end that begins some day has the last that is counted to", () => {
    const entry = only({ ...user, access: { ...user.access, validFrom: "1700000000" } });
    expect(entry?.residents[0]?.window).toEqual({ startsAt: 1_700_000_000_000, endsAt: 4_294_967_295_000 });
  });
});

describe("what is written", () => {
  const window = { startsAt: 1_700_000_000_500, endsAt: 1_700_003_600_500 };

  test("has its time in whole seconds around it, and 0 for none", () => {
    const at = { uuid, switchNumber: 0 };
    expect(writeEntry({ pin: pin("0529"), label: "Guest", window }, at, [])).toEqual({
      uuid,
      name: "Guest",
      access: { pin: "0529", validFrom: "1700000000", validTo: "1700003601" },
    });
    expect(writeEntry({ pin: pin("0529"), label: "Guest", window: undefined }, at, [])).toMatchObject({
      access: { validFrom: "0", validTo: "0" },
    });
  });

  test("leaves the codes of other switches as they are", () => {
    const codes = [pin("1111"), pin("2222"), undefined, undefined];
    const at = { uuid, switchNumber: 2 };
    expect(writeEntry({ pin: pin("3333"), label: "Guest", window: undefined }, at, codes)).toMatchObject({
      access: { code: ["1111", "3333", "", ""] },
    });
    expect(writeWithout(at, codes)).toEqual({ uuid, access: { code: ["1111", "", "", ""] } });
    expect(writeWithout({ uuid, switchNumber: 0 }, codes)).toEqual({ uuid, access: { pin: "" } });
  });

  test("has no letter that a name may not have, and is read with them", () => {
    const written = writeEntry(
      { pin: pin("0529"), label: "A/B <c>", window: undefined },
      { uuid, switchNumber: 0 },
      [],
    );
    expect(written.name).not.toMatch(/[<>/]/);
    expect(only({ ...user, ...written })?.residents[0]?.label).toBe("A/B <c>");
  });
});

test("a verdict is an entry's own", () => {
  expect(readVerdict({ users: [{ uuid, timestamp: 3 }] })).toEqual({ error: undefined });
  expect(readVerdict({ users: [{ uuid, errors: [{ code: "EDIR_UUID_ALREADY_EXISTS" }] }] })).toEqual({
    error: "EDIR_UUID_ALREADY_EXISTS",
  });
  expect(readVerdict({ users: [] })).toBeUndefined();
});
