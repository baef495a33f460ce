import { describe, expect, test } from "vitest";
import { pinOf, setStep } from "#drivers/contract/clause.ts";
import { readFound, readStates } from "./device.ts";
import { fromDateRange, toDateRange } from "./local-times.ts";
import { asIssued } from "./token-answer.ts";
import { flawOf, readPatience, readUser, readUsers, spelled, writeUser } from "./wire.ts";

/** As the maker's page on foundational APIs shows devices, with a lamp between. */
const discovered = {
  devices: [
    {
      id: "40:4C:CA:00:00:01",
      name: "Sample Lock",
      category: "LOCK",
      handleType: "utec-lock",
      deviceInfo: { manufacturer: "U-tec", model: "U-Bolt-Pro-WiFi", hwVersion: "03.40.0023" },
      customData: { userId: 123, otherData: "abc" },
    },
    { id: "lamp", name: "Sample Light", type: "LIGHT", handleType: "utec-bulb-color-rgbw" },
  ],
};

describe("a device", () => {
  test("that is a lock is found, under a type that the contract knows, with what it wants carried along", () => {
    expect(readFound(discovered, undefined)).toMatchObject([
      {
        addressed: { id: "40:4C:CA:00:00:01", customData: { userId: 123, otherData: "abc" } },
        report: { deviceType: "smartthings_lock", manufacturer: "U-tec", modelName: "U-Bolt-Pro-WiFi" },
      },
    ]);
  });

  test("without an id makes the list none, for a lock that was left out would look removed", () => {
    expect(readFound({ devices: [{ category: "LOCK" }] }, undefined)).toBeUndefined();
    expect(readFound({ devices: {} }, undefined)).toBeUndefined();
  });

  test("keeps windows where somebody has said where it hangs, and takes no PIN with a zero before it anywhere", () => {
    const capabilities = (zone?: string) => readFound(discovered, zone)?.[0]?.report.capabilities;
    expect(capabilities()).toMatchObject({
      schedulesNatively: false,
      startsWithZero: false,
      codeLengths: [4, 5, 6, 7, 8],
    });
    expect(capabilities("Europe/Berlin")).toMatchObject({
      schedulesNatively: true,
      windows: { zone: "Europe/Berlin" },
    });
  });

  test("is as its states say, in the spelling of the maker's pages and of its cloud", () => {
    const states = (words: readonly [string, string, string], locked: string) => [
      { capability: words[0], name: "status", value: "Online" },
      { capability: words[1], name: "lockState", value: locked },
      { capability: words[2], name: "level", value: 2 },
      { capability: "st.DoorSensor", name: "sensorState", value: "Open" },
    ];
    const read = readStates({
      devices: [
        { id: "one", states: states(["st.healthCheck", "st.Lock", "st.BatteryLevel"], "locked") },
        { id: "two", states: states(["st.healthCheck", "st.lock", "st.batteryLevel"], "Jammed") },
        { id: "off", states: [{ capability: "st.healthCheck", name: "status", value: "offline" }] },
        { id: "away", error: { code: "DEVICE_OFFLINE", message: "Device is offline and cannot accept commands" } },
        { id: "mute" },
      ],
    });
    const well = { disconnected: undefined, batteryLevel: 0.4, doorOpen: true };
    expect(read?.get("one")).toEqual({ ...well, locked: true });
    expect(read?.get("two")).toEqual({ ...well, locked: undefined });
    expect(read?.get("off")?.disconnected).toBe("device_disconnected");
    expect(read?.get("away")?.disconnected).toBe("device_disconnected");
    expect(read?.has("mute")).toBe(false);
  });
});

