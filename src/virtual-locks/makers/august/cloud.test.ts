import { expect, test } from "vitest";
import { testRuntime } from "#runtime/test-runtime.ts";
import { controlClient } from "#virtual-locks/control-client.ts";
import { memoryJournal } from "#virtual-locks/journal.ts";
import { createVirtualLockCloud } from "#virtual-locks/virtual-lock-cloud.ts";
import { august } from "./cloud.ts";

const origin = "https://august.test";
const controlToken = "control";
const key = "an-invented-key";
const identity = { "x-august-api-key": key, "x-august-branding": "august" };
const day = 24 * 60 * 60_000;

interface Heard {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

/** An account with one lock behind a bridge, and somebody who sends plain requests. */
async function home() {
  const runtime = testRuntime();
  const journal = memoryJournal();
  const clients = [{ client_id: key, client_secret: "none", redirect_uris: [] }];
  const start = () => createVirtualLockCloud({ runtime, journal, controlToken, clients, maker: august });
  let cloud = start();
  const control = controlClient({ baseUrl: origin, token: controlToken, fetch: (request) => cloud.fetch(request) });
  await control.createAccount({ ...august.demo, account_id: "owner" });
  const { locks } = await control.addLock("owner", { profile: "august_connect", name: "Hub", lock_id: "hub" });
  await control.addLock("owner", { profile: "august", name: "Door", lock_id: "door", hub: locks[0]?.lock_id ?? "" });
  const call = async (method: string, path: string, headers: Record<string, string>, body?: object): Promise<Heard> => {
    const response = await cloud.fetch(
      new Request(`${origin}${path}`, {
        method,
        headers: { "content-type": "application/json", ...headers },
        ...(body && { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return { status: response.status, body: text === "" ? {} : JSON.parse(text), headers: response.headers };
  };
  const restart = () => {
    cloud.close();
    cloud = start();
  };
  return { runtime, control, call, restart };
}

type Home = Awaited<ReturnType<typeof home>>;

const owner = { installId: "phone-1", identifier: "email:owner@example.com", password: "letmein" };
const tokenIn = ({ headers }: Heard) => ({
  ...identity,
  "x-august-access-token": headers.get("x-august-access-token") ?? "",
});

async function signedIn({ call }: Home): Promise<Record<string, string>> {
  const begun = tokenIn(await call("POST", "/session", identity, owner));
  await call("POST", "/validation/email", begun, { value: "owner@example.com" });
  await call("POST", "/validate/email", begun, { email: "owner@example.com", code: "246810" });
  return tokenIn(await call("POST", "/session", identity, owner));
}

/** A user of its own and the order to load its PIN. */
async function load({ call }: Home, session: Record<string, string>, pin: string, more: object = {}): Promise<Heard> {
  const user = { firstName: "Ada", lastName: "Guest", lockID: "door", pin };
  const { body } = await call("POST", "/unverifiedusers", session, user);
  const command = { action: "load", pin, accessType: "always", augustUserID: body.id, ...more };
  return call("POST", "/locks/door/pins", session, { commands: [command] });
}

async function pins({ call }: Home, session: Record<string, string>) {
  const { body } = await call("GET", "/locks/door/pins", session);
  return body as Record<string, { pin: string; userID: string; firstName: string; accessStartTime?: string }[]>;
}

test("key, brand and the spelling of the headers must fit together", async () => {
  const { call } = await home();
  const status = async (headers: Record<string, string>) => (await call("POST", "/session", headers, owner)).status;
  expect(await status(identity)).toBe(200);
  expect(await status({ "x-api-key": key, "x-branding": "yale" })).toBe(200);
  expect(await status({ "x-api-key": key, "x-branding": "august" })).toBe(403);
  expect(await status({ ...identity, "x-august-api-key": "another" })).toBe(403);
  expect(await status({ "x-august-api-key": key })).toBe(404);
});

test("whoever is new needs the code that was sent, and a session begun without it opens nothing", async () => {
  const house = await home();
  const wrong = await house.call("POST", "/session", identity, { ...owner, password: "guess" });
  expect(wrong.body).toMatchObject({ vPassword: false, vInstallId: false });
  const first = await house.call("POST", "/session", identity, owner);
  expect(first.body).toMatchObject({ vPassword: true, vInstallId: false, userId: "owner" });
  expect((await house.call("GET", "/users/locks/mine", tokenIn(first))).status).toBe(401);
  const unasked = { email: "owner@example.com", code: "246810" };
  expect((await house.call("POST", "/validate/email", tokenIn(first), unasked)).status).toBe(400);

  const session = await signedIn(house);
  const { status, body } = await house.call("GET", "/users/locks/mine", session);
  expect(status).toBe(200);
  expect(body.door).toMatchObject({ LockName: "Door", UserType: "superuser" });
  expect(body.hub).toBeUndefined();
});

test("an old session is given a new token with any answer, and both go on after a restart", async () => {
  const house = await home();
  const session = await signedIn(house);
  const young = await house.call("GET", "/locks/door", session);
  expect(young.headers.get("x-august-access-token")).toBeNull();
  await house.runtime.advance(61 * day);
  const renewed = tokenIn(await house.call("GET", "/locks/door", session));
  expect(renewed["x-august-access-token"]).not.toBe(session["x-august-access-token"]);
  house.restart();
  for (const each of [session, renewed]) expect((await house.call("GET", "/locks/door", each)).status).toBe(200);
  await house.runtime.advance(60 * day);
  const statuses = await Promise.all([session, renewed].map((each) => house.call("GET", "/locks/door", each)));
  expect(statuses.map(({ status }) => status)).toEqual([401, 200]);
});

test("a PIN is created, loaded after a while, and deleting until it is gone; it opens in between", async () => {
  const house = await home();
  const session = await signedIn(house);
  const times = "DTSTART=2026-01-15T12:00:00.000Z;DTEND=2026-01-16T12:00:00.000Z";
  expect((await load(house, session, "482915", { accessType: "temporary", accessTimes: times })).status).toBe(200);
  const [created] = (await pins(house, session)).created ?? [];
  expect(created).toMatchObject({ pin: "482915", firstName: "Ada", accessStartTime: "2026-01-15T12:00:00.000Z" });
  expect(await house.control.wouldOpen("door", "482915")).toBe(false);
  await house.runtime.advance(31_000);
  expect((await pins(house, session)).loaded).toHaveLength(1);
  expect(await house.control.wouldOpen("door", "482915")).toBe(true);
  const command = { action: "delete", augustUserID: created?.userID };
  await house.call("POST", "/locks/door/pins", session, { commands: [command] });
  expect((await pins(house, session)).deleting).toHaveLength(1);
  const again = await load(house, session, "482915");
  expect(again).toMatchObject({ status: 409, body: { code: "Conflict" } });
  await house.runtime.advance(31_000);
  expect(Object.values(await pins(house, session)).flat()).toEqual([]);
  expect(await house.control.wouldOpen("door", "482915")).toBe(false);
});

test("a PIN is one user's and a user has one PIN; a full lock reserves none", async () => {
  const house = await home();
  const session = await signedIn(house);
  await house.control.addCode("door", { name: "Owner", digits: "718293" });
  expect((await load(house, session, "718293")).status).toBe(409);
  expect((await load(house, session, "482915")).status).toBe(200);
  const user = (await pins(house, session)).created?.[0]?.userID;
  const second = { action: "load", pin: "593726", accessType: "always", augustUserID: user };
  const answer = await house.call("POST", "/locks/door/pins", session, { commands: [second] });
  expect(answer).toMatchObject({ status: 409, body: { message: "Unable to set intent state for pin" } });
  expect((await house.call("GET", "/locks/door/pin", session)).status).toBe(200);
  await house.control.addLock("owner", {
    profile: "august",
    name: "Small",
    lock_id: "small",
    overrides: { max_active_codes_supported: 0 },
  });
  expect((await house.call("GET", "/locks/small/pin", session)).status).toBe(409);
});

test("what an order meets where the lock or its bridge is away, or a part is missing", async () => {
  const house = await home();
  const session = await signedIn(house);
  await house.control.setConnection("door", false);
  expect((await load(house, session, "482915")).status).toBe(408);
  await house.control.setConnection("hub", false);
  expect((await load(house, session, "482915")).status).toBe(422);
  const offline = await house.call("GET", "/locks/door", session);
  expect(offline.body).toMatchObject({ Bridge: { operative: false }, LockStatus: { status: "not-advertising" } });
  await house.control.setHub("door", null);
  expect((await load(house, session, "482915")).status).toBe(412);
  const unpaired = await house.call("GET", "/locks/door", session);
  expect(unpaired.body).not.toHaveProperty("Bridge");
  await house.control.remove("door");
  expect((await house.call("GET", "/locks/door", session)).status).toBe(403);
  expect((await house.call("GET", "/locks/nowhere", session)).status).toBe(404);
});

test("events name whose PIN opened the door, newest first, and wait for a lock that is cut off", async () => {
  const house = await home();
  const session = await signedIn(house);
  await load(house, session, "482915");
  await house.runtime.advance(31_000);
  const user = (await pins(house, session)).loaded?.[0]?.userID;
  await house.control.typeCode("door", "482915");
  await house.call("PUT", "/remoteoperate/door/lock", session);
  await house.control.setConnection("door", false);
  await house.control.typeCode("door", "482915");
  const actions = async () => {
    const { body } = await house.call("GET", "/houses/house-owner/activities?limit=10", session);
    return (body.events as { action: string; user: { UserID?: string } }[]).map((one) => [one.action, one.user.UserID]);
  };
  expect(await actions()).toEqual([
    ["remote_lock", "owner"],
    ["pin_unlock", user],
  ]);
  await house.control.setConnection("door", true);
  expect((await actions())[0]).toEqual(["pin_unlock", user]);
  expect(await actions()).toHaveLength(3);
});

test("an unconfirmed listing takes loaded PINs back to created, and a dropped order stays there", async () => {
  const house = await home();
  const session = await signedIn(house);
  await load(house, session, "482915");
  await house.runtime.advance(31_000);
  await house.control.setFaults("door", { unconfirmed_listing_ms: 60_000, drop_writes: 1 });
  expect(await pins(house, session)).toMatchObject({ created: [{ pin: "482915" }], loaded: [] });
  await load(house, session, "593726");
  await house.runtime.advance(60 * 60_000);
  expect(await pins(house, session)).toMatchObject({ created: [{ pin: "593726" }], loaded: [{ pin: "482915" }] });
});
