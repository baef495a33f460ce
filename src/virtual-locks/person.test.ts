import { expect, test } from "vitest";
import type { VirtualLocks } from "#app/desk.ts";
import { lastLock, testCloud } from "./test-cloud.ts";

async function withLock() {
  const cloud = testCloud();
  const account = await cloud.account({ profile: "yale", name: "Door", codes: [{ name: "Owner", code: "1935" }] });
  const id = lastLock(account);
  const listed = async () => {
    const { body } = await cloud.call(account.access_token, "GET", `/locks/${id}/access_codes`);
    return body.access_codes as Record<string, unknown>[];
  };
  return { cloud, id, account, listed, control: cloud.control };
}

test("the control client is the virtual locks of the desk", async () => {
  const { control, id } = await withLock();
  const locks: VirtualLocks = control;
  await locks.addCode(id, { name: "Plumber", digits: "7788" });
  await locks.enterCode(id, "7788");
  expect((await control.inspect(id)).bolt).toBe("unlocked");
  await locks.turnByHand(id, "locked");
  expect((await control.inspect(id)).bolt).toBe("locked");
});

test("a code added at the keypad is listed, works, and is not the API's", async () => {
  const { control, id, listed } = await withLock();
  const { access_code_id } = await control.tamper(id, { do: "add", name: "Plumber", code: "7788" });
  expect(await listed()).toMatchObject([{ code: "1935" }, { access_code_id, code: "7788", status: "active" }]);
  expect(await control.wouldOpen(id, "7788")).toBe(true);
  const facts = await control.journal();
  expect(facts.filter((fact) => fact.what === "code_created").map((fact) => fact.about.by)).toEqual(["person"]);
});

test("a code changed or removed at the keypad shows as it now is", async () => {
  const { cloud, control, id, listed } = await withLock();
  const [code] = await listed();
  const access_code_id = String(code?.access_code_id);
  await control.tamper(id, { do: "change", access_code_id, code: "5511" });
  expect(await listed()).toMatchObject([{ access_code_id, code: "5511" }]);
  expect([await control.wouldOpen(id, "1935"), await control.wouldOpen(id, "5511")]).toEqual([false, true]);
  const ends_at = new Date(cloud.world.now() + 60_000).toISOString();
  await control.tamper(id, { do: "change", access_code_id, ends_at });
  expect(await control.wouldOpen(id, "5511")).toBe(true);
  await cloud.world.advance(60_000);
  expect(await control.wouldOpen(id, "5511")).toBe(false);
  await control.tamper(id, { do: "remove", access_code_id });
  expect(await listed()).toEqual([]);
  expect(await control.wouldOpen(id, "5511")).toBe(false);
});

test("a wipe at the lock takes every code, also what was on its way", async () => {
  const { cloud, control, id, account, listed } = await withLock();
  await cloud.call(account.access_token, "POST", `/locks/${id}/access_codes`, { name: "Guest", code: "4821" });
  await control.tamper(id, { do: "wipe" });
  await cloud.world.advance(60_000);
  expect(await listed()).toEqual([]);
  expect(await control.wouldOpen(id, "4821")).toBe(false);
});

test("a keypad's own rules hold for a person too", async () => {
  const { control, id } = await withLock();
  const add = (code: string) => control.tamper(id, { do: "add", name: "Another", code });
  await expect(add("1935")).rejects.toMatchObject({ code: "PIN_CONFLICT" });
  await expect(add("12")).rejects.toMatchObject({ code: "INVALID_PIN_FORMAT" });
});

test("a lock taken out of its account is gone from the cloud, and its door still opens", async () => {
  const { cloud, control, id, account } = await withLock();
  await control.remove(id);
  expect((await cloud.call(account.access_token, "GET", `/locks/${id}`)).status).toBe(404);
  expect((await cloud.call(account.access_token, "GET", "/locks")).body.locks).toEqual([]);
  expect(await control.wouldOpen(id, "1935")).toBe(true);
});

test("a deleted account leaves nothing, and its address can be used again", async () => {
  const { cloud, control, id, account } = await withLock();
  const again = { email: account.email, password: "x", locks: [] };
  await expect(control.createAccount(again)).rejects.toMatchObject({ code: "ACCOUNT_EXISTS" });
  await control.deleteAccount(account.account_id);
  expect((await cloud.call(account.access_token, "GET", "/locks")).status).toBe(401);
  await expect(control.inspect(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await control.createAccount(again);
});
