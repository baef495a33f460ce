import { describe, expect, test } from "vitest";
import { Pin } from "#domain/pin.ts";
import { readBook } from "./book.ts";
import { receive } from "./deliveries.ts";
import { command, pathOf, readDevice, readDevices } from "./wire.ts";

const kept =
  '{"1":{"code":"4821","name":"Ann"},"2":{"name":"Bea","code":"0529"},"251":{"code":"7070","name":"code #251"}}';

/** As a real hub shows one lock (hacs-hubitat, issue 307, February 2025), with other digits and names. */
const lock = (more: readonly object[] = [], lockCodes: unknown = kept) => ({
  id: "93",
  name: "Yale Front Door Lock",
  label: "Front door",
  type: "Generic Z-Wave Lock",
  room: "Stairway",
  attributes: [
    { name: "lockCodes", currentValue: lockCodes, dataType: "JSON_OBJECT" },
    { name: "maxCodes", currentValue: 255, dataType: "NUMBER" },
    { name: "lastCodeName", currentValue: "Ann", dataType: "STRING" },
    { name: "codeChanged", currentValue: "changed", dataType: "ENUM" },
    ...more,
  ],
  capabilities: ["Lock", { attributes: [{ name: "lock", dataType: null }] }, "LockCodes", "Battery"],
  commands: ["deleteCode", "getCodes", "lock", "setCode", "setCodeLength", "unlock"],
});
const bookOf = (...of: Parameters<typeof lock>) => {
  const device = readDevice(lock(...of));
  return device && readBook(device);
};

describe("a lock", () => {
  test("has its codes as JSON in a text, with digits and names by position", () => {
    const book = bookOf();
    expect(book?.entries.map(({ position, name, pin }) => [position, name, pin?.reveal()])).toEqual([
      [1, "Ann", "4821"],
      [2, "Bea", "0529"],
      [251, "code #251", "7070"],
    ]);
    expect(book).toMatchObject({ state: "read", complete: true, maxCodes: 255, lastWord: "changed" });
    expect(book?.free?.slice(0, 2)).toEqual([3, 4]);
    expect(book?.free?.includes(251)).toBe(false);
  });

  test("has the same where all devices are listed, with every value as text and attributes by name", () => {
    const attributes = {
      lockCodes: kept,
      maxCodes: "255",
      codeLength: "6",
      lock: "locked",
      dataType: "ENUM",
      values: null,
    };
    const [device] = readDevices([{ ...lock(), attributes, capabilities: ["Lock", "LockCodes"] }]) ?? [];
    expect(device && readBook(device)).toMatchObject({ complete: true, maxCodes: 255, codeLengths: [6] });
  });

  test("that names one length takes no other, and one that names none takes four to eight digits", () => {
    expect(bookOf([{ name: "codeLength", currentValue: 4 }])?.codeLengths).toEqual([4]);
    expect(bookOf()?.codeLengths).toEqual([4, 5, 6, 7, 8]);
  });

  test("whose digits the hub does not have is taken all the same", () => {
    const book = bookOf([], '{"1":{"code":"**********","name":"Ann"}}');
    expect(book).toMatchObject({ complete: true, entries: [{ position: 1, name: "Ann", pin: undefined }] });
  });

  test.each([
    ["a position that is none", '{"first":{"code":"4821","name":"Ann"}}'],
    ["an entry that is none", '{"1":"Ann"}'],
    ["a prototype for a position", '{"__proto__":{"code":"4821","name":"Ann"}}'],
  ])("with %s does not show everything, and no position is known to be empty", (_, text) => {
    expect(bookOf([], text)).toMatchObject({ complete: false, free: undefined });
  });

  test.each([
    ["unread", null],
    ["unread", '{"1":'],
    ["encrypted", "A1B2C3=="],
  ])("whose codes are %s shows none, which is not that it has none (%s)", (state, text) => {
    expect(bookOf([], text)).toMatchObject({ state, entries: [], complete: false, free: undefined });
  });

  test("without lock codes takes none", () => {
    const device = readDevice({ ...lock(), capabilities: ["Lock", "Battery"] });
    expect([device?.isLock, device && readBook(device)]).toEqual([true, undefined]);
  });
});

test("a listing in which a device has no id is no listing, for a lock left out would look removed", () => {
  expect(readDevices([lock(), { ...lock(), id: null }])).toBeUndefined();
  expect(readDevices({ devices: [] })).toBeUndefined();
});

test("a command has its values behind it, with commas between, and zeros in front of a PIN stay", () => {
  const pin = Pin.parse("0529");
  expect(pin && pathOf(command("setCode", 3, pin, "Guest"))).toEqual(["setCode", "3,0529,Guest"]);
  expect(pathOf(command("lock"))).toEqual(["lock"]);
});

test("what a hub posts is believed in nothing but that there is something to look at", () => {
  const post = (content: unknown) => receive({ headers: new Headers(), body: JSON.stringify({ content }) });
  const event = { name: "lastCodeName", value: "Ann", displayName: "Front door", deviceId: "93", data: null };
  expect(post(event)).toEqual([{ kind: "changed", at: 0, device: "93" }]);
  // Of the hub itself.
  expect(post({ ...event, name: "mode", deviceId: null })).toBeUndefined();
  expect(receive({ headers: new Headers(), body: "hello" })).toBeUndefined();
});
