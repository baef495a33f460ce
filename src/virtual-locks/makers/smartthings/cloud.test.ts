import { describe, expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { controlClient } from "#virtual-locks/control-client.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { smartthings } from "./cloud.ts";

const origin = "https://smartthings.test";
const redirect_uri = "https://app.test/back";
const client = { client_id: "app", client_secret: "hush", redirect_uris: [redirect_uri] };
const basic = `Basic ${Buffer.from("app:hush").toString("base64")}`;

type Json = Readonly<Record<string, never>>;

/** A house with a hub and a lock, and an application that sends plain requests. */
async function home() {
  const runtime = testRuntime();
  const journal = memoryJournal();
  const start = () =>
    createVirtualLockCloud({ runtime, journal, controlToken: "control", clients: [client], maker: smartthings });
  let cloud = start();
  const control = controlClient({ baseUrl: origin, token: "control", fetch: (request) => cloud.fetch(request) });
  const { email, password } = smartthings.demo;
  await control.createAccount({ ...smartthings.demo, account_id: "owner", locks: [] });
  await control.addLock("owner", { profile: "smartthings_hub", name: "Hub", lock_id: "hub" });
  await control.addLock("owner", { profile: "smartthings", name: "Door", lock_id: "door", hub: "hub" });
  const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    cloud.fetch(new Request(`${origin}${path}`, { method: "POST", body: new URLSearchParams(form), headers }));
  const token = (form: Record<string, string>, authorization = basic) =>
    post("/v1/oauth/token", form, { authorization });
  const signedIn = async () => {
    const asked = { client_id: "app", redirect_uri, state: "s", response_type: "code" };
    const back = await post("/v1/oauth/authorize", { ...asked, email, password });
    const code = new URL(back.headers.get("location") ?? "").searchParams.get("code") ?? "";
    return (await (await token({ grant_type: "authorization_code", code, redirect_uri })).json()) as Json;
  };
  const { access_token } = await signedIn();
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${access_token}` };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await cloud.fetch(new Request(`${origin}/v1/${path}`, { method, headers, ...sent }));
    return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
  };
  const order = (capability: string, command: string, ...args: readonly unknown[]) =>
    call("POST", "devices/door/commands", {
      commands: [{ component: "main", capability, command, arguments: args }],
    });
  /** The value of an attribute now. */
  const value = async (capability: string, attribute: string) => {
    const { components } = (await call("GET", "devices/door/status")).body as unknown as {
      components: { main: Record<string, Record<string, { value: unknown }>> };
    };
    return components.main[capability]?.[attribute]?.value;
  };
  const restart = () => {
    cloud.close();
    cloud = start();
  };
  return { call, control, order, restart, runtime, signedIn, token, value };
}

describe("signing in", () => {
  test("gives a day's access, and a refresh token that works once", async () => {
    const { signedIn, token } = await home();
    const issued = await signedIn();
    expect(issued).toMatchObject({ expires_in: 86_399, installed_app_id: "owner" });
    const refresh = { grant_type: "refresh_token", refresh_token: issued.refresh_token ?? "" };
    const renewed = await token(refresh);
    expect([renewed.status, (await token(refresh)).status]).toEqual([200, 400]);
    const { refresh_token } = (await renewed.json()) as Json;
    expect((await token({ ...refresh, refresh_token: refresh_token ?? "" })).status).toBe(200);
  });

  test("takes the application's secret by HTTP Basic alone", async () => {
    const { token } = await home();
    const form = { grant_type: "refresh_token", client_id: "app", client_secret: "hush" };
    expect((await token(form, "")).status).toBe(401);
  });
});

test("devices are listed in pages, and an offline hub takes its lock along", async () => {
  const { call, control } = await home();
  const first = await call("GET", "devices?max=1");
  expect(first.body).toMatchObject({ items: [{ deviceId: "hub", type: "HUB" }] });
  const { next } = first.body._links as unknown as { next: { href: string } };
  const second = await call("GET", next.href.slice(`${origin}/v1/`.length));
  expect(second.body).toMatchObject({ items: [{ deviceId: "door", zwave: { hubId: "hub" } }], _links: {} });
  expect((await call("GET", "devices/door/health")).body).toMatchObject({ state: "ONLINE" });
  await control.setConnection("hub", false);
  expect((await call("GET", "devices/door/health")).body).toMatchObject({ state: "OFFLINE" });
});

describe("lock codes", () => {
  test("are accepted at once, and what became of them is told once the lock has answered", async () => {
    const { control, order, restart, runtime, value } = await home();
    expect((await order("lockCodes", "setCode", 2, "4821", "Ann")).body).toMatchObject({
      results: [{ status: "ACCEPTED" }],
    });
    expect([await value("lockCodes", "lockCodes"), await value("lockCodes", "codeChanged")]).toEqual(["{}", null]);
    restart();
    await runtime.advance(9_000);
    expect([await value("lockCodes", "lockCodes"), await value("lockCodes", "codeChanged")]).toEqual([
      '{"2":"Ann"}',
      "2 set",
    ]);
    await order("lockCodes", "setCode", 3, "4821", "Bob");
    await runtime.advance(9_000);
    expect([await value("lockCodes", "lockCodes"), await value("lockCodes", "codeChanged")]).toEqual([
      '{"2":"Ann"}',
      "3 failed",
    ]);
    expect(await control.wouldOpen("door", "4821")).toBe(true);
  });

  test("are written over without a question, whoever made them, and deleted by slot", async () => {
    const { control, order, runtime, value } = await home();
    await control.addCode("door", { name: "Owner", digits: "1935" });
    await order("lockCodes", "setCode", 1, "4821", "Ann");
    await runtime.advance(9_000);
    expect([await control.wouldOpen("door", "1935"), await control.wouldOpen("door", "4821")]).toEqual([false, true]);
    await order("lockCodes", "deleteCode", 1);
    await runtime.advance(9_000);
    expect(await value("lockCodes", "codeChanged")).toBe("1 deleted");
    await order("lockCodes", "deleteCode", 1);
    await runtime.advance(9_000);
    expect(await value("lockCodes", "codeChanged")).toBe("1 unset");
  });
});

test("after a migration users are numbered anew, and a PIN goes into the slot of its user's number, over what stands there", async () => {
  const { control, order, runtime, value } = await home();
  await order("lockCodes", "setCode", 2, "4821", "Ann");
  await runtime.advance(9_000);
  await order("lockCodes", "migrate");
  expect((await order("lockCodes", "setCode", 3, "1935", "Bob")).status).toBe(422);
  expect(await value("lockCredentials", "credentials")).toMatchObject([{ userIndex: 1, credentialIndex: 2 }]);
  await order("lockUsers", "addUser", "Bob", "guest");
  expect(await value("lockUsers", "commandResult")).toMatchObject({ statusCode: "success", userIndex: 2 });
  await order("lockCredentials", "addCredential", 2, "guest", "pin", "1935");
  await runtime.advance(9_000);
  expect(await value("lockCredentials", "commandResult")).toMatchObject({ statusCode: "occupied" });
  expect([await control.wouldOpen("door", "4821"), await control.wouldOpen("door", "1935")]).toEqual([false, true]);
});

test("one operation on credentials is done at a time, and a deleted PIN leaves its user behind", async () => {
  const { order, runtime, value } = await home();
  await order("lockCodes", "migrate");
  await order("lockCredentials", "addCredential", 0, "guest", "pin", "4821", "Ann");
  await order("lockCredentials", "addCredential", 0, "guest", "pin", "1935", "Bob");
  expect(await value("lockCredentials", "commandResult")).toMatchObject({ statusCode: "busy" });
  await order("lockUsers", "updateUser", 1, "Ann", "guest");
  await runtime.advance(9_000);
  expect(await value("lockCredentials", "commandResult")).toMatchObject({ statusCode: "success", credentialIndex: 1 });
  await order("lockUsers", "updateUser", 1, "Ann", "guest");
  await order("lockCredentials", "deleteCredential", 1, "pin");
  await runtime.advance(9_000);
  expect(await value("lockCredentials", "credentials")).toEqual([]);
  expect(await value("lockUsers", "users")).toMatchObject([{ userIndex: 1, userName: "Ann" }]);
});

test("the history tells who came in, and a call too many when to come back", async () => {
  const { call, control, order, runtime } = await home();
  await order("lockCodes", "setCode", 2, "4821", "Ann");
  await runtime.advance(9_000);
  await control.typeCode("door", "4821");
  const { items } = (await call("GET", "devices")).body as unknown as { items: readonly { locationId: string }[] };
  const query = `locationId=${items[0]?.locationId}&deviceId=door&limit=5`;
  expect((await call("GET", `history/devices?${query}`)).body).toMatchObject({
    items: [
      { attribute: "lock", value: "unlocked", data: { method: "keypad", codeId: "2" } },
      { attribute: "codeChanged", value: "2 set" },
    ],
  });
  await control.setFaults("owner", { rate_per_minute: 0 });
  const refused = await call("GET", "devices");
  expect([refused.status, Number(refused.headers.get("x-ratelimit-reset")) > 0]).toEqual([429, true]);
});
