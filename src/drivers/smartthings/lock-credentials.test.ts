import { expect, test } from "vitest";
import type { AccessCodeId, NativeId, Place } from "#domain/ids.ts";
import { Pin } from "#domain/pin.ts";
import type { Step } from "#domain/step.ts";
import { listed, ok, scriptedCloud } from "#test/support/scripted-smartthings.ts";

const never = new AbortController().signal;
const lock = "lock-1" as NativeId;
const code = "11111111-1111-4111-8111-111111111111" as AccessCodeId;
const pin = Pin.parse("529174");
const set = { kind: "set", code, pin, label: "Guest", window: undefined, into: undefined, why: "A test." } as Step;

interface User {
  readonly userIndex: number;
  readonly userName: string;
}

/** What stands on a lock with users and credentials, which an order changes at once. */
interface Standing {
  readonly users: User[];
  readonly credentials: object[];
  /** The last result of a command on credentials. */
  result?: object;
  /** The last result of a command on users. */
  userResult?: object;
}

type Args = readonly (string & number)[];

function lockWith(type: "MATTER" | "ZWAVE", standing: Standing, obey: (command: string, args: Args) => void) {
  const ordered: unknown[] = [];
  const { driver } = scriptedCloud({
    [`/v1/devices/${lock}`]: () => ok(listed(lock, type)),
    [`/v1/devices/${lock}/health`]: () => ok({ state: "ONLINE" }),
    [`/v1/devices/${lock}/status`]: () => {
      const told = { value: standing.userResult ?? null, timestamp: `${ordered.length}` };
      const lockUsers = { users: { value: standing.users }, commandResult: told };
      const commandResult = { value: standing.result ?? null, timestamp: `${ordered.length}` };
      const lockCredentials = { credentials: { value: standing.credentials }, commandResult };
      return ok({ components: { main: { lock: {}, lockUsers, lockCredentials } } });
    },
    [`/v1/devices/${lock}/commands`]: (_, body) => {
      const { commands } = body as { commands: readonly { command: string; arguments: Args }[] };
      for (const { command, arguments: args } of commands) {
        ordered.push([command, ...args]);
        obey(command, args);
      }
      return ok({ results: [{ id: "1", status: "ACCEPTED" }] });
    },
  });
  return { driver, ordered };
}

test("a code of a Matter lock is a user of its name first, who may come in at any time, and then that user's PIN", async () => {
  const standing: Standing = {
    users: [{ userIndex: 1, userName: "Owner" }],
    credentials: [{ userIndex: 1, credentialIndex: 5, credentialType: "pin" }],
  };
  const { driver, ordered } = lockWith("MATTER", standing, (command, [name]) => {
    if (command === "addUser") standing.users.push({ userIndex: 5, userName: name ?? "" });
    else standing.credentials.push({ userIndex: 5, credentialIndex: 9, credentialType: "pin" });
  });
  expect(await driver.apply(lock, set, never)).toMatchObject({ kind: "done", place: "9" });
  expect(ordered).toEqual([
    ["addUser", "Guest", "adminMember"],
    ["addCredential", 5, "adminMember", "pin", "529174", "Guest"],
  ]);
});

test("a Matter user of ours that got no PIN before gets it now, and one who has something else is left alone", async () => {
  const standing: Standing = { users: [{ userIndex: 5, userName: "Guest" }], credentials: [] };
  const { driver, ordered } = lockWith("MATTER", standing, () =>
    standing.credentials.push({ userIndex: 5, credentialIndex: 9, credentialType: "pin" }),
  );
  expect(await driver.apply(lock, set, never)).toMatchObject({ kind: "done", place: "9" });
  expect(ordered).toHaveLength(1);
  const withFinger = {
    ...standing,
    credentials: [{ userIndex: 5, credentialIndex: 1, credentialType: "fingerprint" }],
  };
  const other = lockWith("MATTER", withFinger, () => {});
  expect(await other.driver.apply(lock, set, never)).toMatchObject({ kind: "refused", because: "name_taken" });
  expect(other.ordered).toEqual([]);
});

test("a slot that somebody took first is theirs, and so is its user", async () => {
  const standing: Standing = { users: [], credentials: [] };
  const { driver, ordered } = lockWith("ZWAVE", standing, (command, [index]) => {
    if (command === "updateUser") standing.users.push({ userIndex: index ?? 0, userName: "Guest" });
    if (command === "addCredential") standing.result = { commandName: command, statusCode: "occupied" };
  });
  expect(await driver.apply(lock, { ...set, at: "2" as Place } as Step, never)).toMatchObject({ because: "occupied" });
  expect(ordered).toEqual([
    ["updateUser", 2, "Guest", "guest"],
    ["addCredential", 2, "guest", "pin", "529174", "Guest"],
  ]);
});

test("a person keeps the finger when the PIN is deleted", async () => {
  const finger = { userIndex: 1, credentialIndex: 1, credentialType: "fingerprint" };
  const standing: Standing = {
    users: [{ userIndex: 1, userName: "Owner" }],
    credentials: [finger, { userIndex: 1, credentialIndex: 3, credentialType: "pin" }],
  };
  const { driver, ordered } = lockWith("ZWAVE", standing, () => standing.credentials.splice(1));
  const expecting = { pin: undefined, label: "Owner" };
  const step = { kind: "clear", code, place: "3" as Place, expecting, why: "A test." } as const;
  expect(await driver.apply(lock, step, never)).toMatchObject({ kind: "done" });
  expect(ordered).toEqual([["deleteCredential", 3, "pin"]]);
});

test("a number whose user was left without a PIN is given to the next code once no other is free", async () => {
  const finger = { userIndex: 1, credentialIndex: 1, credentialType: "fingerprint" };
  const standing: Standing = {
    users: Array.from({ length: 20 }, (_, at) => ({ userIndex: at + 1, userName: `Left ${at + 1}` })),
    credentials: [finger],
  };
  const { driver, ordered } = lockWith("ZWAVE", standing, (command, [index]) => {
    if (command === "updateUser") standing.users[1] = { userIndex: index ?? 0, userName: "Guest" };
    else standing.credentials.push({ userIndex: 2, credentialIndex: 2, credentialType: "pin" });
  });
  expect(await driver.apply(lock, set, never)).toMatchObject({ kind: "done", place: "2" });
  expect(ordered).toEqual([
    ["updateUser", 2, "Guest", "guest"],
    ["addCredential", 2, "guest", "pin", "529174", "Guest"],
  ]);
});

test("a Matter lock that has no room for another user takes one who was left without a PIN", async () => {
  const standing: Standing = { users: [{ userIndex: 5, userName: "Left" }], credentials: [] };
  const { driver, ordered } = lockWith("MATTER", standing, (command) => {
    if (command === "addUser") standing.userResult = { commandName: command, statusCode: "resourceExhausted" };
    if (command === "updateUser") standing.users[0] = { userIndex: 5, userName: "Guest" };
    if (command === "addCredential")
      standing.credentials.push({ userIndex: 5, credentialIndex: 9, credentialType: "pin" });
  });
  expect(await driver.apply(lock, set, never)).toMatchObject({ kind: "done", place: "9" });
  expect(ordered.map((order) => (order as string[])[0])).toEqual(["addUser", "updateUser", "addCredential"]);
});
