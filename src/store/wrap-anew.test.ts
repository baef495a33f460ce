import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkspace } from "#app/workspaces.ts";
import { openTestDesk, type TestDesk } from "#test/support/desk.ts";
import { openStore, type Store } from "./store.ts";
import { wrapAnew } from "./wrap-anew.ts";

const place = { table: "access_codes", column: "sealed_pin", row: "1" };
const [next, stranger] = [8, 9].map((byte) => new Uint8Array(32).fill(byte)) as [Uint8Array, Uint8Array];

let desk: TestDesk;
beforeEach(async () => {
  desk = await openTestDesk();
});
afterEach(() => desk.close());

const serverWith = (masterKey: Uint8Array, before?: Uint8Array): Store =>
  openStore(desk.store.db, desk.runtime, masterKey, before);
const open = async (store: Store, sealed: Uint8Array) => (await store.keysOf(desk.workspace)).open(place, sealed);

test("what was sealed opens before, while and after the master key is replaced, and then by the new one alone", async () => {
  const before = desk.store.masterKey;
  const sealed = (await desk.store.keysOf(desk.workspace)).seal(place, "1234");
  expect(await open(serverWith(next, before), sealed)).toBe("1234");
  await expect(open(serverWith(next), sealed)).rejects.toThrow();
  const { randomBytes } = desk.runtime;
  expect(await wrapAnew(desk.store.db, { now: next, before }, randomBytes)).toEqual({ anew: 1, already: 0, shut: [] });
  expect(await open(serverWith(next, before), sealed)).toBe("1234");
  expect(await open(serverWith(next), sealed)).toBe("1234");
  await expect(open(serverWith(before), sealed)).rejects.toThrow();
});

test("what was begun is done once, however often it is asked for, and what no key opens is named and left alone", async () => {
  const before = desk.store.masterKey;
  const theirs = { ...desk, store: serverWith(stranger) };
  const { id } = await createWorkspace(theirs, { name: "Of another house", isSandbox: false });
  const { randomBytes } = desk.runtime;
  const keys = { now: next, before };
  expect(await wrapAnew(desk.store.db, keys, randomBytes)).toEqual({ anew: 1, already: 0, shut: [id] });
  expect(await wrapAnew(desk.store.db, keys, randomBytes)).toEqual({ anew: 0, already: 1, shut: [id] });
  await expect(serverWith(stranger).keysOf(id)).resolves.toBeDefined();
});

test("more workspaces than are locked at once are all wrapped anew", async () => {
  for (let made = 0; made < 405; made += 1) await createWorkspace(desk, { name: `Nr. ${made}`, isSandbox: false });
  const keys = { now: next, before: desk.store.masterKey };
  expect(await wrapAnew(desk.store.db, keys, desk.runtime.randomBytes)).toMatchObject({ anew: 406, shut: [] });
});
