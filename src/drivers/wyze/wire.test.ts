import { describe, expect, test } from "vitest";
import type { NativeId, Place } from "#domain/ids.ts";
import { setStep } from "#drivers/contract/clause.ts";
import { readHome, readInfo, reportOf } from "./devices.ts";
import { readRecord } from "./records.ts";
import { signatureOf, signed } from "./signing.ts";
import { readListing, residentsOf, writeChange, writeCode } from "./wire.ts";

const device = "ABCDEF1234567890" as NativeId;

describe("a call to the cloud of the locks", () => {
  const clouds = {
    appKey: "app",
    appSecret: "secret of the app",
    authUrl: "",
    apiUrl: "",
    lockUrl: "",
    authKey: undefined,
  };

  test("is signed as wyze-sdk signs it, signs that a form escapes included", () => {
    const values = {
      uuid: device,
      userid: "owner",
      name: "Anna's café (2) *!~",
      permission: '{"status": 1}',
      password: "00",
      accessToken: "token",
      key: "app",
      timestamp: "1798761600000",
    };
    // Worked out with the same steps in Python's own libraries.
    expect(signatureOf("POST", "/openapi/lock/v1/pwd/operations/add", values, clouds.appSecret)).toBe(
      "c8da3d249390fad1c81f5e984a8aab6b",
    );
  });

  test("carries the token under one name where it asks, and under another where it orders", () => {
    const url = new URL("https://locks.example/openapi/lock/v1/pwd?uuid=1");
    const asked = signed({ method: "GET", url }, "token", clouds, 5);
    expect([...asked.url.searchParams.keys()]).toEqual(["uuid", "access_token", "key", "timestamp", "sign"]);
    const ordered = signed({ method: "POST", url, body: { uuid: "1" } }, "token", clouds, 5);
    expect(ordered.body).toMatchObject({ uuid: "1", accessToken: "token", key: "app", timestamp: "5" });
    expect(ordered.url.href).toBe(url.href);
  });
});

describe("a PIN", () => {
  const step = setStep("529174", { label: "Guest" });

  test("travels encrypted under the account's secret", () => {
    const sent = writeCode(device, step, { userId: "owner", secret: "a secret of the account" });
    // As the command line of OpenSSL encrypts it.
    expect(sent).toEqual({
      uuid: device,
      userid: "owner",
      name: "Guest",
      password: "d27b5dd561c165da5370fe9711818a4f",
      permission: '{"status":1}',
    });
  });

  test("goes with its times in whole seconds, never beyond the window", () => {
    const window = { startsAt: 1_798_761_600_001, endsAt: 1_798_765_200_999 };
    const sent = writeChange(device, { ...step, window }, { place: "12" as Place, secret: "s" });
    expect(sent).toMatchObject({ passwordid: "12", permission: '{"status":2,"begin":1798761601,"end":1798765200}' });
  });
});

describe("a listing of codes", () => {
  const [adding, deleting, updating, freezing] = [1, 2, 3, 4];
  const [pending, failure, success] = [1, 2, 3];
  const entry = (operation: number, operation_stage: number, more: object = {}) => ({
    id: 7,
    name: "Made as",
    username: "Called now",
    time: 1_798_761_600_000,
    pwd_state: 2,
    permission: { status: 1, begin: 0, end: 0 },
    operation,
    operation_stage,
    ...more,
  });
  const only = (row: object) => residentsOf(readListing({ passwords: [row] }) ?? { entries: [], complete: false })[0];

  test.for([
    [adding, pending, "arriving"],
    [adding, success, "on_lock"],
    [adding, failure, undefined],
    [updating, pending, "on_lock"],
    [updating, failure, "on_lock"],
    [updating, success, "on_lock"],
    [deleting, pending, "leaving"],
    [deleting, failure, "on_lock"],
    [deleting, success, undefined],
    [adding, 9, "arriving"],
  ] as const)("of operation %i in stage %i is %s", ([operation, stage, state]) => {
    expect(only(entry(operation, stage))?.state).toBe(state);
  });

  test("hides digits, and shows the name that can be changed", () => {
    expect(only(entry(adding, success))).toEqual({
      place: "7",
      pin: undefined,
      label: "Called now",
      window: undefined,
      state: "on_lock",
    });
    expect(only(entry(adding, success, { username: null }))?.label).toBe("Made as");
  });

  test("never takes a frozen code for one that opens", () => {
    expect(only(entry(freezing, success, { pwd_state: 5 }))?.state).toBe("arriving");
  });

  test("is read with times in seconds and in milliseconds", () => {
    const window = { startsAt: 1_798_761_600_000, endsAt: 1_798_765_200_000 };
    const seconds = { status: 2, begin: 1_798_761_600, end: 1_798_765_200 };
    const once = { status: 3, begin: window.startsAt, end: window.endsAt };
    const weekly = { status: 4, begin: 0, end: 0 };
    expect(only(entry(adding, success, { permission: seconds }))?.window).toEqual(window);
    expect(only(entry(adding, success, { permission: once }))?.window).toEqual(window);
    expect(only(entry(adding, success, { permission: weekly }))?.window).toBeUndefined();
  });

  test("with an entry that has no number is not complete, and anything else is none", () => {
    expect(readListing({ passwords: [entry(adding, success), { name: "?" }] })).toMatchObject({ complete: false });
    expect(readListing({ passwords: {} })).toBeUndefined();
  });
});

