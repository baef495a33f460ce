import { SeamHttp } from "@seamapi/http/connect";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listen } from "#listen.ts";
import { ask, askAndWork, hour, minute } from "#test/catalogue/case.ts";
import { type MakerHouse, openMakerHouse, openUnconnected } from "#test/catalogue/maker-house.ts";
import { saltoKsStack } from "./salto-ks.ts";
import { signInThroughPages } from "./sign-in-through-pages.ts";

let house: MakerHouse;
beforeAll(async () => {
  house = await openMakerHouse("salto_ks", saltoKsStack());
});
afterAll(() => house.close());

const codeOf = async (id: string) => (await house.post("/access_codes/get", { access_code_id: id })).access_code;
const opens = (lockId: string, digits: string | null | undefined) => house.control.wouldOpen(lockId, digits ?? "");

test("a code waits for its digits, gets those that Salto chooses, and opens the door", async () => {
  const lock = await house.newLock();
  const id = await ask(house, lock.deviceId);
  const asked = await codeOf(id);
  expect(asked).toMatchObject({ is_waiting_for_code_assignment: true, code: null });
  await house.advance(minute);
  const given = await codeOf(id);
  expect(given).toMatchObject({ status: "set", code: expect.stringMatching(/^\d{6}$/), errors: [] });
  expect(await opens(lock.lockId, given?.code)).toBe(true);
  await house.post("/access_codes/delete", { access_code_id: id });
  await house.advance(minute);
  expect(await codeOf(id)).toBeUndefined();
  expect(await opens(lock.lockId, given?.code)).toBe(false);
  await house.forget(lock);
});

test("a stay that is prolonged, and a guest who is renamed, keep their PIN", async () => {
  const lock = await house.newLock();
  const startsAt = Math.ceil(house.now() / hour) * hour + hour;
  const iso = (at: number) => new Date(at).toISOString();
  const window = { starts_at: iso(startsAt), ends_at: iso(startsAt + 2 * hour) };
  const id = await askAndWork(house, lock.deviceId, window);
  const before = await codeOf(id);
  expect(before).toMatchObject({
    status: "unset",
    is_scheduled_on_device: true,
    code: expect.stringMatching(/^\d{6}$/),
  });
  await house.post("/access_codes/update", { access_code_id: id, name: "Jane", ends_at: iso(startsAt + 6 * hour) });
  await house.advance(minute);
  await house.advance(startsAt + 4 * hour - house.now());
  expect(await codeOf(id)).toMatchObject({ status: "set", name: "Jane", code: before?.code, errors: [] });
  expect(await opens(lock.lockId, before?.code)).toBe(true);
  await house.advance(3 * hour);
  expect(await opens(lock.lockId, before?.code)).toBe(false);
  await house.forget(lock);
});

test("a code whose guest somebody takes out at Salto gets another PIN, and that is told", async () => {
  const lock = await house.newLock();
  const id = await askAndWork(house, lock.deviceId, { forMs: 15 * minute });
  const before = await codeOf(id);
  const { access_codes } = await house.control.inspect(lock.lockId);
  for (const { access_code_id } of access_codes)
    await house.control.tamper(lock.lockId, { do: "remove", access_code_id });
  await house.advance(20 * minute);
  const after = await codeOf(id);
  expect(after).toMatchObject({ status: "set", code: expect.stringMatching(/^\d{6}$/) });
  expect(after?.code).not.toBe(before?.code);
  expect([await opens(lock.lockId, before?.code), await opens(lock.lockId, after?.code)]).toEqual([false, true]);
  const { events } = await house.post("/events/list", { access_code_id: id, since: "2020-01-01T00:00:00Z" });
  const types = events?.map(({ event_type }) => event_type);
  expect(types).toContain("access_code.deleted_external_to_seam");
  expect(types).toContain("access_code.changed");
  await house.forget(lock);
});

test("nobody may ask for digits of their own", async () => {
  const lock = await house.newLock();
  const refused = await house.post("/access_codes/create", { device_id: lock.deviceId, name: "Guest", code: "483926" });
  expect(refused.error).toMatchObject({ type: "invalid_input" });
  await house.forget(lock);
});

test("two guests of one name are two codes", async () => {
  const lock = await house.newLock();
  const ids = [await askAndWork(house, lock.deviceId), await askAndWork(house, lock.deviceId)];
  const codes = await Promise.all(ids.map(codeOf));
  expect(codes.map((code) => code?.status)).toEqual(["set", "set"]);
  expect(new Set(codes.map((code) => code?.code)).size).toBe(2);
  for (const code of codes) expect(await opens(lock.lockId, code?.code)).toBe(true);
  await house.forget(lock);
});

test("an administrator connects their sites through a page of ours and Salto's own", async () => {
  const stack = saltoKsStack();
  const strange = await openUnconnected("salto_ks", stack, { isSandbox: false });
  const listening = await listen({ fetch: strange.fetch }, { host: "127.0.0.1", port: 0 });
  const redirect_uris = [`${listening.url}/connect_webviews/return`];
  if (stack.client !== undefined) await strange.maker.control.registerClient({ ...stack.client, redirect_uris });
  const seam = SeamHttp.fromApiKey(strange.apiKey, { endpoint: listening.url });
  await strange.maker.addDevice({ profile: "salto_ks", timezone: "Europe/Berlin", name: "Front door" });
  const { url, connect_webview_id } = await seam.connectWebviews.create({ accepted_providers: ["salto_ks"] });
  const page = await signInThroughPages(strange.fetch, url, {
    ...strange.maker.owner,
    secondFactor: async () => "",
    maker: strange.maker.runtime.fetch,
  });
  expect(page).toContain("Your locks are connected.");
  const { status } = await seam.connectWebviews.get({ connect_webview_id });
  expect(status).toBe("authorized");
  await listening.close();
  await strange.close();
});
