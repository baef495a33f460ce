import { expect, test } from "vitest";
import { Pin } from "#domain/pin.ts";
import { readCredential, readLock, readLocks, readRecord, readUserEntry, readWritten, writePin } from "./wire.ts";

const guest = {
  userIndex: 3,
  userName: "Guest",
  userUniqueId: 77,
  userStatus: 1,
  userType: 1,
  credentialRule: 0,
  credentials: [
    { credentialType: 1, credentialIndex: 4 },
    { credentialType: 2, credentialIndex: 9 },
  ],
  creatorFabricIndex: 1,
  lastModifiedFabricIndex: 2,
  nextUserIndex: 5,
};

test("a user is read with its PINs, without its cards, and with who made and who changed it", () => {
  expect(readUserEntry(guest)).toEqual({
    user: { index: 3, name: "Guest", uniqueId: 77, status: 1, type: 1, pins: [4], creator: 1, modifier: 2 },
    next: 5,
  });
});

test("an empty index holds nobody, and leads on", () => {
  const empty = { ...guest, userStatus: null, userName: null, credentials: null, creatorFabricIndex: null };
  expect(readUserEntry(empty)).toEqual({ user: undefined, next: 5 });
  expect(readUserEntry({ ...empty, userStatus: 0, nextUserIndex: null })).toEqual({ user: undefined, next: undefined });
});

test("a user from the keypad belongs to no fabric, and has no number of ours", () => {
  const stranger = { ...guest, creatorFabricIndex: null, lastModifiedFabricIndex: null, userUniqueId: 0xffffffff };
  expect(readUserEntry(stranger)?.user).toMatchObject({ creator: undefined, modifier: undefined, uniqueId: undefined });
});

test("answers that make no sense are not read", () => {
  for (const body of [undefined, null, 7, "x", [], {}, { userIndex: "1" }, { userIndex: Number.NaN }]) {
    expect(readUserEntry(body)).toBeUndefined();
    expect(readWritten(body)).toBeUndefined();
    expect(readCredential(body)).toBeUndefined();
    expect(readLock(body)).toBeUndefined();
  }
  expect(readLocks([{ lock: "1-1", door: {} }, { lock: "2-1" }])).toBeUndefined();
});

test("digits travel as text, with zeros in front", () => {
  const pin = Pin.parse("0042");
  expect(pin && new TextDecoder().decode(writePin(pin))).toBe("0042");
});

test("of changes, those of users and of PINs count, and not those of cards", () => {
  const change = { lockDataType: 6, dataOperationType: 2, userIndex: 3, dataIndex: 4, fabricIndex: null };
  expect(readRecord(change)).toEqual({ userIndex: 3, pinIndex: 4, fabric: undefined, removes: false });
  expect(readRecord({ ...change, lockDataType: 2, dataOperationType: 1, fabricIndex: 1 })).toEqual({
    userIndex: 3,
    pinIndex: undefined,
    fabric: 1,
    removes: true,
  });
  expect(readRecord({ ...change, lockDataType: 7 })).toBeUndefined();
});

test("a lock says what it is, and half percents of its battery", () => {
  const lock = readLock({
    lock: "1-1",
    online: true,
    fabric: 2,
    about: { nodeLabel: "", productName: "Bolt", vendorName: "Maker" },
    time: { utcTime: 1_796_021_556_701_000n, timeZone: [{ offset: 0, validAt: 0n, name: "Europe/Berlin" }] },
    power: { batPercentRemaining: 150 },
    door: {
      lockState: 1,
      doorState: 5,
      numberOfTotalUsersSupported: 10,
      numberOfPinUsersSupported: 8,
      minPinCodeLength: 4,
      maxPinCodeLength: 6,
      features: { pinCredential: true, user: true, yearDayAccessSchedules: true },
    },
  });
  expect(lock).toMatchObject({ name: "Bolt", battery: 0.75, locked: true, doorOpen: true, zone: "Europe/Berlin" });
  expect(lock).toMatchObject({ time: 1_796_021_556_701, users: 10, pins: 8, shortest: 4, longest: 6 });
});

test("a clock that is not set is told from a lock without one, and a zone that nobody knows is none", () => {
  const bare = { lock: "1-1", door: {} };
  expect(readLock(bare)?.time).toBeUndefined();
  expect(readLock({ ...bare, time: { utcTime: null, timeZone: [{ offset: 0, name: "Mars/Olympus" }] } })).toMatchObject(
    {
      time: null,
      zone: undefined,
    },
  );
});
