import { expect, test } from "vitest";
import type { NativeId } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import { form, parseConfig } from "./config.ts";
import {
  readAction,
  readBody,
  readDevices,
  readExposed,
  readLimits,
  readOnline,
  readUser,
  userIn,
  writeClear,
  writeSet,
} from "./wire.ts";

const bytes = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const address = "0x000d6f0000a10c0c" as NativeId;

// As Zigbee2MQTT 2.14.1 publishes them, without what nobody here reads.
const device = {
  ieee_address: address,
  type: "EndDevice",
  friendly_name: "front_door",
  definition: {
    model: "YRD226HA2619",
    vendor: "Yale",
    exposes: [{ type: "lock" }, { type: "composite", property: "pin_code" }],
  },
};
const coordinator = { ieee_address: "0x00124b0012014400", type: "Coordinator", friendly_name: "Coordinator" };
const state = {
  battery: 90,
  linkquality: 200,
  lock_state: "locked",
  users: {
    0: { status: "enabled", pin_code: "0042" },
    1: { status: "available", pin_code: "135790" },
    2: { status: "disabled", pin_code: "" },
    3: { status: "not_supported_255" },
  },
};

test("a lock is a device that takes PINs, and one that has yet to be made out is a device all the same", () => {
  const unknown = { ieee_address: "0x000d6f0000a10c0d", friendly_name: "new", definition: null };
  expect(readDevices(bytes([coordinator, device, unknown]))).toEqual([
    { id: coordinator.ieee_address },
    { id: address, name: "front_door", maker: "Yale", model: "YRD226HA2619" },
    { id: unknown.ieee_address },
  ]);
});

test("a list that hides who one of the devices is shows none, for a lock that is left out would seem removed", () => {
  expect(readDevices(bytes([device, { friendly_name: "nobody" }]))).toBeUndefined();
  expect(readDevices(bytes({ devices: [] }))).toBeUndefined();
  expect(readDevices(bytes("[{"))).toBeUndefined();
});

test("a place is empty, taken or unreadable, and the state counts more than the PIN beside it", () => {
  const first = readUser(state, 0, true);
  expect(first).toMatchObject({ kind: "taken", isEnabled: true });
  expect(first?.kind === "taken" && first.pin?.equals(Pin.parse("0042"))).toBe(true);
  expect(readUser(state, 1, true)).toEqual({ kind: "empty" });
  expect(readUser(state, 2, true)).toEqual({ kind: "taken", pin: undefined, isEnabled: false });
  expect(readUser(state, 3, true)).toEqual({ kind: "unreadable" });
  expect(readUser(state, 4, true)).toBeUndefined();
});

test("a PIN that Zigbee2MQTT is not to publish is what was left over, and is not read", () => {
  expect(readUser(state, 0, false)).toEqual({ kind: "taken", pin: undefined, isEnabled: true });
  const info = { config: { devices: { [address]: { friendly_name: "front_door", expose_pin: true } } } };
  expect(readExposed(bytes(info))?.(address)).toBe(true);
  expect(readExposed(bytes(info))?.("0x1" as NativeId)).toBe(false);
  const byDefault = { config: { device_options: { expose_pin: true }, devices: { [address]: { expose_pin: false } } } };
  expect(readExposed(bytes(byDefault))?.(address)).toBe(false);
  expect(readExposed(bytes(byDefault))?.("0x1" as NativeId)).toBe(true);
});

test("a PIN goes out as text, so that it keeps its zeros, and a clear names no PIN", () => {
  const pin = Pin.parse("0042");
  expect(pin && JSON.parse(writeSet(3, pin))).toEqual({
    pin_code: { user: 3, user_type: "unrestricted", user_enabled: true, pin_code: "0042" },
  });
  expect(JSON.parse(writeClear(0))).toEqual({ pin_code: { user: 0, pin_code: null } });
});

test("places are the numbers of users, from 0 on", () => {
  expect(["0", "249", "65535", "-1", "01", "a", ""].map((place) => userIn(place as never))).toEqual([
    0,
    249,
    65535,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("what a lock can hold is believed where it makes sense", () => {
  const limits = { numOfPinUsersSupported: 250, minPinLen: 4, maxPinLen: 8 };
  expect(readLimits({ pin_limits: limits })).toEqual({ places: 250, shortest: 4, longest: 8 });
  expect(readLimits({ pin_limits: { ...limits, numOfPinUsersSupported: 65_535 } })?.places).toBe(1_000);
  expect(readLimits({ pin_limits: { ...limits, numOfPinUsersSupported: 0 } })).toBeUndefined();
  expect(readLimits({ pin_limits: "many" })).toBeUndefined();
});

test("what happened at a lock is told with how, and by whom where somebody typed", () => {
  const at = (action: string, action_source_name: string, action_user: number | null) =>
    readAction({ ...state, action, action_source_name, action_user });
  expect(at("unlock", "keypad", 7)).toEqual({ kind: "turned", to: "unlocked", method: "keycode", user: 7 });
  expect(at("lock", "rf", 65_535)).toEqual({ kind: "turned", to: "locked", method: "remote", user: undefined });
  expect(at("key_unlock", "manual", 0)).toEqual({ kind: "turned", to: "unlocked", method: "manual", user: undefined });
  expect(at("auto_lock", "", null)).toMatchObject({ to: "locked", method: "automatic" });
  expect(at("unlock_failure_invalid_pin_or_id", "keypad", null)).toEqual({ kind: "denied" });
  expect(at("pin_code_changed", "keypad", 3)).toEqual({ kind: "programmed", user: 3, over: false });
  expect(at("pin_code_added", "rf", 3)).toEqual({ kind: "programmed", user: 3, over: true });
  expect(at("toString", "keypad", 3)).toBeUndefined();
  expect(readAction(state)).toBeUndefined();
});

test("a lock's body is read as far as it says", () => {
  expect(readBody({ ...state, door_state: "open" })).toEqual({ locked: true, doorOpen: true, batteryLevel: 0.9 });
  expect(readBody({ lock_state: "not_fully_locked", battery: 130 })).toEqual({ locked: false, batteryLevel: 1 });
  expect(readBody({ lock_state: 1, door_state: "error_jammed" })).toEqual({});
});

test("who is online says so in JSON or in a bare word, and anything else says nothing", () => {
  expect(['{"state":"online"}', "offline", '{"state":7}', "[]", ""].map((one) => readOnline(bytes(one)))).toEqual([
    true,
    false,
    undefined,
    undefined,
    undefined,
  ]);
});

test("a configuration has a broker's address and a topic that can be published to, and no password in the address", () => {
  expect(parseConfig({ url: "mqtts://broker.example.com:8883" })).toEqual({
    url: "mqtts://broker.example.com:8883",
    baseTopic: "zigbee2mqtt",
  });
  for (const raw of [
    undefined,
    { url: "https://broker.example.com" },
    { url: "mqtt://user:secret@broker.example.com" },
    { url: "mqtt://broker.example.com", baseTopic: "home/#" },
    { url: "mqtt://broker.example.com", baseTopic: "home/" },
  ])
    expect(parseConfig(raw)).toBeUndefined();
  const filledIn = Object.fromEntries(form.map(({ name }) => [name, name === "url" ? "mqtt://broker" : name]));
  expect(Object.keys(parseConfig(filledIn) ?? {})).toEqual(form.map(({ name }) => name));
});