describe("the account's list", () => {
  const lock = {
    mac: "YD.LO1.abc",
    product_model: "YD.LO1",
    nickname: "Front door",
    timezone_name: "America/New_York",
  };
  const home = (...device_list: object[]) => readHome({ code: "1", data: { device_list } });

  test("shows locks that have gateways among whatever else there is", () => {
    const others = [
      { mac: "YD.GW1.def", product_model: "YD.GW1" },
      { mac: "1", product_model: "YD_BT1" },
      { mac: "2", product_model: "WYZE_CAKP2JFUS" },
    ];
    expect(home(...others, lock)).toEqual([{ id: "abc", name: "Front door", timeZone: "America/New_York" }]);
  });

  test("is none where it hides what something is, for a lock left out would look removed", () => {
    expect(home(lock, { mac: "3" })).toBeUndefined();
    expect(home({ ...lock, mac: "YD.LO1." })).toBeUndefined();
    expect(readHome({ data: {} })).toBeUndefined();
  });
});

describe("a lock", () => {
  const shown = {
    uuid: device,
    onoff_line: 1,
    power: 80,
    parent: "gateway",
    locker_status: { hardlock: 1, door: 2 },
    keypad_enable_status: 1,
    keypad: { uuid: "k" },
  };
  const listed = { id: device, name: "Front door", timeZone: undefined };
  const report = (more: object) => {
    const info = readInfo({ device: { ...shown, ...more } }, device);
    return info && reportOf(listed, info, undefined);
  };

  test("is told with its charge, bolt and door, and with what its parts let it do", () => {
    expect(report({})).toMatchObject({
      batteryLevel: 0.8,
      locked: true,
      doorOpen: false,
      hasKeypad: true,
      conditions: [],
      capabilities: { programsOnlineCodes: true, unlocksRemotely: true, codeLengths: [4, 5, 6, 7, 8], maxCodes: 50 },
    });
  });

  test("without a gateway, or without a keypad that is on, takes no codes and says why", () => {
    const [bare, keyless, off] = [{ parent: "" }, { keypad: null }, { keypad_enable_status: 2 }].map(report);
    expect(bare).toMatchObject({ conditions: [{ name: "no_bridge" }], capabilities: { locksRemotely: false } });
    for (const one of [keyless, off]) expect(one).toMatchObject({ conditions: [{ name: "no_keypad" }] });
    for (const one of [bare, keyless, off]) expect(one?.capabilities.programsOnlineCodes).toBe(false);
  });

  test("of another number, or that does not say whether it is there, is not read", () => {
    expect(report({ uuid: "another" })).toBeUndefined();
    expect(report({ onoff_line: null })).toBeUndefined();
  });

  test("says nothing of a bolt on its way and of a door that it does not feel", () => {
    expect(report({ locker_status: { hardlock: 2, door: 255 }, power: -1 })).toMatchObject({
      locked: undefined,
      doorOpen: undefined,
      batteryLevel: undefined,
    });
  });
});

describe("an entry of the history", () => {
  const entry = (eventid: number, source: number, more: object = {}) => ({
    eventid,
    uuid: device,
    time: 1_798_761_600_000,
    details: { source, sourceid: 7, source_name: "Guest", ...more },
  });

  test.for([
    [2203, 102, { to: "unlocked", method: "keycode", place: "7" }],
    [2203, 2, { to: "unlocked", method: "keycode", place: "7" }],
    [2203, 9, { to: "unlocked", method: "remote", place: undefined }],
    [2216, 8, { to: "locked", method: "automatic", place: undefined }],
    [2203, 3, { to: "unlocked", method: "unknown", place: undefined }],
  ] as const)("of event %i by source %i", ([eventid, source, told]) => {
    expect(readRecord(entry(eventid, source), device)).toMatchObject({
      kind: "turned",
      at: 1_798_761_600_000,
      ...told,
    });
  });

  test("of a jam, of another lock or without a time is not told", () => {
    expect(readRecord(entry(2221, 5), device)).toBeUndefined();
    expect(readRecord({ ...entry(2203, 5), uuid: "another" }, device)).toBeUndefined();
    expect(readRecord({ ...entry(2203, 5), time: null }, device)).toBeUndefined();
  });
});
