import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { askAndWork, hour, minute } from "#test/catalogue/case.ts";
import { type MakerHouse, openMakerHouse, openUnconnected } from "#test/catalogue/maker-house.ts";
import { signInThroughPages } from "./sign-in-through-pages.ts";
import { tedeeStack } from "./tedee.ts";

let house: MakerHouse;
beforeAll(async () => {
  house = await openMakerHouse("tedee", tedeeStack);
});
afterAll(() => house.close());

const shown = async (code: string) => (await house.post("/access_codes/get", { access_code_id: code })).access_code;
const errorsOf = async (code: string) => (await shown(code))?.errors.map((error) => Object(error).error_code);

async function eventsOf(asked: object) {
  const { events } = await house.post("/events/list", { since: "2020-01-01T00:00:00.000Z", ...asked });
  if (events === undefined) throw new Error("The events are listed.");
  return events;
}

test("a code whose time is over goes by itself, and nobody is said to have taken it off", async () => {
  const lock = await house.newLock();
  const startsAt = Math.ceil(house.now() / hour) * hour + hour;
  const window = { starts_at: new Date(startsAt).toISOString(), ends_at: new Date(startsAt + hour).toISOString() };
  const code = await askAndWork(house, lock.deviceId, { ...window, forMs: 5 * minute });
  expect((await house.control.inspect(lock.lockId)).access_codes).toHaveLength(1);
  // Nobody of ours is there when it ends.
  await house.leap(startsAt + hour + minute - house.now());
  expect((await house.control.inspect(lock.lockId)).access_codes).toEqual([]);
  await house.look();
  await house.advance(20 * minute);
  const told = (await eventsOf({ access_code_id: code })).map(({ event_type }) => event_type);
  expect(told.toSorted()).toEqual([
    "access_code.created",
    "access_code.deleted",
    "access_code.removed_from_device",
    "access_code.scheduled_on_device",
  ]);
  expect(await shown(code)).toBeUndefined();
  await house.forget(lock);
});

test("a PIN that somebody has put on the lock is told as theirs, and room is found once there is some", async () => {
  const lock = await house.newLock({ overrides: { max_active_codes_supported: 1 } });
  await house.control.addCode(lock.lockId, { name: "Owner", digits: "483926" });
  const twin = await askAndWork(house, lock.deviceId, { forMs: 5 * minute });
  expect(await errorsOf(twin)).toContain("duplicate_code_on_device");
  const other = await askAndWork(house, lock.deviceId, { name: "Other", code: "718293", forMs: 5 * minute });
  expect(await errorsOf(other)).toContain("no_space_for_access_code_on_device");
  const [{ access_code_id } = { access_code_id: "" }] = (await house.control.inspect(lock.lockId)).access_codes;
  await house.post("/access_codes/delete", { access_code_id: twin });
  await house.control.tamper(lock.lockId, { do: "remove", access_code_id });
  await house.look();
  await house.advance(hour);
  expect([await errorsOf(other), await house.control.wouldOpen(lock.lockId, "718293")]).toEqual([[], true]);
  await house.forget(lock);
});

test("digits that the keypad does not take are turned away at our own door", async () => {
  const lock = await house.newLock();
  for (const code of ["4839", "112211", "123456", "987654321"]) {
    const answer = await house.post("/access_codes/create", { device_id: lock.deviceId, name: "Guest", code });
    expect(answer.access_code, code).toBeUndefined();
  }
  await house.forget(lock);
});

test("two guests of one name are told apart at the door", async () => {
  const lock = await house.newLock();
  const first = await askAndWork(house, lock.deviceId, { code: "529174" });
  const second = await askAndWork(house, lock.deviceId, { code: "830461", forMs: 5 * minute });
  await house.control.enterCode(lock.lockId, "830461");
  await house.look();
  // What a driver hears is written down beside the look.
  await vi.waitFor(async () => {
    const events = await eventsOf({ device_id: lock.deviceId, event_type: "lock.unlocked" });
    expect(events.map((event) => ("access_code_id" in event ? event.access_code_id : undefined))).toEqual([second]);
  }, 20_000);
  expect(first).not.toBe(second);
  await house.forget(lock);
});

test("an owner fills in a key on our page where the operator has no application, and the same owner's next key is for the same account", async () => {
  const unconnected = await openUnconnected(
    "tedee",
    { ...tedeeStack, settings: (url) => ({ url }) },
    { isSandbox: false },
  );
  const { fetch, maker, post } = unconnected;
  const { owner, hub = "", runtime } = maker;
  await maker.addDevice({ profile: "tedee", name: "Front door", hub });
  const signedIn = { ...owner, ...maker };
  const config = await tedeeStack.configOf(signedIn);
  const bearer = "refreshToken" in config ? config.accessToken : "";
  const makeKey = async () => {
    const validTo = new Date(runtime.now() + 24 * hour).toISOString();
    const body = JSON.stringify({ name: "Us", validTo, scopes: ["Device.ReadWrite", "DeviceActivity.Read"] });
    const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
    const url = `${signedIn.baseUrl}/api/v37/my/personalaccesskey`;
    const made = await runtime.fetch(new Request(url, { method: "POST", headers, body }));
    return ((await made.json()) as { readonly result: { readonly key: string } }).result.key;
  };
  for (const personalKey of [await makeKey(), await makeKey()]) {
    const { connect_webview } = await post("/connect_webviews/create", { accepted_providers: ["tedee"] });
    const visitor = { ...owner, further: { personalKey }, maker: runtime.fetch };
    expect(await signInThroughPages(fetch, connect_webview?.url ?? "", visitor)).toContain("Your locks are connected.");
  }
  const { connected_accounts = [] } = await post("/connected_accounts/list", {});
  expect(connected_accounts).toHaveLength(1);
  await unconnected.close();
});
