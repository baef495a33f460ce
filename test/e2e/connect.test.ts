import { afterAll, beforeAll, expect, test } from "vitest";
import { type House, openHouse, until } from "#test/support/house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(() => house?.close());

const signIn = (url: string, provider: string) =>
  fetch(url, {
    method: "POST",
    body: new URLSearchParams({ provider, email: "jane@example.com", password: "1234" }),
    redirect: "manual",
  });

test("somebody connects a lock through the page, a code opens it, and without the account it goes on opening it", async () => {
  const { seam } = house;
  const webview = await seam.connectWebviews.create({
    accepted_providers: ["nuki"],
    wait_for_device_creation: true,
    custom_metadata: { owner: "jane" },
  });
  expect((await signIn(webview.url, "nuki")).status).toBe(200);
  const read = () => seam.connectWebviews.get({ connect_webview_id: webview.connect_webview_id });
  const done = await until(async () => {
    const now = await read();
    return now.login_successful && now;
  });
  const connected_account_id = done.connected_account_id ?? "";
  const [device] = await seam.devices.list({ connect_webview_id: webview.connect_webview_id });
  expect(device).toMatchObject({ device_type: "nuki_lock", is_managed: true });
  const device_id = device?.device_id ?? "";

  const { access_code_id, code } = await seam.accessCodes.create({ device_id, name: "Guest" });
  await until(async () => (await seam.accessCodes.get({ access_code_id })).status === "set");
  const lock = await house.nativeIdOf(device_id);
  expect(await house.locks.wouldOpen(lock, code ?? "")).toBe(true);

  const ofWebview = await seam.events.list({ connect_webview_id: webview.connect_webview_id });
  expect(ofWebview.map((event) => event.event_type).toSorted()).toEqual([
    "connect_webview.login_succeeded",
    "connected_account.connected",
    "connected_account.created",
  ]);
  await seam.connectedAccounts.delete({ connected_account_id });
  expect((await seam.devices.list({ connected_account_id })).length).toBe(0);
  expect(await house.locks.wouldOpen(lock, code ?? "")).toBe(true);
  const told = (await seam.events.list({ since: "2000-01-01T00:00:00Z", connected_account_id })).map(
    (event) => event.event_type,
  );
  expect(told.toSorted()).toEqual(["access_code.deleted", "connected_account.deleted", "device.deleted"]);
}, 60_000);

test("an account that was shut out is let in again by another sign-in, and says so", async () => {
  const { seam } = house;
  const connect = async () => {
    const webview = await seam.connectWebviews.create({
      accepted_providers: ["tedee"],
      wait_for_device_creation: true,
    });
    await signIn(webview.url, "tedee");
    return until(async () => {
      const now = await seam.connectWebviews.get({ connect_webview_id: webview.connect_webview_id });
      return now.login_successful && now;
    });
  };
  const connected_account_id = (await connect()).connected_account_id ?? "";
  const errorsOf = async () => (await seam.connectedAccounts.get({ connected_account_id })).errors.length;
  const response = await fetch(`${house.url}/connected_accounts/simulate/disconnect`, {
    method: "POST",
    headers: { authorization: `Bearer ${house.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ connected_account_id }),
  });
  expect(response.status).toBe(200);
  await until(async () => (await errorsOf()) === 1, { what: "disconnection" });
  expect((await connect()).connected_account_id).toBe(connected_account_id);
  expect(await errorsOf()).toBe(0);
  const told = (await seam.events.list({ since: "2000-01-01T00:00:00Z", connected_account_id })).map(
    (event) => event.event_type,
  );
  expect(told).toContain("connected_account.disconnected");
  expect(told).toContain("connected_account.completed_first_sync");
  expect(told).toContain("connected_account.completed_first_sync_after_reconnection");
  expect(told.filter((type) => type === "connected_account.connected")).toHaveLength(2);
}, 60_000);