describe("a user", () => {
  const listed = { id: 706_106, name: "Guest", type: 2, status: 1, sync_status: 1 };
  const whole = { ...listed, password: "9725", daterange: ["2027-09-05 09:00", "2027-09-05 11:00"] };
  const read = (more: object) => readUser({ user: { ...whole, ...more } }, { id: 706_106, isOnLock: true }, "UTC");

  test("is on the lock once it is synchronised, and unless its owner has switched it off", () => {
    const users = [listed, { ...listed, sync_status: 0 }, { ...listed, status: 0 }, { ...listed, id: "x" }];
    expect(readUsers({ users })?.map((user) => user?.isOnLock)).toEqual([true, false, false, undefined]);
    expect(readUsers({ id: "lock" })).toEqual([]);
    expect(readUsers({ users: {} })).toBeUndefined();
    expect(readUsers({ states: [] })).toBeUndefined();
  });

  test("is read with its digits, as text or as a number, and its times", () => {
    const window = { startsAt: Date.UTC(2027, 8, 5, 9), endsAt: Date.UTC(2027, 8, 5, 11) };
    const place = "706106";
    expect(read({})).toMatchObject({ place, label: "Guest", window, state: "on_lock" });
    for (const password of ["9725", 9725]) {
      const resident = read({ password, type: 0 });
      expect(resident).toMatchObject({ place, window: undefined });
      expect(typeof resident === "object" && resident.pin?.equals(pinOf("9725"))).toBe(true);
    }
  });

  test("who types nothing has no code, and one whose times cannot be read is not told as without an end", () => {
    expect(read({ password: "" })).toBe("no_pin");
    expect(read({ daterange: ["soon", "later"] })).toBeUndefined();
    expect(read({ daterange: undefined })).toBeUndefined();
    expect(read({ id: 1 })).toBeUndefined();
  });

  test("is written whole where it has a time, for the cloud refuses a part", () => {
    const window = { startsAt: Date.UTC(2026, 6, 1, 19, 0, 30), endsAt: Date.UTC(2026, 6, 3, 2, 0, 30) };
    expect(writeUser(setStep("4242", { window }), "America/New_York")).toEqual({
      name: "Guest",
      password: 4242,
      type: 2,
      daterange: ["2026-07-01 15:00", "2026-07-02 22:01"],
      weeks: [0, 1, 2, 3, 4, 5, 6],
      timerange: ["00:00", "23:59"],
      limit: 0,
    });
    expect(writeUser(setStep("4242"), undefined)).toEqual({ name: "Guest", password: 4242, type: 0 });
  });

  test("stands in a command's arguments, or beside its name", () => {
    const get = { capability: "st.lockUser", name: "get", about: { id: 7 } } as const;
    const add = { capability: "st.lockUser", name: "add", about: { name: "Guest" } } as const;
    const rest = ({ about: _, ...command }: typeof get | typeof add) => command;
    expect(spelled(get, "within")).toEqual({ ...rest(get), arguments: { id: 7 } });
    expect(spelled(get, "beside")).toEqual({ ...rest(get), id: 7 });
    expect(spelled(add, "within")).toEqual({ ...rest(add), arguments: { name: "Guest" } });
    expect(spelled(add, "beside")).toEqual({ ...rest(add), user: { name: "Guest" } });
  });
});

test("digits that would lose a zero, or are too few or many, are told apart before they are sent", () => {
  expect(["0123", "123456789", "1230"].map((digits) => flawOf(pinOf(digits)) === undefined)).toEqual([
    false,
    false,
    true,
  ]);
});

test("times cross a change of the clock as the clock at the lock shows them", () => {
  const window = { startsAt: Date.UTC(2026, 9, 24, 12), endsAt: Date.UTC(2026, 9, 25, 12) };
  const range = toDateRange(window, "Europe/Berlin");
  expect(range).toEqual(["2026-10-24 14:00", "2026-10-25 13:00"]);
  expect(fromDateRange(range, "Europe/Berlin")).toEqual(window);
});

test("how long the lock is given stays within what the maker names", () => {
  const seconds = (value: unknown) => ({ states: [{ capability: "st.deferredResponse", name: "seconds", value }] });
  expect([seconds(5), seconds(900), seconds(-1), {}].map(readPatience)).toEqual([5_000, 20_000, 1_000, 10_000]);
});

test("tokens are taken out of their shell, and a refusal in it is one", () => {
  const answer = (body: object) =>
    ({ kind: "answered", status: 200, headers: new Headers(), body, retryAt: undefined }) as const;
  const data = { access_token: "a", refresh_token: "r", expires_in: 601_200 };
  expect(asIssued(answer({ code: 200, data }))).toMatchObject({ status: 200, body: data });
  expect(asIssued(answer({ code: 400, data: {} }))).toMatchObject({ status: 400 });
  expect(asIssued(answer(data))).toEqual(answer(data));
});
